import { Refused } from "../units/refused.ts";

/** What is wrong with a formula, and from where to where in its text. */
export class FormulaProblem extends Refused {
  override readonly name = "FormulaProblem";
  readonly start: number;
  readonly end: number;

  constructor(start: number, end: number, found: string, expected: string, hint: string) {
    super(found, expected, [], hint);
    this.start = start;
    this.end = end;
  }
}

/** @throws FormulaProblem */
export function refuse(start: number, end: number, found: string, expected: string, hint = ""): never {
  throw new FormulaProblem(start, end, found, expected, hint);
}

/** A number or a name in the text of a formula. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isName: boolean;
}

/** Longest formula [characters], most numbers and names in one, most operators, and deepest brackets. */
const LENGTH_MAX = 1000;
const TOKENS_MAX = 100;
const OPERATORS_MAX = 200;
const DEPTH_MAX = 20;

/** Of everything else mathjs would make more than a formula: assignments, functions, ranges, texts, matrices. */
const FOREIGN = /[^A-Za-z0-9_.+\-*/^(),\s]/u;
const TOKEN = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g;

/**
 * The numbers and names of a formula. What mathjs is given afterwards holds nothing else but + − * / ^ , . and brackets, and is small.
 *
 * @throws FormulaProblem for other characters, and for a text that is too long or too deep
 */
export function tokensIn(text: string): readonly Token[] {
  if (text.trim() === "") refuse(0, 1, "an empty formula", 'a formula, such as "failedCalls / 3"');
  if (text.length > LENGTH_MAX) refuse(0, 1, `a formula of ${text.length} characters`, `at most ${LENGTH_MAX}`);
  const foreign = FOREIGN.exec(text);
  if (foreign !== null)
    refuse(
      foreign.index,
      foreign.index + foreign[0].length,
      `the character ${JSON.stringify(foreign[0])}`,
      "numbers, names, + - * / ^, brackets and functions",
    );
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: found, index }) => ({
    text: found,
    start: index,
    end: index + found.length,
    isName: /^[A-Za-z_]/.test(found),
  }));
  const operators = text.match(/[+\-*/^,]/g)?.length ?? 0;
  if (tokens.length > TOKENS_MAX)
    refuse(
      tokens[TOKENS_MAX]!.start,
      tokens[TOKENS_MAX]!.end,
      `${tokens.length} numbers and names`,
      `at most ${TOKENS_MAX}`,
    );
  if (operators > OPERATORS_MAX) refuse(0, 1, `${operators} operators`, `at most ${OPERATORS_MAX}`);
  for (let i = 0, depth = 0; i < text.length; i++) {
    depth += text[i] === "(" ? 1 : text[i] === ")" ? -1 : 0;
    if (depth > DEPTH_MAX) refuse(i, i + 1, "brackets nested too deep", `at most ${DEPTH_MAX} levels`);
  }
  return tokens;
}

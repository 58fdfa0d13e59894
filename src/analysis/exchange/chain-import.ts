import { type Chain, ChainBuilder } from "../chain/chain.ts";
import { type LocatedProblem, said, UnreadableText } from "./located.ts";

/** A chain written out state by state, and in which of its states the service is up. */
export interface ImportedChain {
  readonly chain: Chain;
  readonly isUp: (state: number) => boolean;
  /** Names of the states that are down; undefined where nothing was said of which are. */
  readonly down: readonly string[] | undefined;
}

/** What the text of a chain does not say itself. */
export interface ChainImportOptions {
  /** The state it starts in; the first one mentioned unless said otherwise. */
  readonly initial?: string;
  /** The states in which the service is down. */
  readonly down?: readonly string[];
  /** The states in which it is up, all others being down; give one of the two. */
  readonly up?: readonly string[];
}

/** One transition as it was written. */
interface Row {
  readonly from: string;
  readonly to: string;
  readonly rate: number;
  readonly line: number;
}

/** A decimal number, and nothing that JavaScript would take for one besides: no hexadecimals, no blank, no Infinity. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Rates that can be multiplied with one another without leaving the number range, per whatever unit [1/time]. */
const RATE_MIN = 1e-100;
const RATE_MAX = 1e100;
const RATES = `0 or a number from ${RATE_MIN} to ${RATE_MAX}`;
/** What a column of rates is headed by, such as `rate`, `lambda [1/h]` or `rate/h`. */
const HEADING = /^\p{L}[\p{L}_ ]*(?:[[(].*[\])]|\/ ?\p{L}+)?$/u;
/** First lines of Storm's transition files, and what they announce. */
const KINDS = /^(?:ctmc|dtmc|mdp|ma|pomdp|smg)$/i;

/**
 * Reads a chain from rows of `from, to, rate`, one transition a line, separated by semicolons, commas, tabs or, where there are
 * none, blanks; fields may stand in double quotes. Rows of the same transition add up. Rows of two fields, `state, down` or
 * `state, up`, say where the service is down. Lines that begin with `#` or are empty are skipped, and a first line of
 * names is: its third field is a word, and its first two are no states. The first line of a PRISM file, the numbers of states and
 * transitions, must be true; that of a Storm file must be `ctmc`.
 *
 * @throws UnreadableText naming the line of every row that is wrong: no number, a negative rate, an unknown state
 */
export function readChainRows(text: string, options: ChainImportOptions = {}): ImportedChain {
  const problems: LocatedProblem[] = [];
  const rows: Row[] = [];
  const marked = { up: new Map<string, number>(), down: new Map<string, number>() };
  let heading: { readonly fields: readonly string[]; readonly refusal: LocatedProblem } | undefined;
  let counts: { readonly states: number; readonly transitions: number; readonly line: number } | undefined;
  let isFirst = true;
  text.split(/\r?\n/).forEach((source, index) => {
    const line = index + 1;
    const content = source.replace(/(^|\s)#.*$/, "").trim();
    if (content === "") return;
    const fields = fieldsOf(content);
    const first = isFirst;
    isFirst = false;
    if (first && fields.length === 1 && KINDS.test(content)) {
      if (content.toLowerCase() !== "ctmc")
        problems.push({
          line,
          column: 1,
          ...said(`a model of kind ${content}`, "ctmc, a chain with rates"),
        });
      return;
    }
    if (first && fields.length === 2 && fields.every((field) => /^\d+$/.test(field))) {
      counts = { states: Number(fields[0]), transitions: Number(fields[1]), line };
      return;
    }
    if (fields.length === 2 && (fields[1] === "up" || fields[1] === "down")) {
      marked[fields[1]].set(fields[0]!, line);
      return;
    }
    if (fields.length !== 3) {
      problems.push({
        line,
        column: 1,
        ...said(`${fields.length} fields`, "from, to, rate (or: state, down)"),
      });
      return;
    }
    const [from, to, rate] = fields as [string, string, string];
    const value = NUMBER.test(rate) ? Number(rate) : Number.NaN;
    if (!isRate(value) || from === "" || to === "") {
      const wrong =
        from === "" || to === "" ? said("a state without a name", "from, to, rate") : said(`the rate ${rate}`, RATES);
      const refusal = { line, column: Math.max(1, source.lastIndexOf(rate) + 1), ...wrong };
      if (first && from !== to && HEADING.test(rate) && !/^(?:nan|inf(?:inity)?)$/i.test(rate))
        heading = { fields, refusal };
      else problems.push(refusal);
      return;
    }
    rows.push({ from, to, rate: value, line });
  });
  const isState = (name: string): boolean => rows.some(({ from, to }) => from === name || to === name);
  if (heading?.fields.slice(0, 2).some(isState)) problems.unshift(heading.refusal);
  if (counts !== undefined) problems.push(...falseCounts(counts, rows));
  return assemble(rows, problems, {
    ...options,
    down: [...(options.down ?? []), ...marked.down.keys()],
    up: [...(options.up ?? []), ...marked.up.keys()],
  });
}

/** The fields of a row. Whatever stands in double quotes is one of them. */
function fieldsOf(content: string): string[] {
  const unquoted = content.replace(/"[^"]*"/g, "");
  const separator = [";", ",", "\t"].find((each) => unquoted.includes(each));
  const parts = separator === undefined ? content.match(/(?:"[^"]*"|[^\s"])+/g) : split(content, separator);
  return (parts ?? [content]).map((part) =>
    part
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
}

/** Splits at a character that stands outside of double quotes. */
function split(content: string, separator: string): string[] {
  const parts = [""];
  let quoted = false;
  for (const character of content) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const isRate = (value: number): boolean => value === 0 || (value >= RATE_MIN && value <= RATE_MAX);

/** What is not so in the first line of a PRISM file: then it was none, but a row that lacks its rate, or not all rows are there. */
function falseCounts(
  { states, transitions, line }: { readonly states: number; readonly transitions: number; readonly line: number },
  rows: readonly Row[],
): LocatedProblem[] {
  const refused = (...parts: Parameters<typeof said>): LocatedProblem[] => [{ line, column: 1, ...said(...parts) }];
  const isNumbered = rows.every(({ from, to }) =>
    [from, to].every((name) => /^\d+$/.test(name) && Number(name) < states),
  );
  if (rows.length !== transitions || !isNumbered) {
    return refused(
      `${states} ${transitions} above ${rows.length} rows`,
      "the numbers of states and transitions, as PRISM writes them, or from, to, rate",
    );
  }
  const sums = new Map<string, number>();
  for (const { from, rate } of rows) sums.set(from, (sums.get(from) ?? 0) + rate);
  if (rows.some(({ from, to }) => from === to) && [...sums.values()].every((sum) => Math.abs(sum - 1) < 1e-9))
    return refused(
      "probabilities, the rows of each state adding up to 1",
      "rates",
      "If these are rates, put ctmc in place of this line.",
    );
  return [];
}

/**
 * The same from a parsed document, `{ transitions: [[from, to, rate], …], initial?, down? | up? }`, as YAML or JSON
 * give it. Problems are located by the number of the transition.
 */
export function chainOfDocument(document: unknown): ImportedChain {
  const problems: LocatedProblem[] = [];
  const refuse = (line: number, found: string, expected: string): void => {
    problems.push({ line, column: 1, ...said(found, expected) });
  };
  const { transitions, initial, down, up, ...others } = (
    typeof document === "object" && document !== null ? document : {}
  ) as Record<string, unknown>;
  for (const key of Object.keys(others)) refuse(1, `the key ${key}`, "transitions, initial, down or up");
  const rows: Row[] = [];
  if (!Array.isArray(transitions)) refuse(1, "no list in transitions", "rows of [from, to, rate]");
  else {
    transitions.forEach((row: unknown, index) => {
      const [from, to, rate] = Array.isArray(row) ? row : [];
      if (!isName(from) || !isName(to) || typeof rate !== "number" || !isRate(rate)) {
        refuse(
          index + 1,
          `${JSON.stringify(row)} in transitions[${index}]`,
          `[from, to, rate], the rate 0 or from ${RATE_MIN} to ${RATE_MAX}`,
        );
      } else {
        rows.push({ from: String(from), to: String(to), rate, line: index + 1 });
      }
    });
  }
  const names = (list: unknown, key: string): string[] => {
    if (list === undefined) return [];
    if (Array.isArray(list) && list.every(isName)) return list.map(String);
    refuse(1, `${JSON.stringify(list)} in ${key}`, "a list of states");
    return [];
  };
  return assemble(rows, problems, {
    ...(initial === undefined ? {} : { initial: String(initial) }),
    down: names(down, "down"),
    up: names(up, "up"),
  });
}

function assemble(rows: readonly Row[], problems: LocatedProblem[], options: ChainImportOptions): ImportedChain {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, names.length);
    names.push(name);
    return names.length - 1;
  };
  const builder = new ChainBuilder();
  for (const { from, to, rate } of rows) builder.add(numberOf(from), numberOf(to), rate);
  const refuse = (found: string, expected: string): void => {
    problems.push({ line: 1, column: 1, ...said(found, expected) });
  };
  const { initial = names[0] ?? "", down = [], up = [] } = options;
  if (names.length === 0) refuse("no transitions", "rows of from, to, rate");
  for (const name of [...(names.length > 0 ? [initial] : []), ...down, ...up]) {
    if (!numbers.has(name)) refuse(`the unknown state "${name}"`, "one that a transition mentions");
  }
  if (down.length > 0 && up.length > 0)
    refuse("states that are up and states that are down", "one list, the others being the rest");
  if (problems.length > 0) throw new UnreadableText(problems);
  const listed = new Set((down.length > 0 ? down : up).map((name) => numbers.get(name)!));
  const isUp =
    down.length > 0 || up.length === 0 ? (state: number) => !listed.has(state) : (state: number) => listed.has(state);
  const chain = builder.build(names.length, numbers.get(initial)!, (state) => names[state]!);
  const isTold = down.length > 0 || up.length > 0;
  return { chain, isUp, down: isTold ? names.filter((_, state) => !isUp(state)) : undefined };
}

const isName = (value: unknown): value is string | number => typeof value === "string" || typeof value === "number";

import { didYouMean, oneOf } from "../notation/nearest.ts";
import { type Dimension, isSame, power, product, quotient, unitText } from "./dimension.ts";
import { type Expression, evaluate, partsOf } from "./expression.ts";
import { language } from "./late.ts";
import type { MathNode } from "./mathjs.ts";
import { FUNCTIONS, OPERATIONS, type OperationName, type Range } from "./operations.ts";
import { refuse, type Token, tokensIn } from "./tokens.ts";

/** What a name in a formula stands for. */
export interface Quantity {
  readonly expression: Expression;
  readonly dimension: Dimension;
  readonly range: Range;
}

/** The names that a formula may use. */
export interface Vocabulary {
  /** Undefined for a name that stands for nothing. Units are names as well. */
  find(name: string): Quantity | undefined;
  /** Names to offer for a mistyped one. */
  readonly names: readonly string[];
  readonly expected: string;
}

/** Operators of mathjs that a formula may have, by the names that it gives them. */
const OPERATORS: Readonly<Record<string, OperationName>> = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  pow: "^",
  unaryMinus: "negative",
};

/** A part of a formula: what it is, and from which token to which it stands. */
interface Part extends Quantity {
  readonly first: Token;
  readonly last: Token;
}

/**
 * Reads a formula: numbers, names, units, + − * / ^, brackets and the functions of `FUNCTIONS`. Units must fit: nothing but values of one
 * unit can be added. Nothing is evaluated while it is read.
 *
 * @throws FormulaProblem for anything else, with its place in the text
 */
export function readFormula(text: string, vocabulary: Vocabulary): Quantity {
  const tokens = tokensIn(text);
  for (const [i, token] of tokens.entries()) refuseUnknown(token, text, tokens[i + 1], vocabulary);
  const reading = new Reading(tokens, vocabulary);
  const { expression, dimension, range } = reading.part(parsed(text));
  return { expression, dimension, range };
}

/** By its name alone; whether what bears it may stand there is seen later. */
function refuseUnknown(
  { text: name, start, end, isName }: Token,
  text: string,
  next: Token | undefined,
  vocabulary: Vocabulary,
): void {
  if (!isName || Object.hasOwn(FUNCTIONS, name) || vocabulary.find(name) !== undefined) return;
  const isCall = text
    .slice(end, next?.start ?? text.length)
    .trimStart()
    .startsWith("(");
  const functions = Object.keys(FUNCTIONS);
  const known = isCall ? functions : vocabulary.names;
  refuse(
    start,
    end,
    `the unknown ${isCall ? "function" : "name"} ${JSON.stringify(name)}`,
    isCall ? oneOf(functions) : vocabulary.expected,
    didYouMean(name, known),
  );
}

/** Trees by their texts: a study reads its formulas again for each of its points. */
const trees = new Map<string, MathNode>();
const TREES_MAX = 1000;

/** The tree of a text that holds no more than formulas may. */
function parsed(text: string): MathNode {
  const known = trees.get(text);
  if (known !== undefined) return known;
  try {
    const tree = language().parse(text.replace(/\s/g, " "));
    if (trees.size < TREES_MAX) trees.set(text, tree);
    return tree;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const char = (error as { char?: number }).char ?? 1;
    const start = Math.min(char - 1, text.trimEnd().length);
    const rest = text.slice(start).trimEnd();
    const found = rest === "" ? "the end of the formula" : JSON.stringify(rest.slice(0, 20));
    return refuse(
      start,
      start + 1,
      found,
      `a formula, such as "failedCalls / 3" (${error.message.replace(/ \(char \d+\)$/, "")})`,
    );
  }
}

class Reading {
  readonly #tokens: readonly Token[];
  readonly #vocabulary: Vocabulary;
  #next = 0;

  constructor(tokens: readonly Token[], vocabulary: Vocabulary) {
    this.#tokens = tokens;
    this.#vocabulary = vocabulary;
  }

  /** Leaves stand in the tree in the order of the text: each takes the next token. */
  #leaf(node: MathNode): Token {
    const token = this.#tokens[this.#next++];
    const isMeant = token?.isName ? node.toString() === token.text : Number(token?.text) === node.value;
    if (token !== undefined && isMeant) return token;
    const { start, end } = token ?? this.#tokens.at(-1)!;
    return refuse(
      start,
      end,
      `${JSON.stringify(node.toString())}, which is no name`,
      "a dot between the words of a name only",
    );
  }

  part(node: MathNode): Part {
    switch (node.type) {
      case "ParenthesisNode":
        return this.part(node.content!);
      case "ConstantNode": {
        const token = this.#leaf(node);
        const number = Number(token.text);
        if (!Number.isFinite(number)) refuse(token.start, token.end, token.text, "a number up to 1e308");
        return {
          expression: { number },
          dimension: 1,
          range: { least: number, most: number },
          first: token,
          last: token,
        };
      }
      case "SymbolNode":
      case "AccessorNode":
        return this.#named(this.#leaf(node));
      case "FunctionNode":
        return this.#call(node);
      case "OperatorNode":
        return this.#operator(node);
      default: {
        const { start, end } = this.#tokens[this.#next] ?? { start: 0, end: 1 };
        return refuse(start, end, JSON.stringify(node.toString()), "numbers, names, + - * / ^, brackets and functions");
      }
    }
  }

  #named(token: Token): Part {
    const quantity = this.#vocabulary.find(token.text);
    if (quantity === undefined)
      return refuse(token.start, token.end, `the function ${token.text} without its brackets`, `${token.text}(…)`);
    return { ...quantity, first: token, last: token };
  }

  #call(node: MathNode): Part {
    const token = this.#leaf(node.fn as MathNode);
    const args = node.args!;
    const bounds = Object.hasOwn(FUNCTIONS, token.text) ? FUNCTIONS[token.text]! : null;
    if (bounds === null)
      return refuse(
        token.start,
        token.end,
        `${token.text}, which is no function`,
        `${oneOf(Object.keys(FUNCTIONS))}, or * before the bracket`,
      );
    if (args.length < bounds[0] || args.length > bounds[1])
      return refuse(
        token.start,
        token.end,
        `${token.text} of ${["nothing", "one value"][args.length] ?? `${args.length} values`}`,
        bounds[0] === bounds[1] ? "one value" : `${bounds[0]} to ${bounds[1]} values`,
      );
    const name = token.text as OperationName;
    const parts = args.map((one) => this.part(one));
    const [x] = parts as [Part];
    if (["exp", "log", "log10"].includes(name) && x.dimension !== 1)
      refuse(
        x.first.start,
        x.last.end,
        `${name} of a value in ${unitText(x.dimension)}`,
        "a number without a unit, such as a quotient of two times",
      );
    for (const other of parts.slice(1)) this.#fits(x, other);
    return this.#applied(name, parts, name === "sqrt" ? power(x.dimension, 0.5) : x.dimension, token);
  }

  #operator(node: MathNode): Part {
    const args = node.args!;
    if (node.fn === "unaryPlus") return this.part(args[0]!);
    const name = Object.hasOwn(OPERATORS, node.fn as string) ? OPERATORS[node.fn as string] : undefined;
    if (name === undefined) {
      const { start, end } = this.#tokens[this.#next] ?? { start: 0, end: 1 };
      return refuse(start, end, JSON.stringify(node.toString()), "the operators + - * / ^");
    }
    const parts = args.map((one) => this.part(one));
    const [x, y] = parts as [Part, Part];
    switch (name) {
      case "+":
      case "-":
        this.#fits(x, y);
        return this.#applied(name, parts, x.dimension);
      case "*":
        return this.#applied(name, parts, product(x.dimension, y.dimension));
      case "/":
        return this.#applied(name, parts, quotient(x.dimension, y.dimension));
      case "^":
        return this.#applied(name, parts, this.#raised(x, y));
      default:
        return this.#applied(name, parts, x.dimension);
    }
  }

  #fits(x: Part, y: Part): void {
    if (isSame(x.dimension, y.dimension)) return;
    const inWords = (one: Part) => (one.dimension === 1 ? "a number without a unit" : unitText(one.dimension));
    refuse(x.first.start, y.last.end, `${inWords(x)} beside ${inWords(y)}`, "values of one unit");
  }

  #raised(x: Part, y: Part): Dimension {
    if (y.dimension !== 1)
      refuse(y.first.start, y.last.end, `an exponent in ${unitText(y.dimension)}`, "a number without a unit");
    if (x.dimension === 1) return 1;
    const isKnown = [...partsOf(y.expression)].every((one) => !("metric" in one || "path" in one));
    if (!isKnown)
      refuse(
        y.first.start,
        y.last.end,
        `a value in ${unitText(x.dimension)} to a power that varies`,
        "a power written as a number",
      );
    return power(
      x.dimension,
      evaluate(y.expression, () => Number.NaN),
    );
  }

  #applied(apply: OperationName, parts: readonly Part[], dimension: Dimension, first = parts[0]!.first): Part {
    const range = OPERATIONS[apply].range as (...ranges: readonly Range[]) => Range;
    return {
      expression: { apply, to: parts.map(({ expression }) => expression) },
      dimension,
      range: range(...parts.map((part) => part.range)),
      first,
      last: parts.at(-1)!.last,
    };
  }
}

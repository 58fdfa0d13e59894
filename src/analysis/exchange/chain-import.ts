import { type Chain, ChainBuilder } from "../chain/chain.ts";
import { type LocatedProblem, UnreadableText } from "./located.ts";

/** A chain written out state by state, and in which of its states the service is up. */
export interface ImportedChain {
  readonly chain: Chain;
  readonly isUp: (state: number) => boolean;
  /** Names of the states that are down. */
  readonly down: readonly string[];
}

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

/**
 * Reads a chain from rows of `from, to, rate`, one transition a line, separated by commas, semicolons or, where there are
 * none, blanks. Rows of the same transition add up. Rows of two fields, `state, down` or `state, up`, say where the service is down. A first
 * line of names is skipped, and so are lines that begin with `#` or are empty; the first line of a PRISM or Storm `.tra`
 * file, two whole numbers, is too.
 *
 * @throws UnreadableText naming the line of every row that is wrong: no number, a negative rate, an unknown state
 */
export function readChainRows(text: string, options: ChainImportOptions = {}): ImportedChain {
  const problems: LocatedProblem[] = [];
  const rows: Row[] = [];
  const marked = { up: new Map<string, number>(), down: new Map<string, number>() };
  text.split(/\r?\n/).forEach((source, index) => {
    const line = index + 1;
    const content = source.replace(/(^|\s)#.*$/, "").trim();
    if (content === "") return;
    const fields = content.split(/[,;]/.test(content) ? /\s*[,;]\s*/ : /\s+/);
    const first = rows.length === 0 && marked.up.size + marked.down.size === 0;
    if (first && fields.length === 2 && fields.every((field) => /^\d+$/.test(field))) return;
    if (fields.length === 2 && (fields[1] === "up" || fields[1] === "down")) {
      marked[fields[1]].set(fields[0]!, line);
      return;
    }
    if (fields.length !== 3) {
      problems.push({
        line,
        column: 1,
        message: `found ${fields.length} fields; expected from, to, rate (or: state, down).`,
      });
      return;
    }
    const [from, to, rate] = fields as [string, string, string];
    const value = Number(rate);
    if (first && Number.isNaN(value) && problems.length === 0) return;
    if (!Number.isFinite(value) || value < 0) {
      problems.push({
        line,
        column: source.lastIndexOf(rate) + 1,
        message: `found the rate ${rate}; expected a finite number ≥ 0.`,
      });
      return;
    }
    rows.push({ from, to, rate: value, line });
  });
  return assemble(rows, problems, {
    ...options,
    down: [...(options.down ?? []), ...marked.down.keys()],
    up: [...(options.up ?? []), ...marked.up.keys()],
  });
}

/**
 * The same from a parsed document, `{ transitions: [[from, to, rate], …], initial?, down? | up? }`, as YAML or JSON
 * give it. Problems are located by the number of the transition.
 */
export function chainOfDocument(document: unknown): ImportedChain {
  const problems: LocatedProblem[] = [];
  const refuse = (line: number, message: string): void => {
    problems.push({ line, column: 1, message });
  };
  const { transitions, initial, down, up } = (document ?? {}) as Record<string, unknown>;
  const rows: Row[] = [];
  if (!Array.isArray(transitions)) refuse(1, "transitions: found no list; expected rows of [from, to, rate].");
  else {
    transitions.forEach((row: unknown, index) => {
      const [from, to, rate] = Array.isArray(row) ? row : [];
      if (!isName(from) || !isName(to) || typeof rate !== "number" || !Number.isFinite(rate) || rate < 0) {
        refuse(
          index + 1,
          `transitions[${index}]: found ${JSON.stringify(row)}; expected [from, to, rate] with a rate ≥ 0.`,
        );
      } else {
        rows.push({ from: String(from), to: String(to), rate, line: index + 1 });
      }
    });
  }
  const names = (list: unknown, key: string): string[] => {
    if (list === undefined) return [];
    if (Array.isArray(list) && list.every(isName)) return list.map(String);
    refuse(1, `${key}: found ${JSON.stringify(list)}; expected a list of states.`);
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
  const refuse = (message: string): void => {
    problems.push({ line: 1, column: 1, message });
  };
  const { initial = names[0] ?? "", down = [], up = [] } = options;
  if (names.length === 0) refuse("found no transitions; expected rows of from, to, rate.");
  for (const name of [...(names.length > 0 ? [initial] : []), ...down, ...up]) {
    if (!numbers.has(name)) refuse(`found the unknown state "${name}"; expected one that a transition mentions.`);
  }
  if (down.length > 0 && up.length > 0)
    refuse("found states that are up and states that are down; expected one list, the others being the rest.");
  if (problems.length > 0) throw new UnreadableText(problems);
  const listed = new Set((down.length > 0 ? down : up).map((name) => numbers.get(name)!));
  const isUp =
    down.length > 0 || up.length === 0 ? (state: number) => !listed.has(state) : (state: number) => listed.has(state);
  const chain = builder.build(names.length, numbers.get(initial)!, (state) => names[state]!);
  return { chain, isUp, down: names.filter((_, state) => !isUp(state)) };
}

const isName = (value: unknown): value is string | number => typeof value === "string" || typeof value === "number";

/**
 * The states that carry each label in a PRISM or Storm `.lab` file, for the `.tra` file beside it.
 *
 * @throws UnreadableText for lines that are not `state: label label …`
 */
export function readPrismLabels(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.split(/\r?\n/);
  const names = new Map([...(lines[0] ?? "").matchAll(/(\d+)="([^"]*)"/g)].map(([, number, name]) => [number!, name!]));
  const labels = new Map<string, string[]>([...names.values()].map((name) => [name, []]));
  const problems: LocatedProblem[] = [];
  lines.slice(1).forEach((content, index) => {
    if (content.trim() === "") return;
    const [state, marks = ""] = content.split(":");
    for (const mark of marks.trim().split(/\s+/)) {
      const name = names.get(mark);
      if (name !== undefined && /^\d+$/.test(state!.trim())) labels.get(name)!.push(state!.trim());
      else
        problems.push({
          line: index + 2,
          column: 1,
          message: `found "${content}"; expected a state and its labels, such as 3: 0 2.`,
        });
    }
  });
  if (problems.length > 0) throw new UnreadableText(problems);
  return labels;
}

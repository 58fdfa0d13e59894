/**
 * OpenMetrics text as its specification has it, version 1.0: the ABNF token by token, and what it says MUST be beside it. Only what
 * gauges and counters may hold is read.
 * https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */

const METRIC_NAME = "[A-Za-z_:][A-Za-z0-9_:]*"; // metricname
const LABEL_NAME = "[A-Za-z_][A-Za-z0-9_]*"; // label-name
/** normal-char is anything but LF, the double quote and the backslash; escaped are these three. */
const ESCAPED_STRING = '(?:[^\\n"\\\\]|\\\\[n"\\\\])*';
const LABELS = `\\{(?:${LABEL_NAME}="${ESCAPED_STRING}"(?:,${LABEL_NAME}="${ESCAPED_STRING}")*)?\\}`;
const REAL = "[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?";
const NUMBER = `(?:${REAL}|[+-]?[Ii]nf(?:inity)?|NaN)`;

const DESCRIPTOR = new RegExp(`^# (TYPE|HELP|UNIT) (${METRIC_NAME}) (.*)$`, "s");
const SAMPLE = new RegExp(`^(${METRIC_NAME})(${LABELS})? (${NUMBER})$`);
const LABEL = new RegExp(`(${LABEL_NAME})="(${ESCAPED_STRING})"`, "g");
const HELP = new RegExp(`^${ESCAPED_STRING}$`);
const UNIT = /^[A-Za-z0-9_:]*$/;

export interface ReadFamily {
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** The family whose lines are being read. */
interface Current {
  readonly name: string;
  readonly said: Set<string>;
  readonly family: { -readonly [K in keyof ReadFamily]: ReadFamily[K] };
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, sign: string) => (sign === "n" ? "\n" : sign));
const numberOf = (text: string): number =>
  /inf/i.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text);

/** Families by name. @throws Error for the first line that is not as the specification wants it */
export function readOpenMetrics(text: string): Map<string, ReadFamily> {
  const families = new Map<string, ReadFamily>();
  const fail = (line: string, why: string): never => {
    throw new Error(`${why}: ${line}`);
  };
  if (!text.endsWith("# EOF\n")) fail(text.slice(-20), "no # EOF at the end");
  const lines = text.slice(0, -"# EOF\n".length).split("\n");
  if (lines.pop() !== "") fail(text, "a line without its end before # EOF");
  let current: Current | null = null;
  const series = new Set<string>();
  for (const line of lines) {
    const [, what, name, rest] = DESCRIPTOR.exec(line) ?? [];
    if (what !== undefined && name !== undefined && rest !== undefined) {
      if (current === null || current.name !== name) {
        if (families.has(name)) fail(line, "a family in two places");
        current = { name, said: new Set(), family: { type: "unknown", unit: "", help: "", samples: [] } };
        families.set(name, current.family);
      }
      if (current.family.samples.length > 0) fail(line, "a descriptor behind samples");
      if (current.said.has(what)) fail(line, "a second descriptor of a kind");
      current.said.add(what);
      if (what === "TYPE" && !["gauge", "counter"].includes(rest)) fail(line, "no type that is written here");
      if (what === "HELP" && !HELP.test(rest)) fail(line, "no escaped string");
      if (what === "UNIT" && (!UNIT.test(rest) || (rest !== "" && !name.endsWith(`_${rest}`))))
        fail(line, "no unit of it");
      if (what === "TYPE") current.family.type = rest;
      if (what === "HELP") current.family.help = unescaped(rest);
      if (what === "UNIT") current.family.unit = rest;
      continue;
    }
    const [, sample, labelText = "", number] = SAMPLE.exec(line) ?? fail(line, "no sample");
    if (current === null) return fail(line, "a sample of no family");
    const { name: of, family } = current;
    if (sample !== `${of}${family.type === "counter" ? "_total" : ""}`) fail(line, "a sample of another family");
    const pairs = [...labelText.matchAll(LABEL)].map(([, label, value]) => [label!, unescaped(value!)] as const);
    if (new Set(pairs.map(([label]) => label)).size < pairs.length) fail(line, "a label twice");
    const key = `${sample} ${JSON.stringify([...pairs].sort())}`;
    if (series.has(key)) fail(line, "the same labels twice");
    series.add(key);
    const value = numberOf(number!);
    if (family.type === "counter" && !(value >= 0)) fail(line, "a counter below 0");
    family.samples.push({ name: sample!, labels: Object.fromEntries(pairs), value });
  }
  return families;
}

/** Scenario files as an unlucky hand, a bad merge or a hostile one would leave them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Stream } from "../../src/random/stream.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** All scenarios of the repository, path → text. */
export const scenarioFiles: ReadonlyMap<string, string> = new Map(
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => [`scenarios/${name.replaceAll("\\", "/")}`, readFileSync(folder + name, "utf8")]),
);

/** Those that say what a simulation of them must show; the others are there to be analysed. */
export const runnable: ReadonlyMap<string, string> = new Map(
  [...scenarioFiles].filter(([, text]) => /^expect:/m.test(text)),
);

// biome-ignore format: a list of values
const VALUES = [
  "1e308", "-1", "0", ".nan", ".inf", "99999999999999999999", "1e-320 s", "-5 s", "5", "5 parsecs", "1e15 s", "100 %", "-3 %",
  "null", "~", "true", "{}", "[]", "''", "!!binary aGk=", "!foo bar", "*a", "&a b", "[*a]", "[[[[[[1]]]]]]", "{ a: { b: { c: 1 } } }",
  "proxy-1", "nobody", "2/3", "400/s", "3 x rate", "never", "0x10", "2026-11-23", "|", ">", "\u0000", "\u001b[31m", "{ exponential: 0 s }",
  "{ uniform: [2 s, 1 s] }", "{ empirical: [] }", "{ lognormal: { mean: 1 s, cv: 1e9 } }",
];
const KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "rate",
  "proxies",
  "at",
  "<<",
  "?",
  "200 BYE",
  "a.b",
  "é",
  "x".repeat(2000),
];
const SCRAPS = [
  "\t",
  ":",
  "- ",
  "#",
  "{",
  "}",
  "[",
  "]",
  '"',
  "'",
  "&a ",
  "*a",
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "\r",
  "\u2028",
  "\ufeff",
  ", ",
  "  ",
  "\n",
  "e",
  "🦊",
];

type Mutation = (text: string, random: Stream) => string;

const pick = <T>(items: readonly T[], random: Stream): T => items[random.integer(items.length)]!;
const lines = (text: string) => text.split("\n");

/** Replaces the n-th match, for a random n. */
function replaceOne(text: string, pattern: RegExp, random: Stream, by: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { 0: match, index } = pick(matches, random);
  return text.slice(0, index) + by(match) + text.slice(index + match.length);
}

const MUTATIONS: readonly Mutation[] = [
  (text, random) => replaceOne(text, /(?<=: )[^,{}[\]\n]+/g, random, () => pick(VALUES, random)),
  (text, random) => replaceOne(text, /[\w.-]+(?=:)/g, random, () => pick(KEYS, random)),
  (text, random) =>
    replaceOne(text, /[\w.-]{3,}/g, random, (word) => {
      const i = random.integer(word.length);
      return word.slice(0, i) + pick(["", "x", word[i]! + word[i]!], random) + word.slice(i + 1);
    }),
  (text, random) => replaceOne(text, /\d+(?:\.\d+)?/g, random, () => pick(VALUES, random)),
  (text, random) => {
    const at = random.integer(text.length + 1);
    return text.slice(0, at) + pick(SCRAPS, random) + text.slice(at);
  },
  (text, random) => {
    const at = random.integer(text.length);
    return text.slice(0, at) + text.slice(at + 1 + random.integer(20));
  },
  (text, random) =>
    lines(text)
      .toSpliced(random.integer(lines(text).length), 1)
      .join("\n"),
  (text, random) => {
    const all = lines(text);
    return all.toSpliced(random.integer(all.length), 0, pick(all, random)).join("\n");
  },
  (text, random) => {
    const all = lines(text);
    const i = random.integer(all.length);
    return all.with(i, " ".repeat(random.integer(9)) + all[i]!.trimStart()).join("\n");
  },
  (text, random) => text.slice(0, random.integer(text.length)),
];

/** A text after one to four accidents. */
export function mutated(text: string, random: Stream): string {
  let result = text;
  for (let left = 1 + random.integer(4); left > 0 && result !== ""; left--)
    result = pick(MUTATIONS, random)(result, random);
  return result;
}

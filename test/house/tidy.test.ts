/** The repository reads itself: short files named after the subject, nothing left undone, nothing about one machine. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { read, sources } from "./sources.ts";

const LINES_MAX = 300;
const ours = sources("src");
const tests = sources("test");
const self = "test/house/tidy.test.ts";
const everything = [...ours, ...tests, ...sources("bench")].filter(([path]) => path !== self);

/** "path:line" of every line that matches. */
const hits = (files: Iterable<readonly [string, string]>, pattern: RegExp): string[] =>
  [...files].flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

test("the check has something to check", () => {
  expect(ours.size).toBeGreaterThan(20);
  expect(tests.size).toBeGreaterThan(2);
  expect(hits([["a.ts", "x\ntest.only(y)"]], /\.only\(/)).toEqual(["a.ts:2: test.only(y)"]);
});

test(`no source file is longer than ${LINES_MAX} lines`, () => {
  const long = [...ours].filter(([, text]) => text.split("\n").length > LINES_MAX + 1);
  expect(long.map(([path]) => path)).toEqual([]);
});

test("a file is named after what it holds, never after being shared", () => {
  const drawers = everything.filter(([path]) => /\/(?:utils?|helpers?|common|misc|shared|stuff)(?:\/|\.)/.test(path));
  expect(drawers.map(([path]) => path)).toEqual([]);
});

test("what is left undone stands in docs/limitations.md with the file's name, or is done", () => {
  const admitted = existsSync("docs/limitations.md") ? readFileSync("docs/limitations.md", "utf8") : "";
  const undone = hits(everything, /\b(?:TODO|FIXME|XXX|HACK)\b/);
  expect(undone.filter((hit) => !admitted.includes(hit.slice(0, hit.indexOf(":"))))).toEqual([]);
});

test("no test is switched off and none runs alone", () => {
  expect(hits(tests, /\b(?:it|test|describe)\.(?:only|skip|todo)\b/).filter((hit) => !hit.startsWith(self))).toEqual(
    [],
  );
});

test("one dialect: x++, Infinity, literals of a module in capitals", () => {
  const literal = /^(?:export )?const [a-z]\w* = (?:"[^"]*"|true|false|[-+*/| \d.\w](?:(?![g-wyz])[-+*/| .\w])*);$/;
  const statement = /^\s*[\w.!#[\]]+ [+-]= 1;|; [\w.!#[\]]+ [+-]= 1\)/;
  expect(hits([["a.ts", "const least = 2;\nx += 1;\nfor (;; i += 1) {}"]], literal)).toHaveLength(1);
  expect(hits([["a.ts", "const least = 2;\nx += 1;\nfor (;; i += 1) {}"]], statement)).toHaveLength(2);
  expect(hits([...ours, ...sources("bench")], literal)).toEqual([]);
  expect(hits(everything, statement)).toEqual([]);
  expect(hits(everything, /Number\.(?:POSITIVE|NEGATIVE)_INFINITY/)).toEqual([]);
});

test("powers go through special/power.ts, but for squares and whole powers of two, which all engines compute alike", () => {
  const alike = / \*\* 2(?![\w.])|(?<![\w.)\]])2 \*\* |\d+n \*\* /g;
  const native = (files: Iterable<readonly [string, string]>) =>
    hits(
      [...files].map(([path, text]) => [path, text.replace(alike, "")] as const),
      /^(?!\s*(?:\/\*\*|\*|\/\/)).* \*\*=? |Math\.pow/,
    );
  const refused = ["x ** 3", "x ** 2.5", "12 ** y", "f(x) ** k", "a.2 ** b", "x **= 2", "Math.pow(x, 2)"];
  expect(native([["a.ts", refused.join("\n")]])).toHaveLength(refused.length);
  expect(native([["a.ts", "x ** 2;\n(a - b) ** 2)\n2 ** -k\n10n ** BigInt(k)\n * x ** y"]])).toEqual([]);
  expect(native([...ours, ...sources("bench")])).toEqual([]);
});

test("nothing names a home folder or a registry", () => {
  expect(hits(everything, /["'`( ]\/(?:home|root|Users)\/|registry\.[a-z]+\./)).toEqual([]);
  expect(read("package-lock.json")).not.toMatch(/"resolved":/);
});

test("the changelog tells the user something", () => {
  expect(
    read("CHANGELOG.md")
      .split("\n")
      .filter((line) => line.startsWith("- ")).length,
  ).toBeGreaterThan(0);
});

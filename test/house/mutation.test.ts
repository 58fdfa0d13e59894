/** The mutation runner, on a room of one file: what its test asks for is killed, what it does not ask survives. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

type Mutant = { start: number; end: number; replacement: string; line: number; kind: string };
type Mutants = {
  mutantsOf(code: string): Mutant[];
  apply(code: string, mutant: Mutant): string;
  sample<T>(all: T[], size: number, seed: number): T[];
};
type Result = { change: string; outcome: string };

/** The tests ask for ages 17 and 30 only; nothing asks for `alone`; `wait` mutated waits for ever. */
const FAKE = {
  "src/fake/age.ts": "export const isAdult = (age: number) => age >= 18;\n",
  "src/fake/alone.ts": "export const alone = (a: number) => -a;\n",
  "src/fake/wait.ts":
    "export const NO = false;\nexport function wait(until: () => boolean) {\n  for (;;) {\n    if (until()) return;\n  }\n}\n",
  "test/fake/age.test.ts": `import { expect, test } from "vitest";
import { isAdult } from "../../src/fake/age.ts";
test("ages", () => expect([17, 30].map(isAdult)).toEqual([false, true]));
`,
  "test/fake/wait.test.ts": `import { test } from "vitest";
import { wait } from "../../src/fake/wait.ts";
test("wait", () => wait(() => true));
`,
  "CONTRIBUTING.md": "| `fake` | 6 | 1 | 1/6 | 90 % |\n",
};
const root = fileURLToPath(new URL("../../", import.meta.url));
const { mutantsOf, apply, sample } = (await import(pathToFileURL(`${root}scripts/mutants.mjs`).href)) as Mutants;
const mutated = (code: string) => mutantsOf(code).map((mutant) => apply(code, mutant));

test("each kind of mutant, once in each place", () => {
  expect(mutated("if (a < b) f();")).toEqual(["if (!(a < b)) f();", "if (a <= b) f();", "if (a < b) ;"]);
  expect(mutated("export const f = (a: number) => a! * 2;")).toEqual([
    "export const f = (a: number) => undefined;",
    "export const f = (a: number) => a! / 2;",
    "export const f = (a: number) => a! * (2 + 1);",
    "export const f = (a: number) => a! * (2 - 1);",
  ]);
  expect(mutated("function f() { return !a && (b) /* + */ - c; }")).toEqual([
    "function f() { return undefined; }",
    "function f() { return  a && (b) /* + */ - c; }",
    "function f() { return !a || (b) /* + */ - c; }",
    "function f() { return !a && (b) /* + */ + c; }",
  ]);
  expect(mutated("while (true) x++;")).toEqual([
    "while (!(true)) x++;",
    "while (false) x++;",
    "while (true) ;",
    "while (true) x--;",
  ]);
});

test("messages, types and keys are left alone", () => {
  expect(mutated('throw new Error("at most " + (n + 1));')).toEqual([";"]);
  expect(mutated(`const a = { 1: "x" + y, b: \`\${y - 1}\` } as { 1: string; b: string };`)).toEqual([]);
  expect(mutated("type A = 1 | 2; interface B { c: 3 } class D extends B { constructor() { super(); } }")).toEqual([]);
});

test("a sample has no mutant twice and depends on its seed alone", () => {
  const all = Array.from({ length: 100 }, (_, i) => i);
  expect(new Set(sample(all, 100, 1)).size).toBe(100);
  expect(sample(all, 10, 1)).toEqual(sample(all, 10, 1));
  expect(sample(all, 10, 1)).not.toEqual(sample(all, 10, 2));
});

test("killed, survived, not reached, and ended by the clock", async () => {
  const folder = mkdtempSync(join(tmpdir(), "room-"));
  try {
    for (const path of ["src/fake", "test/fake"]) mkdirSync(join(folder, path), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const [path, text] of Object.entries(FAKE)) writeFileSync(join(folder, path), text);
    const flags = ["--root", folder, "--floors", "--json", "--mutants", "100", "--grace", "0.2"];
    const run = promisify(execFile)(process.execPath, [join(root, "scripts", "mutate.mjs"), ...flags]);
    const failure = await run.catch(
      (error: Error) => error as Error & { stderr: string; stdout: string; code: number },
    );
    expect(failure).toMatchObject({ code: 1, stderr: "fake: below its floor of 90 %.\n" });
    const [report] = JSON.parse(failure.stdout);
    expect(report).toMatchObject({ room: "fake", possible: 8, mutants: 8, killed: 3 });
    expect(report.results.map(({ change, outcome }: Result) => `${outcome}: ${change}`).toSorted()).toEqual([
      "killed: const isAdult = (age: number) => age >= 18; → const isAdult = (age: number) => age >= (18 - 1);",
      "killed: export const isAdult = (age: number) => age >= 18; → export const isAdult = (age: number) => undefined;",
      "survived: const isAdult = (age: number) => age >= 18; → const isAdult = (age: number) => age >= (18 + 1);",
      "survived: export const NO = false; → export const NO = true;",
      "survived: export const alone = (a: number) => -a; → export const alone = (a: number) => a;",
      "survived: export const alone = (a: number) => -a; → export const alone = (a: number) => undefined;",
      "survived: rt const isAdult = (age: number) => age >= 18; → rt const isAdult = (age: number) => age > 18;",
      "time: if (until()) return; → if (!(until())) return;",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

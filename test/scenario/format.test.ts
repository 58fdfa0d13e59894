/** Files of version 0.1.0, as that version shipped them, are read unchanged and migrated without losing a word. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { companionsOf } from "../../src/cli/files.ts";
import { migrated } from "../../src/scenario/format.ts";
import { parseService } from "../../src/scenario/parse.ts";
import { ScenarioText } from "../../src/scenario/scenario-text.ts";

const OLD = fileURLToPath(new URL("version-0.1.0", import.meta.url));
const files = (readdirSync(OLD, { recursive: true }) as string[]).filter((name) => name.endsWith(".yaml")).sort();
const textOf = (name: string): string => readFileSync(join(OLD, name), "utf8");
const commentsIn = (text: string): string[] => [...text.matchAll(/(?:^|\s)#.*$/gm)].map(([comment]) => comment.trim());

test("there are as many as version 0.1.0 had", () => expect(files).toHaveLength(85));

test("what is shipped today carries the format of today", () => {
  const SHIPPED = fileURLToPath(new URL("../../scenarios", import.meta.url));
  const names = (readdirSync(SHIPPED, { recursive: true }) as string[]).filter((name) => name.endsWith(".yaml"));
  expect(names.length).toBeGreaterThan(80);
  expect(names.filter((name) => !/^format: 2$/m.test(readFileSync(join(SHIPPED, name), "utf8")))).toEqual([]);
});

test.each(files)("%s", (name) => {
  const path = join(OLD, name);
  const text = textOf(name);
  const before = parseService(text, name, [], companionsOf(path));
  expect(before.problems).toBeUndefined();
  const done = migrated(text, name);
  if ("problems" in done) throw new Error(JSON.stringify(done.problems));
  expect(done.text).toMatch(/^format: 2$/m);
  expect(commentsIn(done.text)).toEqual(commentsIn(text));
  // line by line the same, but for the new one and what was renamed
  const lines = done.text.split("\n").filter((line) => line !== "format: 2");
  const changed = lines.filter((line, i) => line !== text.split("\n")[i]);
  expect(changed).toHaveLength(done.renamed.length);
  const after = parseService(done.text, name, [], companionsOf(path));
  expect(after.problems).toBeUndefined();
  expect(after.scenario ?? after.components).toEqual(before.scenario ?? before.components);
  expect(migrated(done.text, name)).toEqual({ text: done.text, renamed: [] });
});

test("a renamed metric is read under its old name, and only in an old file", () => {
  const name = "process-death.yaml";
  const done = migrated(textOf(name), name);
  expect(done).toMatchObject({ renamed: [{ from: "failedCalls.unfinished", to: "unfinishedCalls" }] });
  const line = "\n  unfinishedCalls: { equals: 0, because: every loss is known by its message }\n";
  expect("text" in done && done.text).toContain(line);
  const { scenario } = parseService(textOf(name), name);
  expect(scenario?.expect.map(({ metric }) => metric)).toContain("unfinishedCalls");
  expect(new ScenarioText(textOf(name), name).with([]).problems).toBeUndefined();
  expect(parseService(`format: 2\n${textOf(name)}`, name).problems).toMatchObject([
    { path: "expect.failedCalls.unfinished", found: expect.stringContaining("unknown metric") },
  ]);
});

test("names in a sweep, and a file in one line", () => {
  const text =
    '{ architecture: { preset: iprs }, sweep: { vary: { rate: [50, 100] }, precision: ["failedCalls.unfinished=5"] } }';
  const done = migrated(text, "x.yaml");
  const wanted = text.replace("{ arch", "{ format: 2, arch").replace("failedCalls.unfinished", "unfinishedCalls");
  expect("text" in done && done.text).toBe(wanted);
});

test.each([3, 17])("format %i is refused in a sentence, and nothing else is said", (format) => {
  const text = `format: ${format}\nfuture: true\narchitecture: { preset: iprs }\n`;
  for (const read of [
    parseService(text, "x.yaml"),
    new ScenarioText(text, "x.yaml").with([]),
    migrated(text, "x.yaml"),
  ])
    expect("problems" in read && read.problems).toMatchObject([
      {
        ...{ line: 1, column: 9, path: "format", found: `format ${format}, which a later version of sipnines writes` },
        expected: "a format up to 2, or a newer sipnines",
      },
    ]);
});

test.each(["two", "0", "1.5"])("%s is no format", (format) => {
  const { problems } = parseService(`format: ${format}\narchitecture: { preset: iprs }\n`, "x.yaml");
  expect(problems).toContainEqual(expect.objectContaining({ path: "format", line: 1, column: 9 }));
});

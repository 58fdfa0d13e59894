/** Every command and program that the documentation shows is run, and prints what is shown. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testPage } from "./executed-page.ts";
import { commandsOf, type Fence, isPrinted, needsElsewhere, pages, refreshed, root } from "./page.ts";

/** This one compares two systems with a hundred replications each time: testbed.long.ts. */
const LONG = "docs/testbed.md";
/** What everybody reads first; the other pages have their turn with `npm run test:docs`. */
const FIRST = ["README.md"];
const isTurn = (path: string): boolean =>
  path !== LONG && (process.env["SIPNINES_DOCS"] !== undefined || FIRST.includes(path));

const isRun = (fence: Fence) =>
  fence.language === "ts" || (fence.language === "sh" && needsElsewhere(fence) === undefined);

for (const { path, fences } of pages()) if (isTurn(path) && fences.some(isRun)) testPage(path);

test("there are commands", () => {
  const fences = pages().flatMap((page) => page.fences);
  expect(fences.filter((fence) => fence.language === "sh").flatMap(commandsOf).length).toBeGreaterThan(60);
  expect(fences.filter((fence) => fence.shown !== undefined).length).toBeGreaterThan(10);
});

test("what cannot be run here is run by the test that the page names", () => {
  const marked = pages().flatMap(({ fences }) => fences.filter((fence) => needsElsewhere(fence) !== undefined));
  expect(marked.length).toBeGreaterThan(2);
  for (const fence of marked) {
    const { triedIn } = needsElsewhere(fence)!;
    expect(existsSync(join(root, triedIn)), triedIn).toBe(true);
    const tried = readFileSync(join(root, triedIn), "utf8");
    for (const { text } of commandsOf(fence)) {
      const name = /\bsipnines (\S+)/.exec(text)?.[1];
      if (name !== undefined) expect(tried, `${triedIn} on ${name}`).toContain(name);
    }
  }
});

test("every fence says what it holds", () => {
  for (const { path, text, fences } of pages()) {
    const opened = text.match(/^```/gm)?.length ?? 0;
    const known = fences.reduce((sum, { shown }) => sum + (shown === undefined ? 2 : 4), 0);
    expect(known, path).toBe(opened);
    for (const { language } of fences) expect(["sh", "text", "yaml", "ts"], path).toContain(language);
  }
});

test("outputs may be shortened, but not altered", () => {
  const printed = "a 1\nb 2\nc 3\n";
  for (const shown of [printed, "…\nc 3\n", "a 1\n…\n", "a 1\n…\nc 3\n", "…\nb 2\n…\n", "…\na 1\n…\nb 2\n…\n"])
    expect(isPrinted(shown, printed), shown).toBe(true);
  for (const shown of ["a 1\n", "…\nb 2\n", "b 2\n…\n", "…\nb 3\n…\n", "…\nb 2\n…\na 1\n…\n", ""])
    expect(isPrinted(shown, printed), shown).toBe(false);
  expect(refreshed("a 1\n…\nc 9\n", printed)).toBe("a 1\n…\nc 3\n");
});

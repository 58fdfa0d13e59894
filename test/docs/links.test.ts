/** Links of pages lead somewhere, the index leaves none out, and what pages name is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import type { Command } from "../../src/cli/command/command.ts";
import { flagOf } from "../../src/cli/command/option.ts";
import { GROUPS } from "../../src/cli/commands.ts";
import { root } from "./page.ts";

const SKIPPED = new Set(["node_modules", ".git", "dist", "results"]);

function markdown(below: string): string[] {
  return readdirSync(below, { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : markdown(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** The anchors of a page: its headings in small letters, without signs, with hyphens. */
const anchors = (path: string): readonly string[] =>
  [...readFileSync(path, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

const links = markdown(root).flatMap((path) =>
  [
    ...readFileSync(path, "utf8")
      .replaceAll(/^```[\s\S]*?^```$/gm, "")
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target]) => ({ page: relative(root, path), path, target: target! }))
    .filter(({ target }) => !/^[a-z]+:/.test(target)),
);

test("links lead to files and headings that are there", () => {
  expect(links.length).toBeGreaterThan(40);
  for (const { page, path, target } of links) {
    const [file, anchor] = target.split("#") as [string, string?];
    const goal = file === "" ? path : join(dirname(path), decodeURI(file));
    expect(existsSync(goal), `${page} → ${target}`).toBe(true);
    if (anchor !== undefined && goal.endsWith(".md")) expect(anchors(goal), `${page} → ${target}`).toContain(anchor);
  }
});

test("the index of docs names every page", () => {
  const linked = links.filter(({ page }) => page === "docs/README.md").map(({ target }) => target);
  const there = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md") && name !== "README.md");
  expect(there.filter((name) => !linked.includes(name))).toEqual([]);
});

test("pages name scenarios and source files that exist", () => {
  for (const path of markdown(root).filter((path) => !path.endsWith("CHANGELOG.md"))) {
    const named = readFileSync(path, "utf8").matchAll(
      /`((?:scenarios|src|test|scripts)\/[\w./-]+\.(?:yaml|ts|mjs|csv))`/g,
    );
    for (const [, name] of named) expect(existsSync(join(root, name!)), `${relative(root, path)}: ${name}`).toBe(true);
  }
});

test("commands and flags that pages speak of exist", () => {
  const declared = Object.values(GROUPS).flatMap((group) => Object.entries<Command>(group));
  const commands = declared.map(([name]) => name);
  const flags = ["--help", "--version"].concat(
    declared.flatMap(([, { options }]) => Object.entries(options).map(([key, option]) => flagOf(key, option))),
  );
  expect(commands.length).toBeGreaterThan(20);
  let spoken = 0;
  for (const path of markdown(join(root, "docs")).concat(join(root, "README.md"))) {
    const prose = readFileSync(path, "utf8").replaceAll(/^```[\s\S]*?^```$/gm, "");
    for (const [, span] of prose.matchAll(/`((?:npx )?sipnines [^`]+|--[^`]+)`/g)) {
      spoken++;
      const name = /^(?:npx )?sipnines ([\w-]+)/.exec(span!)?.[1];
      if (name !== undefined) expect(commands, `${relative(root, path)}: ${span}`).toContain(name);
      for (const [flag] of span!.matchAll(/(?<=^| )--[a-z][a-z-]*/g))
        if (!span!.startsWith("sipnines show")) expect(flags, `${relative(root, path)}: ${span}`).toContain(flag);
    }
  }
  expect(spoken).toBeGreaterThan(50);
});

/** No link of a page leads nowhere, neither to a file nor to a heading, and no page is left out of the index. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
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

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "./built.ts";

beforeAll(ensureBuilt);

test("--help costs less than 50 ms of CPU more than bare Node", () => {
  const folder = mkdtempSync(join(tmpdir(), "sipnines-start-"));
  const [clock, empty, spent] = ["clock.mjs", "empty.mjs", "spent"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(empty, "");
  writeFileSync(
    clock,
    `import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(${JSON.stringify(spent)}, String((user + system) / 1000));
});`,
  );
  const milliseconds = (...words: string[]) => {
    execFileSync(process.execPath, ["--import", pathToFileURL(clock).href, ...words], { stdio: "ignore" });
    return Number(readFileSync(spent, "utf8"));
  };
  // Other tests run beside this one, and caches are shared: the cheapest of several runs, taken in turn, is the program's own.
  const pairs = Array.from({ length: 8 }, () => [
    milliseconds(`${root}bin/sipnines.mjs`, "--help"),
    milliseconds(empty),
  ]);
  const cheapest = (which: 0 | 1) => Math.min(...pairs.map((pair) => pair[which]!));
  expect(cheapest(0) - cheapest(1)).toBeLessThan(50);
});

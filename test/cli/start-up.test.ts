/** What `--help` costs: in files, which no other program changes, and in CPU beside bare Node's, measured at the same time. */ import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "./built.ts";

beforeAll(ensureBuilt);
const folder = mkdtempSync(join(tmpdir(), "sipnines-start-"));
const program = `${root}bin/sipnines.mjs`;

test("--help reads less than 120 kB of code, and starts no part of Node for processes, threads or networks", () => {
  const [parts, told, coverage] = ["parts.mjs", "told.json", "coverage"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(
    parts,
    `import { writeFileSync } from "node:fs";
process.on("exit", () => writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.moduleLoadList)));`,
  );
  execFileSync(process.execPath, ["--import", pathToFileURL(parts).href, program, "--help"], {
    stdio: "ignore",
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
  });
  const [file = ""] = readdirSync(coverage);
  const { result } = JSON.parse(readFileSync(join(coverage, file), "utf8")) as {
    result: { url: string }[];
  };
  const read = result.flatMap(({ url }) => (url.startsWith("file:") ? [fileURLToPath(url)] : []));
  expect(read).toContain(join(root, "dist", "cli", "main.js"));
  const bytes = read.filter((path) => path !== parts).reduce((sum, path) => sum + statSync(path).size, 0);
  expect(bytes).toBeLessThan(120_000);
  const loaded = JSON.parse(readFileSync(told, "utf8")) as string[];
  for (const name of ["child_process", "worker_threads", "net", "http"])
    expect(loaded).not.toContain(`NativeModule ${name}`);
});

test("--help costs less than twice the CPU of bare Node", () => {
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
  const pairs = Array.from({ length: 4 }, () => [milliseconds(program, "--help"), milliseconds(empty)]);
  const cheapest = (which: 0 | 1) => Math.min(...pairs.map((pair) => pair[which]!));
  expect(cheapest(0) / cheapest(1)).toBeLessThan(2);
});

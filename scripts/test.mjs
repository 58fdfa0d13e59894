// npm test: installs if needed, builds if needed, then types, lint and all tests. `--long` adds test/**/*.long.ts;
// `--docs` runs every command of every page, all notebooks and all reports in a browser, and nothing else; every other argument goes to vitest, so
// `npm test -- test/kernel` runs one room. `--coverage` measures how often intervals cover and writes the table of docs/coverage.md.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensure } from "./ensure.mjs";
import { root } from "./inputs.mjs";

const started = performance.now();
await ensure();

const given = process.argv.slice(2);
const isLong = given.includes("--long");
const isDocs = given.includes("--docs");
const isCoverage = given.includes("--coverage");
const env = {
  ...process.env,
  ...(isLong ? { SIPNINES_LONG: "1" } : {}),
  ...(isCoverage ? { SIPNINES_COVERAGE: "1" } : {}),
  ...(isLong || isDocs ? { SIPNINES_DOCS: "1" } : {}),
};
const rooms = [
  ...given.filter((argument) => !argument.startsWith("--")),
  ...(isDocs ? ["test/docs", "test/cli/report.test.ts"] : []),
  ...(isCoverage ? ["test/experiment/interval-coverage.test.ts"] : []),
];
const flags = given.filter(
  (argument) => argument.startsWith("--") && !["--long", "--docs", "--coverage"].includes(argument),
);
const module = (...path) => join(root, "node_modules", ...path);

const steps = [
  { name: "types", command: [module("typescript", "bin", "tsc"), "--noEmit"] },
  { name: "lint", command: [join(root, "scripts", "lint.mjs")] },
  {
    name: "tests",
    command: [module("vitest", "vitest.mjs"), "run", ...rooms, ...flags],
  },
];

const failed = [];
for (const { name, command } of isDocs || isCoverage ? steps.slice(-1) : steps) {
  console.log(`\n── ${name}`);
  const { status, signal } = spawnSync(process.execPath, command, { cwd: root, env, stdio: "inherit" });
  if (signal === "SIGINT") process.exit(130);
  if (status !== 0) failed.push(name);
}

const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(failed.length === 0 ? `All good in ${seconds} s.` : `FAILED: ${failed.join(", ")} (after ${seconds} s).`);
process.exitCode = failed.length === 0 ? 0 : 1;

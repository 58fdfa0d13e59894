// npm run test:mutation -- ROOM…: how much of what could be wrong in src/ROOM the tests in test/ROOM notice. Places drawn by chance
// are changed one at a time (mutants.mjs), and the tests of the room that import the changed file run, quickest first, until one fails.
// One vitest keeps what it has transformed; each mutant has a process of its own with a limit of processor time: twice what all tests of
// the room take, and `--grace` seconds.
//   --mutants N   how many are drawn in each room (40)      --seconds B   for each room, its tests without a mutant apart
//   --seed S      of the drawing (1)                        --floors      fails where a room is below the floor that CONTRIBUTING.md
//   --at PART     only where FILE:LINE: has it in it                      gives it; without ROOM, all rooms that have one
//   --with ROOMS  whose tests count as well, by commas
//   --json        everything, survivors and killed          --root DIR    of another repository
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BaseSequencer, createVitest } from "vitest/node";
import { filesBelow, root as ownRoot } from "./inputs.mjs";
import { apply, inWords, mutantsOf, sample } from "./mutants.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutants: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "Infinity" },
    grace: { type: "string", default: "5" },
    at: { type: "string", default: "" },
    with: { type: "string", default: "" },
    root: { type: "string", default: ownRoot },
    json: { type: "boolean", default: false },
    floors: { type: "boolean", default: false },
  },
});
const root = resolve(options.root);
const say = options.json ? () => {} : (line) => console.log(line);

/** Of fewer mutants no floor is judged: time ran out. */
const ENOUGH = 8;

/** Floors of the rooms, in percent: the last column of the table in CONTRIBUTING.md. */
function readFloors() {
  const rows = readFileSync(join(root, "CONTRIBUTING.md"), "utf8").matchAll(/^\| `(\w+)` \|.*\| (\d+) % \|$/gm);
  return new Map([...rows].map(([, room, percent]) => [room, Number(percent)]));
}

/** The file that is changed just now, and its text; all others are as they are. */
let changed = { path: "", code: "" };
const mutator = {
  name: "mutant",
  enforce: "pre",
  transform: (_code, id) => (id === changed.path ? changed.code : undefined),
};

const durations = new Map();
const duration = ({ moduleId }) => durations.get(moduleId) ?? 0;
class QuickestFirst extends BaseSequencer {
  sort = async (files) => files.sort((a, b) => duration(a) - duration(b));
}

const vitest = await createVitest(
  "test",
  {
    root,
    watch: false,
    pool: "forks",
    maxWorkers: 1,
    isolate: false,
    bail: 1,
    reporters: [{}],
    setupFiles: [join(ownRoot, "scripts", "mutation-deadline.mjs")],
    sequence: { sequencer: QuickestFirst },
  },
  { plugins: [mutator] },
);

/** Runs the tests in a new process. Without a test that failed, an error beside them is the end of the process. */
async function run(specifications, milliseconds) {
  if (specifications.length === 0) return { outcome: "survived", testModules: [], milliseconds: 0 };
  process.env.MUTATION_MILLISECONDS = milliseconds;
  vitest.state.filesMap.clear(); // else it hands over what failed in runs before
  const began = performance.now();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const failed = testModules.find((module) => module.state() === "failed");
  const outcome = failed ? "killed" : unhandledErrors.length > 0 ? "time" : "survived";
  return { outcome, by: failed?.relativeModuleId, testModules, milliseconds: performance.now() - began };
}

/** The modules that import this one, directly or not, and itself. */
function importers(path) {
  const reached = new Set();
  const visit = (module) => {
    if (reached.has(module)) return;
    reached.add(module);
    module.importers.forEach(visit);
  };
  for (const { moduleGraph } of Object.values(vitest.vite.environments))
    moduleGraph.getModulesByFile(path)?.forEach(visit);
  return new Set([...reached].map((module) => module.file));
}

const sourcesOf = (room) =>
  filesBelow(`src/${room}`, root)
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
    .map((path) => ({ path: join(root, path), file: path, code: readFileSync(join(root, path), "utf8") }));

function change(path, code) {
  changed = { path, code };
  vitest.invalidateFile(path);
}

async function mutateRoom(room) {
  const all = sourcesOf(room)
    .flatMap((source) => mutantsOf(source.code).map((mutant) => ({ ...source, ...mutant })))
    .filter(({ file, line }) => `${file}:${line}:`.includes(options.at));
  const folders = [room, ...options.with.split(",").filter(Boolean)].map((name) => `${root}/test/${name}/`);
  const tests = (await vitest.globTestSpecifications()).filter(({ moduleId }) =>
    folders.some((folder) => moduleId.startsWith(folder)),
  );
  const plain = await run(tests, 600_000);
  if (plain.outcome !== "survived") throw new Error(`The tests of ${room} fail without any mutant.`);
  for (const module of plain.testModules) durations.set(module.moduleId, module.diagnostic().duration);

  const end = performance.now() + 1000 * Number(options.seconds);
  const results = [];
  for (const mutant of sample(all, Number(options.mutants), Number(options.seed))) {
    if (performance.now() > end) break;
    const { path, file, code, line, kind } = mutant;
    const reached = importers(path);
    const concerned = tests.filter(({ moduleId }) => reached.has(moduleId));
    change(path, apply(code, mutant));
    const { outcome, by } = await run(concerned, 2 * plain.milliseconds + 1000 * Number(options.grace));
    change(path, code);
    results.push({ file, line, kind, change: inWords(code, mutant), outcome, by, tests: concerned.length });
    if (outcome === "survived") say(`  survived  ${file}:${line}  ${kind}: ${inWords(code, mutant)}`);
  }
  const count = (wanted) => results.filter(({ outcome }) => outcome === wanted).length;
  const killed = count("killed") + count("time");
  const percent = (100 * killed) / results.length;
  say(
    `${room}: ${killed}/${results.length} killed (${percent.toFixed(0)} %), ${count("time")} of them by the time limit,`,
  );
  say(`  of ${all.length} possible ones, seed ${options.seed}`);
  return { room, seed: Number(options.seed), possible: all.length, mutants: results.length, killed, percent, results };
}

const floors = options.floors ? readFloors() : new Map();
const reports = [];
for (const room of positionals.length > 0 ? positionals : floors.keys()) reports.push(await mutateRoom(room));
if (options.json) console.log(JSON.stringify(reports));
await vitest.close();
const low = reports.filter(({ room, mutants, percent }) => mutants >= ENOUGH && percent < (floors.get(room) ?? 0));
for (const { room } of low) console.error(`${room}: below its floor of ${floors.get(room)} %.`);
process.exitCode = low.length === 0 ? 0 : 1; // vitest has set it, because tests failed

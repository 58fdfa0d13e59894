// npm run test:nodes: the program on the versions of Node that we support and that this machine does not run on. The npm package of each
// version brings its binary, into tools/nodes; one that cannot be had is left out with a line. On each: every test that runs within a process,
// and one run of each command (no more with --commands), whose outputs and files must be those of the Node that runs this, byte for byte.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensure, npm } from "./ensure.mjs";
import { root } from "./inputs.mjs";

const SUPPORTED = [20, 22, 24, 26];
/** Rooms of test/ whose tests start processes, or compare what this machine has written. */
const OUT_OF_PROCESS = ["cli", "docs", "lab", "library", "thesis"];

/** One run of each command, in one folder, so that a run may read what an earlier one wrote. */
const RUNS = `
reproduce --out thesis --json
table1 --json
laboratory scenarios/detector-laboratory.yaml --json --replications 10 --messages 20000
run scenarios/failover-iprs.yaml --out run --metrics run.prom
warm-up scenarios/mm1.yaml --json
plan scenarios/maintenance-night.yaml --replications 2 --out night
sweep scenarios/failover-iprs.yaml --vary rate=50,100 --replications 4 --out sweep
status sweep
sweep scenarios/single.yaml --vary rate=5,10 --shard 1/2 --out shards
sweep scenarios/single.yaml --vary rate=5,10 --shard 2/2 --out shards
merge shards --out merged
submit slurm scenarios/single.yaml --vary rate=5,10 --out array
validate scenarios/iprs.yaml --json
availability scenarios/availability-iprs.yaml --out availability
capacity scenarios/iprs.yaml --max-loss 1% --precision 10% --no-survivors --out capacity
optimize scenarios/availability-iprs.yaml --vary architecture.standby=0,1,2 --out optimize
chart sweep --metric failedCalls --as svg,png,pdf,vl,tex --out chart
report run --out report.html
play iprs --out play.html
play failover --out story.html
play --out stories.html
play --list --json
export scenarios/availability-phone-system.yaml --format open-psa
compare run sweep --json
calibrate service times.csv --bootstrap 20
calibrate calls scenarios/calls/Master.csv --bootstrap 0 --json
sipp export scenarios/sipp-flows.yaml --out sipp
trace scenarios/trace-takeover.yaml --out trace
calibrate calls trace/traffic.pcapng --bootstrap 0 --json
fuzz --worlds 3 --json --out fuzz
list --json
init iprs new.yaml
import scenarios/configurations --out imported.yaml
check scenarios/configurations --json
check scenarios/configurations --against scenarios/configurations --json
migrate old.yaml --json
completion bash
show ppdr`
  .trim()
  .split("\n")
  .map((line) => line.split(" "));
/** Commands without a run, and why. */
const LEFT_OUT = { worker: "works at a queue until it is stopped", help: "is commander's" };

const say = (text) => process.stderr.write(`${text}\n`);
const program = join(root, "bin", "sipnines.mjs");

/** Commands that have neither a run nor an excuse. */
function forgotten() {
  const { stdout } = spawnSync(process.execPath, [program, "--help"], { encoding: "utf8" });
  const commands = [...stdout.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name);
  if (commands.length < 20) throw new Error("sipnines --help lists no commands");
  return commands.filter((name) => LEFT_OUT[name] === undefined && !RUNS.some(([run]) => run === name));
}

/** What the commands print and write on a Node, by name; bytes as characters. */
function outputsOf(node) {
  const folder = mkdtempSync(join(tmpdir(), "sipnines-nodes-"));
  symlinkSync(join(root, "scenarios"), join(folder, "scenarios"));
  const times = Array.from({ length: 40 }, (_, i) => (2 + Math.sin(i)).toFixed(3));
  writeFileSync(join(folder, "times.csv"), `proc_ms\n${times.join("\n")}\n`);
  copyFileSync(join(root, "scenarios", "single.yaml"), join(folder, "old.yaml"));
  const found = new Map();
  // A job script names the Node that wrote it, and its folder; how long a task takes is measured.
  const kept = (text) =>
    text
      .replaceAll(node, "NODE")
      .replaceAll(folder, "FOLDER")
      .replace(/of about .* each/g, "");
  for (const words of RUNS) {
    const { status, stdout, stderr } = spawnSync(node, [program, ...words], { cwd: folder, encoding: "latin1" });
    if (status === null || status > 1) say(`sipnines ${words.join(" ")} ends with ${status}:\n${stderr}`);
    // Progress is told on stderr, at the pace of the clock.
    found.set(`sipnines ${words.join(" ")}`, kept(`exit code ${status}\n${stdout}`));
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile()) found.set(path.slice(folder.length + 1), kept(readFileSync(path, "latin1")));
  }
  rmSync(folder, { recursive: true });
  return found;
}

/** The binary of a version, installed where it is missing; undefined where it cannot be had. */
function nodeOf(major) {
  const folder = join(root, "tools", "nodes", String(major));
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const binary = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }');
    npm(
      [
        "install",
        "--no-save",
        "--no-package-lock",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=silent",
        `${name}@${major}`,
      ],
      folder,
    );
  }
  return existsSync(binary) ? binary : undefined;
}

function testsOn(node) {
  const rooms = readdirSync(join(root, "test")).filter((room) => !OUT_OF_PROCESS.includes(room));
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const folders = rooms.map((room) => `test/${room}/`);
  return spawnSync(node, [vitest, "run", "--reporter=dot", ...folders], { cwd: root, stdio: "inherit" }).status === 0;
}

function differences(expected, found) {
  const names = [...new Set([...expected.keys(), ...found.keys()])];
  return names.filter((name) => expected.get(name) !== found.get(name));
}

await ensure();
const missing = forgotten();
if (missing.length > 0) {
  say(`No run in scripts/nodes.mjs of: ${missing.join(", ")}.`);
  process.exit(1);
}
const own = Number(process.versions.node.split(".")[0]);
const expected = outputsOf(process.execPath);
for (const major of SUPPORTED.filter((one) => one !== own)) {
  const node = nodeOf(major);
  if (node === undefined) {
    say(`Node ${major} left out: its package could not be installed (no network?).`);
    continue;
  }
  const { stdout: version } = spawnSync(node, ["--version"], { encoding: "utf8" });
  const different = differences(expected, outputsOf(node));
  if (different.length > 0) say(`Not the same bytes on ${version.trim()}: ${different.join(", ")}`);
  const passed = process.argv.includes("--commands") || testsOn(node);
  if (different.length > 0 || !passed) process.exitCode = 1;
  else say(`${version.trim()}: ${expected.size} outputs and files as on ${process.version}.`);
}

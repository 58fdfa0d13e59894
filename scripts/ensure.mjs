// Makes a clone ready to run: installs when node_modules is missing or older than the lockfile, builds when the sources
// are not the ones that dist/ was built from. Needs nothing but Node; prints to stderr only.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildDigest, root } from "./inputs.mjs";

const MINIMUM_NODE = [20, 19];

const say = (text) => process.stderr.write(`${text}\n`);

/** Runs npm with its output on stderr. `npm_execpath` is the npm that started us, if any did. */
export function npm(args, cwd = root) {
  const script = process.env.npm_execpath;
  const byScript = script !== undefined && /\.c?js$/.test(script);
  return byScript
    ? spawnSync(process.execPath, [script, ...args], { cwd, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, { cwd, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  say(`sipnines needs Node ${MINIMUM_NODE.join(".")} or later; this is ${process.versions.node}.`);
  process.exit(2);
}

/** Whether a folder has the packages of its lockfile. npm writes its hidden lockfile last, so an interrupted installation has none. */
export function isInstalled(folder = root) {
  const done = join(folder, "node_modules", ".package-lock.json");
  return existsSync(done) && statSync(done).mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs;
}

function isBuilt() {
  const stamp = join(root, "dist", "built-from.txt");
  return existsSync(stamp) && readFileSync(stamp, "utf8").trim() === buildDigest();
}

/** Installs and builds as needed; ends the process with code 3 when npm cannot install. */
export async function ensure() {
  refuseOldNode();
  if (!isInstalled()) {
    say("Installing dependencies (npm ci) …");
    const { status, error } = npm(["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
    if (status !== 0) {
      say(`npm ci failed${error ? `: ${error.message}` : ""}. The lines above say why.`);
      process.exit(3);
    }
  }
  if (!isBuilt()) {
    say("Building …");
    const { build } = await import("./build.mjs");
    await build();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await ensure();

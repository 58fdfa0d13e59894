// npm run lint: format and lint with biome; `--write` mends what it can. Biome lives in tools/, whose packages are
// installed on first use: npm cannot lock its platform packages reliably.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./ensure.mjs";
import { root } from "./inputs.mjs";

const tools = join(root, "tools");
const biome = join(tools, "node_modules", "@biomejs", "biome", "bin", "biome");
const wanted = JSON.parse(readFileSync(join(tools, "package.json"), "utf8")).devDependencies["@biomejs/biome"];

const run = (args, options) =>
  spawnSync(process.execPath, [biome, ...args], { cwd: root, encoding: "utf8", ...options });

const isReady = () => existsSync(biome) && run(["--version"]).stdout?.trim().endsWith(` ${wanted}`);

if (!isReady()) {
  process.stderr.write(`Installing biome ${wanted} into tools/ …\n`);
  npm(["install", "--no-package-lock", "--no-audit", "--no-fund", "--fetch-retries=0", "--loglevel=silent"], tools);
}
if (!isReady()) {
  process.stderr.write(`Lint skipped: biome ${wanted} could not be installed into tools/ (no network?).\n`);
} else {
  const places = ["src", "test", "scripts", "bench", "bin", "tools/site", "vitest.config.mts"].filter((place) =>
    existsSync(join(root, place)),
  );
  const args = [
    "check",
    "--config-path=tools/lint.json",
    "--no-errors-on-unmatched",
    ...process.argv.slice(2),
    ...places,
  ];
  process.exitCode = run(args, { stdio: "inherit" }).status ?? 1;
}

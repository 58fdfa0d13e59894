// npm run site: builds the site of docs/ into site/, or into the folder after `--out`. Its packages live in tools/site/, installed on first use
// by a lockfile of their own: were they in the project's, each new version of them would make stored studies look like another model's.
import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensure, isInstalled, npm } from "./ensure.mjs";
import { root } from "./inputs.mjs";

const tools = join(root, "tools", "site");
const { out } = parseArgs({ options: { out: { type: "string", default: join(root, "site") } } }).values;
const output = resolve(out);

// What is not a site is somebody's: it is not replaced.
if (existsSync(output) && readdirSync(output).length > 0 && !existsSync(join(output, "assets", "search-index.js"))) {
  process.stderr.write(
    `${output} holds files and is no site: name an empty folder, or one that npm run site has made.\n`,
  );
  process.exit(2);
}
await ensure();
if (!isInstalled(tools)) {
  process.stderr.write("Installing what the site is made with into tools/site/ …\n");
  npm(["ci", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0", "--loglevel=error"], tools);
}
if (!isInstalled(tools)) {
  process.stderr.write("The packages of tools/site/ could not be installed; the lines above say why.\n");
  process.exit(3);
}
process.chdir(root);
const { buildSite } = await import("../tools/site/build.mjs");
const pages = await buildSite(output);
process.stderr.write(`${pages} pages: open ${join(relative(root, output), "index.html")}.\n`);

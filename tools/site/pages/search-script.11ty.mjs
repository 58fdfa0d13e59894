// The one script of all pages, bundled with the library it searches by.
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../../scripts/inputs.mjs";

export const data = { permalink: "assets/search.js", eleventyExcludeFromCollections: true };

export async function render() {
  const { outputFiles } = await build({
    entryPoints: [join(root, "tools", "site", "assets", "search.mjs")],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
  });
  return outputFiles[0].text;
}

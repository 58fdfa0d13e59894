// Runs Eleventy over the configuration beside this file.
import { rmSync } from "node:fs";
import { Eleventy } from "@11ty/eleventy";
import { configure } from "./site.mjs";

/**
 * Writes the site; what the folder held before is removed.
 *
 * @returns how many pages it has
 */
export async function buildSite(output) {
  rmSync(output, { recursive: true, force: true });
  const eleventy = new Eleventy("tools/site/pages", output, {
    quietMode: true,
    configPath: false,
    config(config) {
      config.setIncludesDirectory("../layouts");
      config.setUseGitIgnore(false);
      config.setTemplateFormats(["md", "njk", "11ty.js"]);
      configure(config);
    },
  });
  const [, written] = await eleventy.executeBuild();
  return written.filter(({ outputPath }) => outputPath.endsWith(".html")).length;
}

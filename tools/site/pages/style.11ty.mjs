// The look of all pages, in the colours of the reports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/inputs.mjs";

export const data = { permalink: "assets/style.css", eleventyExcludeFromCollections: true };

/** What `:root` says in the style of the reports: colours for light, dark and paper. */
function colours() {
  const text = readFileSync(join(root, "src", "report", "html", "style.ts"), "utf8");
  const found = [...text.matchAll(/:root \{[^}]*--paper[^}]*\}/g)].map(([rule]) => rule);
  if (found.length !== 3)
    throw new Error(
      "tools/site/pages/style.11ty.mjs: src/report/html/style.ts says its colours in another way than before.",
    );
  const [light, dark, paper] = found;
  return `${light}\n@media (prefers-color-scheme: dark) { ${dark} }\n@media print { ${paper} }\n`;
}

export const render = () => colours() + readFileSync(join(root, "tools", "site", "assets", "style.css"), "utf8");

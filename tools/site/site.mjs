// Eleventy's configuration: pages from the repository's files, layouts and the site's own pages from the folders beside this file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { slug } from "github-slugger";
import { filesBelow, root } from "../../scripts/inputs.mjs";
import { relativeTo } from "./links.mjs";
import { markdownOf } from "./markdown.mjs";
import { navigationOf, placesOf } from "./navigation.mjs";
import { headingsOf, sectionsOf } from "./sections.mjs";
import { COPIED, pagesOfFiles } from "./sources.mjs";

/** The report on the thesis is a page of its own, as `npm start` has written it. */
function thesis() {
  const source = "results/thesis/index.html";
  const text = readFileSync(join(root, source), "utf8");
  const said = (pattern) => pattern.exec(text)[1].replaceAll(/<[^>]*>/g, "");
  return {
    source,
    address: source,
    title: said(/<title>(.*)<\/title>/),
    description: said(/<p class="lead">(.*)<\/p>/),
  };
}

/** Where what is linked to stands in the site, by its path in the repository. */
function addressesOf(pages) {
  const copied = COPIED.flatMap((path) => filesBelow(path));
  return new Map([
    ...copied.map((path) => [path, path]),
    ...pages.map(({ source, address }) => [source, address]),
    ["notebooks", "learn.html#notebooks"],
    ["docs/decisions", "project.html#decisions"],
  ]);
}

/**
 * The site, for Eleventy.
 *
 * @throws Error naming the page whose link leads nowhere, or which stands in no section
 */
export function configure(config) {
  const files = pagesOfFiles();
  const pages = [...files, thesis()];
  const navigation = navigationOf(pages);
  const places = placesOf(navigation);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

  config.setLibrary("md", markdownOf(addressesOf(pages)));
  for (const { source, address, title, description, markdown } of files)
    config.addTemplate(source.replace(/\.\w+$/, ".md"), markdown, {
      ...{ source, address, title, description, permalink: address, layout: "page.njk", tags: ["searched"] },
      // Braces in a page are text.
      templateEngineOverride: "md",
      ...places.get(address),
    });
  for (const path of COPIED) config.addPassthroughCopy({ [path]: path });

  config.addGlobalData("version", version);
  config.addGlobalData("navigation", navigation);
  config.addFilter("from", (to, address) => relativeTo(address, to));
  config.addFilter("anchor", slug);
  config.addFilter("headings", headingsOf);
  config.addFilter("sections", sectionsOf);
}

// What the site is made of: the files of the repository that become pages, with their address, title and description.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { filesBelow, root } from "../../scripts/inputs.mjs";
import { markdownOfNotebook } from "./notebook.mjs";
import { markdownOfScenario } from "./scenario.mjs";

const LONGEST_DESCRIPTION = 240;
/** Lines such as "Severity: error." say too little alone: paragraphs are added up to this length. */
const SHORTEST_DESCRIPTION = 80;

const read = (path) => readFileSync(join(root, path), "utf8");

/** Where a page stands in the site: beside the others as in the repository, so that relative links stay what they are. */
export const addressOf = (source) =>
  source.replace(/(^|\/)README\.md$/, "$1index.html").replace(/\.(?:md|ipynb|yaml)$/, ".html");

/** Markdown without its marks, for a description. */
const plain = (markdown) =>
  markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** Whole sentences where they say enough, else whole words. */
function shortened(text) {
  if (text.length <= LONGEST_DESCRIPTION) return text;
  const sentences = /^.*[.?!](?= )/.exec(text.slice(0, LONGEST_DESCRIPTION))?.[0] ?? "";
  if (sentences.length >= SHORTEST_DESCRIPTION) return sentences;
  return `${text.slice(0, LONGEST_DESCRIPTION).replace(/[\s,;:(]*\s\S*$/, "")} …`;
}

/** The first paragraphs below the title; lists, tables, headings, comments and code are none. */
function descriptionOf(markdown) {
  const paragraphs = markdown
    .replaceAll(/^```[\s\S]*?^```$/gm, "")
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "" && !/^(?:#|\||!\[|- |\d+\. |<|\$\$)/.test(paragraph))
    .map(plain);
  let text = "";
  for (const paragraph of paragraphs) {
    if (text.length >= SHORTEST_DESCRIPTION) break;
    text = `${text} ${paragraph}`.trim();
  }
  return shortened(text);
}

/** A page of Markdown, whatever it was made of. */
function page(source, markdown, more = {}) {
  const title = /^# (.*)$/m.exec(markdown)?.[1];
  if (title === undefined) throw new Error(`${source} has no title: begin it with a line "# …".`);
  return {
    source,
    address: addressOf(source),
    title: plain(title),
    description: descriptionOf(markdown) || plain(title),
    markdown,
    ...more,
  };
}

/** Scenario files that are shipped; SIPp's and daemons' files stand beside them. */
const isScenario = (path) => path.endsWith(".yaml");

/**
 * Every page that is made of one file.
 *
 * @returns pages with `source` (path in the repository), `address` (path in the site), `title`, `description` and `markdown`; those of scenarios
 *   with `scenario`, what the file says as data
 */
export function pagesOfFiles() {
  const written = [
    ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"],
    ...filesBelow("docs").filter((path) => path.endsWith(".md")),
  ].map((source) => page(source, read(source)));
  const notebooks = filesBelow("notebooks")
    .filter((path) => path.endsWith(".ipynb"))
    .map((source) => page(source, markdownOfNotebook(JSON.parse(read(source)))));
  const scenarios = filesBelow("scenarios")
    .filter(isScenario)
    .map((source) => {
      const text = read(source);
      const scenario = parse(text);
      const named = written.filter(({ markdown }) => markdown.includes(source));
      return page(source, markdownOfScenario({ source, text, scenario, named }), { scenario });
    });
  return [...written, ...notebooks, ...scenarios];
}

/** Files and folders that are copied as they are: what pages show or link to. */
export const COPIED = ["results/thesis", "schema", ...filesBelow("scenarios").filter(isScenario)];

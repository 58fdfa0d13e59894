// What the search reads: a script, since a page from disk may not read other files. Loaded when somebody searches.

export const data = { permalink: "assets/search-index.js", eleventyExcludeFromCollections: true };

/** Reports of signatures are found by their names, which stand on the reference pages as well. */
const isText = ({ source }) => !source.endsWith(".api.md");

/** What most people look for stands before what merely names it: files, signatures, what has changed. */
function weightOf(source, id) {
  if (source.startsWith("scenarios/") && id === "the-file") return 0.3;
  if (source === "CHANGELOG.md") return 0.3;
  if (source.startsWith("docs/api/")) return 0.5;
  return source.startsWith("docs/reference-") ? 2 : 1;
}

export function render({ collections }) {
  const pages = collections.searched
    .filter(({ data }) => isText(data))
    .sort((a, b) => (a.data.source < b.data.source ? -1 : 1));
  const index = {
    pages: pages.map(({ data }) => [data.address, data.title]),
    sections: pages.flatMap(({ content, data }, page) =>
      this.sections(content).map(({ id, heading, text }) => [page, id, heading, text, weightOf(data.source, id)]),
    ),
  };
  return `globalThis.searchIndex=${JSON.stringify(index)};\n`;
}

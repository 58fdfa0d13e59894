// A notebook as Markdown: its text, its code, and the outputs that are kept in its file.

const joined = (text) => (Array.isArray(text) ? text.join("") : text);

/** A fence longer than any in the text. */
function fenced(text, language) {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

const attribute = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** One output: the richest of its forms that a page can show. A picture is named by its text. */
function output({ output_type, text, data, evalue }) {
  if (output_type === "stream") return fenced(joined(text), "text");
  if (output_type === "error") return fenced(evalue, "text");
  const words = joined(data["text/plain"] ?? "");
  if (data["image/png"] !== undefined) {
    const picture = joined(data["image/png"]).replaceAll("\n", "");
    return `<p class="picture"><img alt="${attribute(words)}" src="data:image/png;base64,${picture}" /></p>`;
  }
  // A blank line would end the block of HTML.
  if (data["text/html"] !== undefined) return joined(data["text/html"]).replaceAll(/\n\s*\n/g, "\n");
  return fenced(words, "text");
}

/** The cells of a notebook (nbformat 4) in their order. */
export const markdownOfNotebook = ({ cells, metadata }) =>
  cells
    .flatMap(({ cell_type, source, outputs = [] }) =>
      cell_type === "markdown"
        ? [joined(source)]
        : [fenced(joined(source), metadata.language_info.name), ...outputs.map(output)],
    )
    .join("\n\n");

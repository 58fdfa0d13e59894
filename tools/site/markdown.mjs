// Markdown as GitHub reads it: the same anchors, tables, links between files; code is highlighted here and not in the browser.
import katex from "@vscode/markdown-it-katex";
import { slug } from "github-slugger";
import highlighter from "highlight.js/lib/core";
import json from "highlight.js/lib/languages/json";
import typescript from "highlight.js/lib/languages/typescript";
import yaml from "highlight.js/lib/languages/yaml";
import MarkdownIt from "markdown-it";
import anchor from "markdown-it-anchor";
import { linksOfSite } from "./links.mjs";

/** Commands with their options; the grammar of bash takes the word in `--set` for a command of its own. */
const sh = ({ HASH_COMMENT_MODE, APOS_STRING_MODE, QUOTE_STRING_MODE }) => ({
  contains: [HASH_COMMENT_MODE, APOS_STRING_MODE, QUOTE_STRING_MODE],
});
for (const [name, language] of Object.entries({ json, sh, typescript, yaml }))
  highlighter.registerLanguage(name, language);

/** Sentences in what a command prints are wrapped, as a terminal does; tables and drawings keep their lines. */
const SENTENCE = /^(?=.{80})\S(?:(?! {2,}|[─│┌└├]).)*$/gm;

/** A fence; it may be wider than the page and is scrolled by keys as well. */
function fence(markdown) {
  const { escapeHtml } = markdown.utils;
  const coloured = (content, language) => {
    if (highlighter.getLanguage(language) !== undefined) return highlighter.highlight(content, { language }).value;
    const text = escapeHtml(content);
    return language === "text" ? text.replaceAll(SENTENCE, '<span class="sentence">$&</span>') : text;
  };
  markdown.renderer.rules.fence = (tokens, index) => {
    const { content, info } = tokens[index];
    return `<pre tabindex="0"><code>${coloured(content, info.trim().split(" ")[0])}</code></pre>\n`;
  };
}

/** Values and options stay in one line; longer pieces of code may be broken. */
const SHORT = 24;

function code(markdown) {
  const inline = markdown.renderer.rules.code_inline;
  markdown.renderer.rules.code_inline = (tokens, index, ...rest) => {
    if (tokens[index].content.length <= SHORT) tokens[index].attrJoin("class", "short");
    return inline(tokens, index, ...rest);
  };
}

/** Tables scroll by themselves where the page is narrow. A column without a heading has no cell of heading. */
function tables(markdown) {
  const { rules } = markdown.renderer;
  rules.table_open = () => '<div class="wide" tabindex="0">\n<table>\n';
  rules.table_close = () => "</table>\n</div>\n";
  const isEmpty = (tokens, index) => tokens[index + 1].content === "";
  const plain = (tokens, index, options, _env, self) => self.renderToken(tokens, index, options);
  rules.th_open = (tokens, index, ...rest) => {
    if (isEmpty(tokens, index)) tokens[index].tag = tokens[index + 2].tag = "td";
    else tokens[index].attrSet("scope", "col");
    return plain(tokens, index, ...rest);
  };
}

/**
 * What turns a page into HTML: `render(text, { source })`.
 *
 * @param addresses by path in the repository, of all that pages may link to
 */
export function markdownOf(addresses) {
  // "README.md" in a text is no link, although .md is a country.
  const markdown = new MarkdownIt({ html: true, linkify: true });
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  return markdown
    .use(anchor, {
      slugify: slug,
      permalink: anchor.permalink.linkAfterHeader({
        style: "aria-label",
        assistiveText: (title) => `Link to “${title}”`,
        symbol: "#",
        wrapper: ['<div class="heading">', "</div>"],
      }),
    })
    .use(katex.default ?? katex, { output: "mathml", throwOnError: true })
    .use(fence)
    .use(code)
    .use(tables)
    .use(linksOfSite, addresses);
}

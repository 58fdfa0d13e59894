/**
 * A report as one file: no network, no other file needed, and no script but its own, whose digest stands in the policy. It reads on a phone and on paper, in light and in
 * dark, with a keyboard and with a screen reader.
 */
import { type Content, escapeHtml, type Html, joined, markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/** One part of a page, reachable from the table of contents. */
export interface Section {
  /** Name of the place: letters, digits, hyphens. */
  readonly id: string;
  readonly heading: string;
  readonly content: readonly Html[];
}

/** A part of a page from its parts. */
export const section = (id: string, heading: string, ...content: readonly Html[]): Section => ({
  id,
  heading,
  content,
});

/** A script that a page may run: its text, and its SHA-256 in base64, by which the policy knows it (Content Security Policy, level 3, §2.3.1). */
export interface PageScript {
  readonly text: string;
  readonly sha256: string;
}

/**
 * Builds the document. The policy in its head forbids the browser to load anything at all.
 *
 * @param lead one paragraph that says what the page shows
 * @param foot versions, seed and command that made it; no dates, so that a rerun gives the same bytes
 * @param style more rules of style, behind those that all pages have
 * @param script what makes the page livelier where scripts run; everything is there without it
 * @throws RangeError when two sections share a name
 */
export function page(content: {
  readonly title: string;
  readonly lead: Content;
  readonly sections: readonly Section[];
  readonly foot?: Content;
  readonly style?: string;
  readonly script?: PageScript;
}): string {
  const { title, lead, sections, foot, style = "", script } = content;
  const twice = sections.find(({ id }, index) => sections.findIndex((other) => other.id === id) !== index);
  if (twice) throw new RangeError(`page: two sections are named ${twice.id}`);
  const contents = sections.map(({ id, heading }) => `<li><a href="#${id}">${escapeHtml(heading)}</a></li>`);
  const parts = sections.map(
    ({ id, heading, content: inside }) =>
      `<section id="${id}" aria-labelledby="${id}-heading">\n<h2 id="${id}-heading">${escapeHtml(heading)}</h2>\n${inside.map(({ html }) => html).join("\n")}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${script === undefined ? "" : `; script-src 'sha256-${script.sha256}'; img-src data:`}" />
<title>${escapeHtml(title)}</title>
<style>
${STYLE}${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${markup(lead)}</p>
<nav aria-label="Contents"><ul>${contents.join("")}</ul></nav>
</header>
<main id="main" tabindex="-1">
${parts.join("\n")}
</main>
${foot === undefined ? "" : `<footer><p>${joined(foot).html}</p></footer>\n`}${script === undefined ? "" : `<script>${script.text}</script>\n`}</body>
</html>
`;
}

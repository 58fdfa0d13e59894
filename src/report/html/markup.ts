/**
 * Pieces of a page. Every text is escaped on its way in; only what these functions made is markup, so no name, unit or
 * message from a scenario file can become one.
 */

import { printable } from "../../units/printable.ts";

/** Markup made by this room; strings are text and get escaped. */
export interface Html {
  readonly html: string;
}

/** Plain text, which is escaped, or markup, which is not. */
export type Content = string | Html;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it must stand between tags and in quoted attributes. */
export const escapeHtml = (text: string): string => printable(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign]!);

export const markup = (content: Content): string => (typeof content === "string" ? escapeHtml(content) : content.html);

/** Content in a row, nothing between. */
export const joined = (...contents: readonly Content[]): Html => ({ html: contents.map(markup).join("") });

/** A paragraph of text and of what has been made markup already. */
export const paragraph = (...contents: readonly Content[]): Html => ({ html: `<p>${joined(...contents).html}</p>` });

/** Commands, file names, formulas as typed. */
export const code = (text: string): Html => ({ html: `<code>${escapeHtml(text)}</code>` });

/** Figures beside each other as far as there is room, each over its own caption. */
export const sideBySide = (...figures: readonly Html[]): Html => ({
  html: `<div class="beside">${joined(...figures).html}</div>`,
});

/** Items one below the other, in no order. */
export const list = (items: readonly Content[]): Html => ({
  html: `<ul>${items.map((item) => `<li>${markup(item)}</li>`).join("")}</ul>`,
});

/**
 * A link to a place on the page (`#…`) or to a file beside it.
 *
 * @throws RangeError for any other address: a report must work from disk, without a network
 */
export function link(text: string, target: string): Html {
  if (!/^(?:#[\w-]+|[\w][\w./-]*)$/.test(target)) throw new RangeError(`html: ${target} leads off the disk`);
  return { html: `<a href="${escapeHtml(target)}">${escapeHtml(text)}</a>` };
}

/** Something for the curious: closed until asked for, always open in print. */
export const details = (summary: string, ...contents: readonly Html[]): Html => ({
  html: `<details><summary>${escapeHtml(summary)}</summary>${joined(...contents).html}</details>`,
});

/** How far a number can be trusted, and on what it rests. The sign says the same as the colour. */
export type Status =
  | "exact"
  | "calibrated"
  | "derived"
  | "predicted"
  | "illustrative"
  | "contradicted"
  | "not modelled";

const SIGNS: Readonly<Record<Status, string>> = {
  exact: "✓",
  calibrated: "≈",
  derived: "→",
  predicted: "»",
  illustrative: "~",
  contradicted: "✗",
  "not modelled": "–",
};

/** How a claim stands, as a word with a sign. */
export const statusBadge = (status: Status): Html => ({
  html: `<span class="badge ${status}"><span aria-hidden="true">${SIGNS[status]}</span> ${status}</span>`,
});

/** A few numbers that sum the page up, in large type. */
export const keyFigures = (figures: readonly { readonly value: string; readonly meaning: string }[]): Html => ({
  html: `<dl class="figures">${figures
    .map(({ value, meaning }) => `<div><dt>${escapeHtml(meaning)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join("")}</dl>`,
});

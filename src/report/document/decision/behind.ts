/** The engineer's part: the report of each result as it stands by itself, folded away. */
import { code, details, escapeHtml, type Html, joined, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import { table } from "../../html/table.ts";
import { capital } from "../../table/table.ts";
import type { ReportDocument } from "../measured-document.ts";
import { KIND_WORDS, type Origin } from "./evidence.ts";

/** A result and its own report. */
export interface Behind {
  readonly origin: Origin;
  readonly document: ReportDocument;
}

/**
 * Places of a document under names of their own, so that several stand on one page. Texts have no quotation marks in markup, and data
 * of charts has them escaped, so that attributes alone are met.
 */
export const underPrefix = ({ html }: Html, prefix: string): Html => ({
  html: html
    .replace(/ (id|for|aria-labelledby|aria-describedby)="([^"]+)"/g, (_, name: string, ids: string) => {
      return ` ${name}="${ids
        .split(" ")
        .map((id) => `${prefix}-${id}`)
        .join(" ")}"`;
    })
    .replace(/ ((?:xlink:)?href)="#([^"]+)"/g, ` $1="#${prefix}-$2"`)
    .replace(/url\(#([^)"']+)\)/g, `url(#${prefix}-$1)`),
});

/** Regions of several documents may have one name; behind each stands that of the result. */
const regionsOf = ({ html }: Html, name: string): Html => ({
  html: html.replace(/(role="region" aria-label="[^"]*)"/g, (_, label: string) => `${label} (${escapeHtml(name)})"`),
});

export const behindSection = (all: readonly Behind[]): Section =>
  section(
    "behind",
    "The engineer's part",
    ...all.flatMap(({ origin, document }, i) => [
      {
        html: `<h3>${escapeHtml(`${i + 1}. ${capital(KIND_WORDS[origin.kind])} ${JSON.stringify(origin.name)}`)}</h3>`,
      },
      paragraph(document.title, ". ", document.lead),
      ...document.sections.map(({ heading, content }) =>
        details(heading, regionsOf(underPrefix(joined(...content), `behind-${i + 1}`), origin.name)),
      ),
    ]),
  );

const UNKNOWN = "not said";

/** What the page is made of, for who wants to make it again. */
export const sourcesSection = (origins: readonly Origin[]): Section =>
  section(
    "sources",
    "What this page is made of",
    table({
      caption: "Results; one digest of the service is one architecture",
      columns: [
        { title: "Result" },
        { title: "What it is" },
        { title: "Service" },
        { title: "Version" },
        { title: "Made by" },
      ],
      rows: origins.map(({ name, kind, service, version, model, command }) => [
        name,
        KIND_WORDS[kind],
        service === null ? UNKNOWN : code(service),
        version === null ? UNKNOWN : `${version}${model === null ? "" : ` (${model})`}`,
        command === null ? UNKNOWN : code(command),
      ]),
      stacks: true,
    }),
  );

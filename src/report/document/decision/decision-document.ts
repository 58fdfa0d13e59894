/** One page of several results, for those who decide: the answer in money and minutes first, the engineer's part behind it. */
import { list } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import type { ReportDocument } from "../measured-document.ts";
import { answer } from "./answer.ts";
import { type Behind, behindSection, sourcesSection } from "./behind.ts";
import { crashSection } from "./crash.ts";
import type { Evidence } from "./evidence.ts";
import { missingSection } from "./missing.ts";
import { nightSection } from "./night.ts";
import { ninesSection } from "./nines.ts";
import { purchasesSection } from "./purchases.ts";
import { doubtsSection, risksSection } from "./risks.ts";
import { roomSection } from "./room-to-grow.ts";

/** What the page looks like beyond what all reports do: its tables hold figures, and headings of several words. */
export const DECISION_STYLE = `@media (min-width: 40.01rem) { :is(#crash, #nines, #next) .stacks td:last-child { min-width: 0; } }
@media (max-width: 40rem) {
  :is(#crash, #nines, #next, #risks, #sources) .stacks td { padding-left: .9rem; }
  :is(#crash, #nines, #next, #risks, #sources) .stacks td::before { display: block; position: static; width: auto; }
}
#behind h3 { margin: 2.5rem 0 .5rem; font-size: 1.15rem; }
@media print { #behind { break-before: page; } }
`;

const studiesSection = ({ studies }: Evidence): Section | null =>
  studies.length === 0
    ? null
    : section("studies", "What else was tried", list(studies.map(({ words, origin }) => `${words} (${origin.name})`)));

export function decisionDocument(evidence: Evidence, behind: readonly Behind[]): ReportDocument {
  const parts = [
    answer(evidence),
    crashSection(evidence),
    ninesSection(evidence),
    nightSection(evidence),
    purchasesSection(evidence),
    roomSection(evidence),
    studiesSection(evidence),
    risksSection(evidence),
    doubtsSection(evidence),
    missingSection(evidence),
    sourcesSection(evidence.origins),
  ];
  return {
    title: evidence.title,
    lead: "What failures of the service cost, what would make it better, and what may go wrong. The engineer's part stands behind it.",
    sections: [...parts.filter((part) => part !== null), behindSection(behind)],
  };
}

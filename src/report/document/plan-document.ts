/** A plan as a page to print: what to do step by step, with a box to tick, and what each step costs. */
import type { PlanCost } from "../../maintenance/costs.ts";
import type { OrderSearch } from "../../maintenance/order.ts";
import { verdictOf } from "../../maintenance/verdict.ts";
import type { Warning } from "../../notation/warning.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../units/duration.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { timeWords } from "../../units/time-words.ts";
import { escapeHtml, type Html, joined, keyFigures, list, paragraph } from "../html/markup.ts";
import { type Section, section } from "../html/page.ts";
import { table } from "../html/table.ts";
import { onPage } from "../table/on-page.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import { answerSection, architectureSection, type ReportDocument } from "./measured-document.ts";
import { clock, ordersTable, stepsTable, stepWords, thenWords, troubleTable, wayBackTable } from "./plan-tables.ts";
import {
  boundWords,
  orderWords,
  percentWords,
  planWords,
  secondFailureInAll,
  withoutSpareInAll,
} from "./plan-words.ts";
import { warningList } from "./warning-list.ts";

/** What the page is made of. */
export interface PlanFindings {
  readonly title: string;
  /** Null where it does not stand beside the result. */
  readonly scenario: Scenario | null;
  readonly seed: number;
  readonly replications: number;
  readonly cost: PlanCost;
  readonly order: readonly string[];
  readonly search: OrderSearch | null;
  /** Set-up times above this are delays [s]. */
  readonly delayedAfter: number;
  readonly warnings: readonly Warning[];
  readonly manifest: Manifest;
}

/** What a printed plan looks like beyond what all reports do. */
export const PLAN_STYLE = `.runbook table { width: 100%; }
.runbook .return, .runbook .stop { display: block; font-weight: 700; }
.runbook .stop { color: var(--bad); }
@media (min-width: 40.01rem) { .runbook td:last-child { min-width: 9rem; } .runbook td:nth-child(4), #steps td:nth-child(2), #trouble td:nth-child(2), #back td:nth-child(2) { white-space: nowrap; } }
@media print {
  #night, #steps { break-before: page; }
  .runbook th, .runbook td { font-size: 9.5pt; padding: .45rem .4rem; }
  thead th, tbody td { overflow-wrap: normal; }
}
`;

/** What can be seen on the night itself; everything else is foreseen only. */
const SEEN = ["failedCalls", "delayedCalls"];

/** A remark that stands on a line of its own. */
const remark = (name: "return" | "stop", text: string): Html => ({
  html: `<span class="${name}">${escapeHtml(text)}</span>`,
});

/** The steps in turn, with room to write. */
function runbook({ steps, noReturn }: PlanCost): Html {
  const begin = steps[0]!.step.from;
  const drawn = table({
    caption: "Step by step; times are counted from the beginning of the first step",
    columns: ["Step", "Begins", "Lasts", "What is done", "Go on if", "Foreseen", "Notes"].map((title) => ({
      title,
    })),
    rows: steps.map((cost, i) => {
      const { step, failed } = cost;
      const seen = step.expect.filter(({ metric }) => SEEN.includes(metric));
      return [
        `☐ ${i + 1}`,
        clock(step.from - begin),
        clock(step.lasts),
        joined(stepWords(step), ...(i === noReturn ? [remark("return", "Point of no return")] : [])),
        seen.length === 0 ? "–" : seen.map(boundWords).join("; "),
        joined(
          `${formatNumber(failed.interval.mean)} lost`,
          ...(verdictOf(cost) === "stop" ? [remark("stop", thenWords(cost, i >= noReturn))] : []),
        ),
        "",
      ];
    }),
    stacks: true,
  });
  return { html: `<div class="runbook">${drawn.html}</div>` };
}

function answer({ cost, order, search }: PlanFindings): Section {
  const [first, ...rest] = planWords(cost);
  const second = secondFailureInAll(cost);
  const { failed, delayed } = cost.total;
  return answerSection(
    first!,
    keyFigures([
      { value: formatNumber(failed.interval.mean), meaning: "calls lost from the first step on" },
      { value: formatNumber(delayed.interval.mean), meaning: "calls delayed" },
      { value: timeWords(withoutSpareInAll(cost)), meaning: "without a spare" },
      ...(second === null
        ? []
        : [{ value: percentWords(second), meaning: "probability that another node dies meanwhile" }]),
    ]),
    list([...rest, orderWords(order, search)]),
  );
}

/** The page of a plan. */
export function planDocument(findings: PlanFindings): ReportDocument {
  const { title, scenario, seed, replications, cost, search, delayedAfter, warnings, manifest } = findings;
  const about = (scenario?.about ?? "").replace(/\s+/g, " ").trim();
  return {
    title,
    lead: "A plan of maintenance: what to do, what it costs, and when to stop.",
    sections: [
      answer(findings),
      section("night", "The night", runbook(cost)),
      section("steps", "If all goes well", onPage(stepsTable(cost))),
      section("trouble", "If something else goes wrong", onPage(troubleTable(cost))),
      section("back", "The way back", onPage(wayBackTable(cost))),
      ...(search === null ? [] : [section("orders", "The order", onPage(ordersTable(search)))]),
      ...(scenario === null ? [] : [architectureSection(scenario)]),
      section(
        "methods",
        "Methods",
        paragraph(
          `Everything is simulated message by message, ${counted(replications, "replication")} of each case, seed ${seed}, all cases on the same chances. Steps go by the clock: the next begins when the one before has had its time. A call counts in the step during which it was made, one that was answered and dropped in the step in which it was dropped; it is delayed if its set-up took more than ${formatDuration(delayedAfter, 3)}.`,
        ),
        paragraph(
          "A second failure is the death of a host in the middle of a step: nothing else is begun then, who is out of service is brought back as planned, and calls are counted until that is over; the node named is the one whose death costs most. Its probability is 1 − e^(−t/MTTF) over the nodes of the tier that are in service. A service is without a spare while nobody is left to step in, or one more death in the tier stops it.",
        ),
        paragraph(
          "The point of no return is the first step after which rolling back costs more than going on, after it and after each that follows: by calls lost, where these differ beyond doubt; else by time without a spare; else by the time that it takes.",
        ),
        ...warningList(warnings),
        ...(about === "" ? [] : [paragraph(about)]),
      ),
      manifestSection(manifest),
    ],
  };
}

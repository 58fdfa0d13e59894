import { formatAvailability } from "../library/analysis.ts";
import {
  type Html,
  htmlCode,
  htmlDetails,
  htmlFigure,
  htmlList,
  htmlPage,
  htmlParagraph,
  htmlSection,
  htmlSideBySide,
  htmlTable,
  keyFigures,
  statusBadge,
} from "../library/charts.ts";
import type { Chart } from "./charts.ts";
import type { Claim } from "./claim.ts";
import type { ThesisFindings } from "./claims.ts";
import type { PredictionPoint } from "./prediction.ts";
import { table1Content } from "./table1-section.ts";
import type { VariantPoint } from "./variants.ts";

/** A chart and its drawing. */
export interface Drawn extends Chart {
  readonly svg: string;
  /** The same for the width of a phone. */
  readonly narrow: string;
}

const titles = (...all: readonly string[]) => all.map((title) => ({ title }));
const numbers = (unit: string, ...all: readonly string[]) => all.map((title) => ({ title, unit, numeric: true }));
const RATE = numbers("calls/s", "Rate");

/** Fig. 9 at the rates at which the thesis has numbers. */
const reductions = ({ failedCalls }: ThesisFindings) =>
  failedCalls.reductions.filter(({ publishedPercent }) => publishedPercent !== null);

const interval = (low: number | null, high: number | null, decimals: number): string =>
  low === null || high === null ? "" : `${low.toFixed(decimals)} to ${high.toFixed(decimals)}`;

/** `index.html`: what the thesis claims and what was obtained, on one page that loads nothing. */
export function thesisPage(
  findings: ThesisFindings,
  variants: readonly VariantPoint[],
  prediction: readonly PredictionPoint[],
  claims: readonly Claim[],
  drawn: readonly Drawn[],
): string {
  const count = (status: Claim["status"]) => claims.filter((claim) => claim.status === status).length;
  const chart = (name: string, caption: string, ...files: string[]) => {
    const { svg, narrow, alt } = drawn.find((one) => one.name === name)!;
    return htmlFigure({
      id: name,
      svg,
      narrow,
      caption,
      alt,
      files: [...files, `${name}.svg`, `${name}.png`],
    });
  };
  return htmlPage({
    title: "IPRS, the thesis of 2008, reproduced",
    lead: `Wei-Yuan Hsu's thesis (NCTU, 2008) proposes integrated proxy/registrar servers without a single point of failure. Of ${claims.length} claims ${count("exact")} are exact, ${count("calibrated")} calibrated, ${count("derived")} derived, ${count("contradicted")} contradicted and ${count("not modelled")} not modelled.`,
    sections: [
      htmlSection("answer", "The answer in short", ...answer(findings)),
      htmlSection(
        "figures",
        "The four figures",
        htmlSideBySide(
          chart("fig9", "Failed calls of one run, mean over the replications.", "fig9.csv"),
          chart("fig10", "Time an INVITE spends in the proxy.", "fig10.csv"),
          chart("fig11", "From INVITE to 200 at the caller.", "fig11.csv"),
          chart("fig12", "Availability by eq. (1) to (3).", "fig12.csv"),
        ),
      ),
      htmlSection("claims", "Every claim and how it stands", claimsTable(claims), legend()),
      htmlSection(
        "failed-calls",
        "Fig. 9: failed calls",
        chart("fig9-reduction", "Reduction of failed calls with IPRS.", "fig9-reduction.csv"),
        ...failedCallsText(findings, prediction),
      ),
      htmlSection("variants", "What the result of Fig. 9 hangs on", variantsTable(variants), variantsText()),
      htmlSection(
        "times",
        "Fig. 10 and 11: processing time and call set-up time",
        timesTable(findings),
        htmlParagraph(
          "The trends are derived from the model; the milliseconds rest on assumed service times (0.2 ms per message, 0.01 ms per lookup in memory, 0.5 ms and two hops in the database) and are illustrative. The theory takes a proxy as an M/G/1 queue that gets the messages of a call in four batches; it leaves out that the batches of one call depend on each other.",
        ),
      ),
      htmlSection("availability", "Fig. 12: availability", ...availabilityText(findings), beyondTable(findings)),
      htmlSection("table1", "Table 1, computed", ...table1Content(findings.table1)),
      htmlSection("methods", "How this was made", ...methods()),
    ],
    foot: "Made by sipnines: npm start, or npx sipnines reproduce. Seed 2008. Nothing on this page was typed in that the model should produce.",
  });
}

function claimsTable(claims: readonly Claim[]): Html {
  return htmlTable({
    caption: "The thesis's claims",
    columns: titles("Claim", "Where", "Status", "Expected", "Obtained"),
    rows: claims.map((one) => [one.statement, one.figure, statusBadge(one.status), one.expected, one.obtained]),
    stacks: true,
  });
}

/** What somebody wants to know who reads only one screen. */
function answer(findings: ThesisFindings): Html[] {
  const { availability } = findings;
  return [
    htmlParagraph("When an active proxy dies, IPRS loses so many fewer calls than PPDR, simulated and by the thesis:"),
    keyFigures(
      reductions(findings).map(({ rate, percent, publishedPercent }) => ({
        value: `${percent.mean.toFixed(1)} %`,
        meaning: `at ${rate} calls/s; thesis: ${publishedPercent} %`,
      })),
    ),
    htmlParagraph(
      `The step between 200 and 300 calls/s comes from a surviving proxy that saturates on database lookups and an instrument that caps its count; with cached bindings or a third proxy it is gone. Five nines at an MTTF of 1500 h take ${availability.serversAt1500} servers, as the thesis says; with three servers an MTTF of ${availability.tolerableMttfHours.toFixed(0)} h is enough, not 6000 h.`,
    ),
  ];
}

const legend = (): Html =>
  htmlDetails(
    "What these words mean",
    htmlList([
      "exact: follows from the thesis's equations or from a standard, without simulation.",
      "calibrated: two times that the thesis does not state were fitted to these numbers; agreement is no proof.",
      "derived: the model shows it without having been fitted to it.",
      "contradicted: it does not hold in the model or by the thesis's own equations.",
      "not modelled: the model has no word for it.",
    ]),
  );

function failedCallsText(findings: ThesisFindings, prediction: readonly PredictionPoint[]): Html[] {
  return [
    htmlParagraph(
      "A call fails if it meets the dead server: share of calls × rate × outage. IPRS keeps its capacity, since a standby steps in. PPDR has none: after the dead proxy's removal one database-backed proxy must carry everything, which it can up to 256 calls/s. Beyond, its queue drops messages; with retransmission off such calls hang for ever, and SIPp's limit on open calls (3 × rate) caps what can be counted as failed. Hence the step between 200 and 300 calls/s and the flat top.",
    ),
    htmlTable({
      caption: "Prediction: the two times fitted to 100 and 400 calls/s only",
      columns: [...RATE, ...titles("Used for the fit"), ...numbers("%", "Simulated", "95 % interval", "Thesis")],
      rows: prediction.map(({ rate, fitted, percent, publishedPercent }) => [
        `${rate}`,
        fitted ? "yes" : "no, predicted",
        percent.mean.toFixed(1),
        interval(percent.low, percent.high, 1),
        `${publishedPercent}`,
      ]),
    }),
    htmlTable({
      caption: "What an experimenter would find",
      columns: [...RATE, ...numbers("%", "90 % of single runs", "90 % of means of ten runs", "Thesis")],
      rows: reductions(findings).map(({ rate, oneRun, tenRuns, publishedPercent }) => [
        `${rate}`,
        interval(...oneRun, 0),
        interval(...tenRuns, 0),
        `${publishedPercent}`,
      ]),
    }),
    htmlParagraph(
      "The thesis does not say how often each point was measured. With one run per point its four percentages cannot exclude that the true ratio is the same at all rates, because the phase of PPDR's health check alone moves the result by as much.",
    ),
  ];
}

function variantsTable(variants: readonly VariantPoint[]): Html {
  return htmlTable({
    caption: "One assumption changed at a time",
    columns: [
      ...titles("Experiment"),
      ...RATE,
      ...numbers("failed calls", "IPRS", "PPDR"),
      ...numbers("%", "Reduction"),
    ],
    rows: variants.map(({ question, rate, iprs, ppdr, percent }) => [
      question,
      `${rate}`,
      iprs.mean.toFixed(0),
      ppdr.mean.toFixed(0),
      percent === null ? "none lost" : `${percent.mean.toFixed(0)} (${interval(percent.low, percent.high, 0)})`,
    ]),
    stacks: true,
  });
}

const variantsText = (): Html =>
  htmlParagraph(
    "The step of Fig. 9 needs a proxy that saturates on database lookups and an instrument that caps its count. With cached bindings IPRS's advantage is the ratio of the outages at every rate; with three proxies, as the thesis draws PPDR, there is hardly any; with retransmission, as RFC 3261 demands, neither design loses a call, they only delay it.",
  );

function timesTable({ setUp }: ThesisFindings): Html {
  const row = (what: string) => (point: (typeof setUp.setUp)[number]) => [
    what,
    point.architecture === "iprs" ? "memory" : "database",
    `${point.rate}`,
    (point.mean.mean * 1e3).toFixed(3),
    interval(point.mean.low! * 1e3, point.mean.high! * 1e3, 3),
    (point.p95 * 1e3).toFixed(3),
    (point.theory * 1e3).toFixed(3),
  ];
  return htmlTable({
    caption: "Times beside the M/G/1 prediction",
    columns: [...titles("Time", "Bindings in"), ...RATE, ...numbers("ms", "Mean", "95 % interval", "p95", "Theory")],
    rows: [...setUp.processing.map(row("processing")), ...setUp.setUp.map(row("set-up"))],
  });
}

function availabilityText({ availability }: ThesisFindings): Html[] {
  const { serversAt1500, tolerableMttfHours: ofAny, tolerableMttfFullCapacityHours: ofTwo } = availability;
  return [
    keyFigures([
      {
        value: `${serversAt1500} servers`,
        meaning: "for five nines at an MTTF of 1500 h, as the thesis says",
      },
      {
        value: `${ofAny.toFixed(0)} h`,
        meaning: "tolerable MTTF with three servers; the thesis says 6000 h",
      },
      {
        value: `${ofTwo.toFixed(0)} h`,
        meaning: "the same if two of the three must be up",
      },
    ]),
    htmlParagraph(
      `By eq. (2) three servers reach five nines at ${ofAny.toFixed(1)} h = 72 h × (10^(5/3) − 1). The 6000 h of the thesis is only the next point of a coarse grid. The equation counts any one of N servers as service; it leaves out that two of three are needed at full load, the failover time, failovers that fail, common causes, and a repair crew that is busy. It is applied to IPRS only: the rivals' database stands in series with everything.`,
    ),
  ];
}

function beyondTable({ availability }: ThesisFindings): Html {
  const hours = [1500, 3000, 6000, 10000];
  const designs = [...new Set(availability.beyond.map(({ design }) => design))];
  return htmlTable({
    caption: "What eq. (2) leaves out: three servers counted differently, and PPDR, MTTR 72 h (exact)",
    columns: [...titles("Design"), ...hours.map((mttf) => ({ title: `MTTF ${mttf} h`, numeric: true }))],
    rows: designs.map((design) => [
      design,
      ...hours.map((mttf) =>
        formatAvailability(
          availability.beyond.find((one) => one.design === design && one.mttfHours === mttf)!.unavailability,
        ),
      ),
    ]),
  });
}

const methods = (): Html[] => [
  htmlParagraph(
    "Every run is a message-level discrete-event simulation of a scenario file: INVITE, 180, 200, ACK and BYE as messages that queue and are dropped, Totem tokens, VRRP advertisements and health checks as messages too. Each call ends exactly once, in success or with a cause. Means come with Student's 95 % intervals; where the phase of a clock decides, replications are stratified over it (Latin hypercube) and intervals come from block means; reductions are jackknifed ratios.",
  ),
  htmlTable({
    caption: "What the numbers of Fig. 9 rest on",
    columns: titles("Assumption", "Value", "Standing"),
    rows: [
      ["Totem token, consensus, re-forming", "1 s, 0.2 s, 0.05 s", "documented: OpenAIS of 2006-08"],
      ["Health checks", "every 6 s", "documented: Keepalived's samples"],
      ["Open-call limit", "3 × rate", "documented: SIPp, default of -l"],
      ["Standby PC5", "2/3 of the speed", "documented: Table 2 of the thesis"],
      ["Claim of the address (IPRS)", "50 ms", "calibrated"],
      ["Check and removal (PPDR)", "0.7 s", "calibrated"],
      ["Message, lookup in memory, in the database", "0.2 ms, 0.01 ms, 0.9 ms", "assumed plausible"],
      ["Queue of a proxy", "64 messages", "assumed plausible"],
      ["Kill", "host death of PC4, 10 s after the first call", "assumed; the thesis does not say"],
    ],
  }),
  htmlParagraph(
    "The calibration can be rerun with ",
    htmlCode("npx sipnines reproduce --calibrate"),
    "; it prints the fitted times with their residuals.",
  ),
];

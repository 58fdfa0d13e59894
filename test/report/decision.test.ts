/** The page for those who decide: its money and minutes by hand, and what it does not print. */
import { expect, test } from "vitest";
import { answer } from "../../src/report/document/decision/answer.ts";
import { underPrefix } from "../../src/report/document/decision/behind.ts";
import { crashSection } from "../../src/report/document/decision/crash.ts";
import type { Evidence, Origin } from "../../src/report/document/decision/evidence.ts";
import { missingSection } from "../../src/report/document/decision/missing.ts";
import { amount, money } from "../../src/report/document/decision/money.ts";
import { ninesSection } from "../../src/report/document/decision/nines.ts";
import { purchases, purchasesSection, yearsToEarn } from "../../src/report/document/decision/purchases.ts";
import { doubtsSection, risksSection } from "../../src/report/document/decision/risks.ts";
import { roomSection } from "../../src/report/document/decision/room-to-grow.ts";
import { trustedDefects, trustedDown, trustedMean } from "../../src/report/document/decision/trust.ts";
import { yearOf } from "../../src/report/document/decision/year.ts";
import type { Section } from "../../src/report/html/page.ts";

type Analysed = NonNullable<Evidence["analysis"]>;
type File = Analysed["file"];

/** A ten-thousandth down, two in ten thousand calls lost, ten calls a second. */
const file = {
  title: "A service",
  assumed: ["Repairs are prompt."],
  unavailability: 1e-4,
  failuresPerYear: 2,
  target: 1e-5,
  singlePointsOfFailure: [],
  minimalCutSetCount: 1,
  minimalCutSets: [["a", "b"]],
  importance: {
    a: {
      birnbaum: 0.1,
      criticality: 1,
      fussellVesely: 0.75,
      diagnostic: 1,
      riskAchievementWorth: 2,
      riskReductionWorth: 4,
    },
  },
  chain: { states: 9, residual: 1e-16, method: "elimination" },
  budget: [{ cause: "several failures", group: "proxies", unavailability: 1e-4, outagesPerYear: 2 }],
  call: {
    unavailability: 2e-4,
    defectsPerMillion: 200,
    ci95: [150, 260] as const,
    causes: [],
    bounds: ["A bound."],
    assumed: [],
  },
  dpm: null,
  messageLevel: {
    losses: [
      {
        group: "proxies",
        calls: [
          { cause: "nodeDown", count: 12 },
          { cause: "bindingMissing", count: 8 },
        ],
        mean: 12,
        halfWidth: 3,
        outage: 1.5,
      },
    ],
    callRate: 10,
    replications: 8,
  },
  agreement: [],
  simulation: null,
} satisfies File;

const origin = (kind: Origin["kind"], name: string = kind): Origin => ({
  ...{ name, kind, version: "1", model: "m", command: null, service: "s" },
});
const analysed = (changed: Partial<File> = {}): Analysed => ({
  origin: origin("availability"),
  warnings: [],
  file: { ...file, ...changed },
  callRate: 10,
});
const evidence = (changed: Partial<Evidence> = {}): Evidence => ({
  ...{ title: "A service", scenario: null, again: "my.yaml --set a=b" },
  prices: { minuteDown: 100, failedCall: 0.5, currency: "EUR" },
  analysis: analysed(),
  ...{ runs: [], plans: [], search: null, capacity: null, checks: [], studies: [], origins: [], differences: [] },
  ...changed,
});

/** The words of a section, without its markup. */
const wordsOf = (section: Section | null): string =>
  (section?.content ?? [])
    .map(({ html }) => html)
    .join(" ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&[a-z#0-9]+;/g, "'")
    .replace(/\u00a0/g, " ")
    .replace(/\s+/g, " ");

test("a year by hand: 525 600 minutes and 31 536 000 seconds of it", () => {
  const { lines, total } = yearOf(evidence());
  const [minutes, calls] = lines;
  expect(minutes!.count!.mean).toBeCloseTo(52.56, 9);
  expect(minutes!.cost!.mean).toBeCloseTo(5256, 7);
  expect(calls!.count!.mean).toBeCloseTo(63_072, 6);
  expect(calls!.cost!.mean).toBeCloseTo(31_536, 6);
  expect(total!.cost!.mean).toBeCloseTo(36_792, 6);
  // 150 and 260 of a million: the minutes have no interval, and stand in both ends.
  expect(total!.cost!.low).toBeCloseTo(5256 + 23_652, 6);
  expect(total!.cost!.high).toBeCloseTo(5256 + 40_996.8, 6);
  const words = wordsOf(answer(evidence()));
  expect(words).toContain("In a year failures cost 36 800 EUR (95 %: 28 900 EUR to 46 300 EUR)");
  expect(words).toContain("5 300 EUR for 52.6 minutes down and 31 500 EUR for 63 100 failed calls");
  expect(words).toContain("The target of 5 nines, 5.26 minutes a year, is missed.");
});

test("money is told where it has a price, in the scenario's currency, and nowhere else", () => {
  const free = wordsOf(answer(evidence({ prices: {} })));
  expect(free).toContain("A service is down 52.6 minutes a year: 4 nines.");
  expect(free).toContain("says no price");
  expect(free).not.toMatch(/EUR|\$|€/);
  const bare = wordsOf(answer(evidence({ prices: { minuteDown: 100 } })));
  expect(bare).toContain("failures cost 5 260: 5 260 for 52.6 minutes down.");
  const calls = wordsOf(answer(evidence({ prices: { failedCall: 0.5, currency: "kr" } })));
  expect(calls).toContain("31 500 kr for 63 100 failed calls. It is down 52.6 minutes a year.");
  expect(wordsOf(ninesSection(evidence({ prices: { failedCall: 0.5 } })))).toContain("not said");
});

test.each([
  [36_792, "36 800"],
  [1_234_567, "1 230 000"],
  [0.9996, "1.00"],
  [99.96, "100"],
  [0.034, "0.0340"],
])("%d is written %s", (value, text) => expect(amount(value).replace(/\u00a0/g, " ")).toBe(text));

test.each([
  [0.001, "< 0.01 EUR"],
  [0.3126, "0.31 EUR"],
  [47.36, "47.40 EUR"],
  [0, "0 EUR"],
])("%d of money is written %s", (value, text) =>
  expect(money(value, { currency: "EUR" }).replace(/\u00a0/g, " ")).toBe(text),
);

test("a crash costs the calls that fail with it, those to users no longer known among them", () => {
  const words = wordsOf(crashSection(evidence()));
  expect(words).toContain("20 (95 %: 17 to 23)");
  expect(words).toContain("10 EUR (95 %: 8.50 EUR to 11.50 EUR)");
  expect(words).toMatch(/proxies crashes 20 [^A-Z]* 8 /);
});

const designs = [
  { choice: { "architecture.standby": 1 }, cost: 1000, unavailability: 1e-4 },
  { choice: { "architecture.standby": 2 }, cost: 1500, unavailability: 4e-5 },
  { choice: { "architecture.standby": 3 }, cost: 2000, unavailability: 3e-5 },
  { choice: { "architecture.standby": 4 }, cost: 2600, unavailability: 3e-5 },
  { choice: { "architecture.standby": 0 }, cost: 500, unavailability: 1e-3 },
];
const search = (current: number | null): Evidence["search"] => ({
  ...{ origin: origin("optimize"), warnings: [], designs, target: 1e-5 },
  current: current === null ? null : designs[current]!,
});

test("what to buy next: minutes of a year saved for each price, the best first", () => {
  const found = purchases(evidence({ search: search(0) }));
  // 6e-5 and 7e-5 of 525 600 minutes; a fourth standby saves no more than the third.
  expect(found.map(({ what }) => what)).toEqual(["standby 1 → 2", "standby 1 → 3"]);
  expect(found.map(({ price }) => price)).toEqual([500, 1000]);
  expect(found[0]!.saved).toBeCloseTo(31.536, 9);
  expect(found[1]!.saved).toBeCloseTo(36.792, 9);
  // 31.536 minutes at 100 pay 500 in 0.1585 years.
  expect(yearsToEarn(found[0]!, { minuteDown: 100 })).toBeCloseTo(500 / 3153.6, 9);
  const words = wordsOf(purchasesSection(evidence({ search: search(0) })));
  expect(words).toMatch(/standby 1 → 2 500 EUR 31\.5 63\.1 3 150 EUR 1\.9 months 21\.0 missed/);
  expect(words).toContain("a 75 %");
});

test("what costs no more comes first, and a design that was not tried is said to be none", () => {
  const dearer = { choice: { "architecture.standby": 9 }, cost: 1600, unavailability: 2e-4 };
  const found = purchases(evidence({ search: { ...search(0)!, designs: [dearer, ...designs], current: dearer } }));
  expect(found.map(({ price }) => price)).toEqual([-100, -600, 400]);
  expect(wordsOf(purchasesSection(evidence({ search: search(null) })))).toContain("is not among the 5 that were tried");
});

test("a second one beside a single point of failure has its price, or is said to have none", () => {
  const single = { component: "rack", downtimeSavedPerYear: 1800, sentence: "rack is one." };
  const priced = evidence({ analysis: analysed({ singlePointsOfFailure: [{ ...single, cost: 2000 }] }) });
  expect(purchases(priced)[0]).toMatchObject({ what: "a second rack", price: 2000, saved: 30, left: null });
  const bare = evidence({ analysis: analysed({ singlePointsOfFailure: [single] }) });
  expect(wordsOf(purchasesSection(bare))).toContain("says no price of rack");
  expect(wordsOf(risksSection(bare))).toContain("rack is one.");
});

const simulated = (mean: number, low: number, high: number): Partial<File> => ({
  simulation: {
    ...{ method: "regenerative cycles" as const, because: "", sentence: "" },
    unavailability: { mean, low, high },
  },
});

test("engines that contradict each other have no figure, and the page says what would be needed", () => {
  // The logarithms of the ends lie 2 · 1.96 standard errors apart: ln 1.21 / 3.92 = 0.0486 each.
  const [near, far] = [simulated(1.1e-4, 1e-4, 1.21e-4), simulated(1.2e-4, 1.2e-4 / 1.1, 1.2e-4 * 1.1)];
  expect(trustedDown(analysed(near).file)).toHaveProperty("figure");
  expect(trustedDown(analysed(far).file)).toHaveProperty("needed", expect.stringContaining("3.7 standard errors"));
  const doubted = evidence({ analysis: analysed(far) });
  expect(wordsOf(answer(doubted))).not.toContain("52.6 min");
  expect(wordsOf(ninesSection(doubted))).not.toMatch(/52\.6|5 260/);
  expect(wordsOf(doubtsSection(doubted))).toContain("Not shown: how long the service is down.");
});

test("without a chain the simulation answers; cut sets alone do not", () => {
  const large = { chain: { states: null, residual: null, because: "It has a million states." } };
  expect(trustedDown(analysed({ ...large, ...simulated(2e-4, 1e-4, 4e-4) }).file)).toEqual({
    figure: { unavailability: 2e-4, engine: "simulation", simulated: [1e-4, 4e-4] },
  });
  expect(trustedDown(analysed(large).file)).toHaveProperty("needed", expect.stringContaining("--no-simulation"));
  const { lines } = yearOf(evidence({ analysis: analysed({ ...large, ...simulated(2e-4, 1e-4, 4e-4) }) }));
  expect(lines[0]!.cost).toEqual({
    mean: expect.closeTo(10_512),
    low: expect.closeTo(5256),
    high: expect.closeTo(21_024),
  });
  // Probabilities alone have no times, and no outages in a year.
  const { failuresPerYear: _, ...timeless } = file;
  expect(trustedDown({ ...timeless, ...large })).toHaveProperty("figure.engine", "the cut sets");
});

test("messages that contradict the chain have no defects", () => {
  const row = { method: "message level" as const, unavailability: 1, deviation: -4, sentence: "They differ." };
  expect(trustedDefects(analysed({ agreement: [row] }).file)).toHaveProperty("needed");
  expect(trustedDefects(analysed({ agreement: [{ ...row, isIntended: true }] }).file)).toHaveProperty("figure");
  expect(trustedDefects(analysed({ call: null, callUnknown: "Nobody calls." }).file)).toEqual({
    needed: "Nobody calls.",
  });
});

test("a run of few replications has no figure", () => {
  const failed = { mean: 7.125, low: null, high: null };
  expect(trustedMean(failed, 4)).toHaveProperty("needed");
  const run = {
    ...{
      origin: origin("run", "crash"),
      warnings: [],
      words: "Of 99 calls 7.1 were lost.",
      replications: 4,
      values: 4,
    },
    ...{ faults: ["a server dies"], failed, verdicts: [] },
  };
  const shown = evidence({ analysis: null, runs: [run] });
  expect(wordsOf(crashSection(shown))).not.toContain("7.1");
  expect(wordsOf(doubtsSection(shown))).toContain("Not shown: failed calls of the run 'crash'.");
  const enough = { ...shown, runs: [{ ...run, replications: 40, values: 40, failed: { mean: 8, low: 6, high: 10 } }] };
  expect(wordsOf(crashSection(enough))).toContain("Failed calls: 8 (95 %: 6 to 10), which cost 4 EUR.");
});

test("servers that carry less than comes are a risk; a capacity that is not precise is not shown", () => {
  const whole = {
    ...{ down: [], counted: "calls" as const, rate: 40, interval: [38, 42] as const, criterion: "loss" as const },
    ...{ limitedBy: "proxies", loads: [], causes: [], replications: 9, isPrecise: true },
  };
  const capacity = {
    ...{ origin: origin("capacity"), warnings: [], whole, bounds: { loss: 0.001 }, offered: 10 },
    survivors: [
      { ...whole, down: ["a"], rate: 8, interval: [7, 9] as const },
      { ...whole, down: ["b"], rate: 9, isPrecise: false },
    ],
  };
  const risks = wordsOf(risksSection(evidence({ capacity })));
  expect(risks).toContain("With a down: 8 calls/s (95 %: 7 to 9), where 10 calls/s come.");
  expect(risks).not.toContain("With b down");
  const room = wordsOf(roomSection(evidence({ capacity })));
  expect(room).toContain("40 calls/s (95 %: 38 to 42)");
  expect(room).toContain("The scenario has 10 calls/s, 25 % of that.");
  expect(room).toContain("With b down: not shown: its precision was not reached");
});

test("findings are risks by their severity, and notes are counted", () => {
  const finding = (code: string, severity: "error" | "note" | "warning") => ({
    ...{ code, severity, file: "keepalived.conf", line: 3, message: `${code} is wrong`, consequence: "Calls fail" },
  });
  const findings = [finding("SN2", "warning"), finding("SN3", "note"), finding("SN1", "error")];
  const words = wordsOf(risksSection(evidence({ checks: [{ origin: origin("check"), warnings: [], findings }] })));
  expect(words.indexOf("SN1")).toBeLessThan(words.indexOf("SN2"));
  expect(words).not.toContain("SN3 is wrong");
  expect(words).toContain("The check has 1 note besides.");
});

test("what is missing has its command, with the scenario and its settings", () => {
  const words = wordsOf(missingSection(evidence()));
  expect(words).toContain("sipnines plan my.yaml --set a=b --out night");
  expect(words).toContain("sipnines optimize my.yaml --set a=b --out designs");
  expect(words).not.toContain("sipnines availability");
  expect(wordsOf(missingSection(evidence({ analysis: null })))).toContain("sipnines run my.yaml --set a=b --out crash");
});

test("places of a document get names of their own, and texts that look like one stay", () => {
  const html = `<figure id="a"><svg><g clip-path="url(#c)"/></svg></figure><a href="#a">id=&quot;a&quot;</a><label for="a">x</label>`;
  expect(underPrefix({ html }, "p").html).toBe(
    `<figure id="p-a"><svg><g clip-path="url(#p-c)"/></svg></figure><a href="#p-a">id=&quot;a&quot;</a><label for="p-a">x</label>`,
  );
});

/** `sipnines report` of several results: one service or none, figures as the results have them, and nothing of a hostile name gets out. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandLine } from "../../src/cli/command-line.ts";
import { evidenceOf } from "../../src/cli/results/report-evidence.ts";
import { placeOf } from "../../src/cli/results/report-place.ts";
import { decisionDocument } from "../../src/report/document/decision/decision-document.ts";
import { complaints, executablePath, launch, open } from "./browser.ts";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "decision-"));
const at = (...names: string[]): string => join(folder, ...names);
const SCENARIO = "scenarios/carrier.yaml";

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await invoke(...words);
  expect(code, stderr).toBeLessThan(2);
  return stdout;
}

/** The words of the page, without the engineer's part behind it. */
function decided(...results: string[]): string {
  const line = new CommandLine(["report", ...results]);
  const evidence = evidenceOf(results.map((name) => placeOf(name, line.word(name))));
  return wordsOf(
    decisionDocument(evidence, [])
      .sections.flatMap(({ content }) => content.map(({ html }) => html))
      .join(" "),
  );
}

/** The page itself. */
async function pageOf(...results: string[]): Promise<string> {
  await done("report", ...results, "--out", at("page.html"), "--quiet");
  return readFileSync(at("page.html"), "utf8");
}

const wordsOf = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/[\s\u00a0]+/g, " ");

/** A copy of a result whose scenario says something else. */
function altered(from: string, to: string, change: (scenario: string) => string): string {
  cpSync(at(from), at(to), { recursive: true });
  const text = readFileSync(at(from, "scenario.yaml"), "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(at(to, "scenario.yaml"), changed);
  return at(to);
}

async function refusal(...results: string[]): Promise<string> {
  const { code, stderr } = await invoke("report", ...results, "--out", at("none.html"));
  expect(code).toBe(2);
  return stderr.replace(/\s+/g, " ");
}

const read = (...names: string[]) => JSON.parse(readFileSync(at(...names), "utf8"));

/** What a search for a capacity prints, as it may be written by hand. */
const capacity = (scenario: string): object => ({
  ...{ version: "0.1.0", scenario, counted: "calls" },
  bounds: { loss: 0.001, setup: null, response: null, utilisation: null },
  capacity: {
    ...{ ratePerSecond: 20, ci95: [19, 21], limitedBy: "proxies", criterion: "loss", replications: 9, isPrecise: true },
    nodes: [
      {
        tier: "proxies",
        names: ["proxy-1"],
        utilisation: 0.9,
        droppedPerCall: 0,
      },
    ],
  },
  ...{ survivors: [], knee: [] },
});

const CRASH = {
  losses: [
    {
      group: "proxies",
      calls: [{ cause: "nodeDown", count: 3.25 }],
      mean: 3.25,
      halfWidth: 0.5,
      outage: 1.5,
    },
  ],
  ...{ callRate: 4, replications: 8 },
};

beforeAll(async () => {
  await ensureBuilt();
  await done("run", SCENARIO, "--replications", "6", "--out", at("crash"), "--quiet");
  await done("availability", SCENARIO, "--no-simulation", "--out", at("nines"), "--quiet");
  // What messages say of a crash takes seconds; here it is written by hand.
  const analysis = read("nines", "availability.json");
  writeFileSync(at("nines", "availability.json"), JSON.stringify({ ...analysis, messageLevel: CRASH }));
  await done("optimize", SCENARIO, "--out", at("designs"), "--quiet");
  // One step of the night, which is quicker than all of them.
  const night = readFileSync(join(root, "scenarios/carrier-upgrade.yaml"), "utf8");
  const step = night
    .replace(/^ {2}upgrade: proxies$[\s\S]*?(?=^ {2}expect:)/m, "  steps: [{ upgrade: proxy-3, takes: 20 s }]\n")
    .replace("duration: 160 s", "duration: 40 s");
  expect(step).toContain("steps:");
  writeFileSync(at("step.yaml"), step);
  await done("plan", at("step.yaml"), "--replications", "5", "--out", at("night"), "--quiet");
  writeFileSync(at("check.json"), await done("check", SCENARIO, "--json", "--quiet"));
  writeFileSync(at("capacity.json"), JSON.stringify(capacity("A regional carrier")));
});

const all = (): string[] => [
  ...["crash", "nines", "designs", "night"].map((name) => at(name)),
  ...[at("capacity.json"), at("check.json")],
];

/** To three digits, as the page writes it, by the rules of the language rather than of the house. */
const written = (value: number): string =>
  value < 99.95 && !Number.isInteger(value)
    ? value.toPrecision(3)
    : Number(value.toPrecision(3)).toLocaleString("en").replaceAll(",", " ");

test("the figures of the page are those of the results, and money is minutes and calls times their prices", () => {
  const words = decided(...all());
  const { unavailability, call } = read("nines", "availability.json");
  const minutes = unavailability * 525_600;
  const calls = (call.defectsPerMillion / 1e6) * 4 * 86_400 * 365;
  // Thousands: the third digit of the sum is that of the tens, to which its parts are rounded as well.
  const tens = (value: number): number => 10 * Math.round(value / 10);
  const [ofMinutes, ofCalls] = [tens(minutes * 120), tens(calls * 0.05)];
  expect(ofMinutes + ofCalls).toBeGreaterThan(1000);
  expect(ofMinutes + ofCalls).toBeLessThan(9990);
  expect(words).toContain(
    `In a year failures cost ${written(ofMinutes + ofCalls)} EUR: ${written(ofMinutes)} EUR for ${written(minutes)} minutes down and ${written(ofCalls)} EUR for ${written(calls)} failed calls.`,
  );
  expect(words).toContain(
    "When a server of the tier proxies crashes, 3.25 calls fail on average (95 %: 2.75 to 3.75), which cost 0.16 EUR. A successor serves after 1.50 s.",
  );

  const { metrics } = read("crash", "run.json").result;
  expect(words).toContain(
    `Failed calls: ${written(metrics.failedCalls.mean)} (95 %: ${metrics.failedCalls.ci95.map(written).join(" to ")})`,
  );

  const { designs } = read("designs", "optimize.json");
  const cost = (standby: number): { cost: number; unavailability: number } =>
    designs.find(
      ({ choice }: { choice: Record<string, number> }) =>
        choice["architecture.standby"] === standby && choice["availability.crew.size"] === 1,
    );
  const [now, more] = [cost(1), cost(2)];
  const saved = (now.unavailability - more.unavailability) * 525_600;
  expect(more.cost - now.cost).toBe(3000);
  expect(words).toContain(`What to buy next: standby 1 → 2 for 3 000 EUR saves ${written(saved)} minutes down a year`);
  expect(words).toContain(`worth ${written(saved * 120)} EUR`);

  const plan = read("night", "plan.json");
  const lasts = plan.steps.reduce((sum: number, step: { lastsSeconds: number }) => sum + step.lastsSeconds, 0);
  expect(lasts).toBe(20);
  expect(plan.total.failedCalls.mean).toBe(0);
  expect(words).toContain("The planned work takes 20 s and loses no call in 5 replications");
  expect(words).toContain("within at most 0.100 % of calls lost: 20 calls/s (95 %: 19 to 21)");
});

test("the page is whole: places are there once, and links lead to them", async () => {
  const page = await pageOf(...all());
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = [...page.matchAll(/(?:href="|url\()#([^")]+)/g)].map(([, id]) => id!);
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  // Behind it stands the report of each, with its own sections.
  for (const heading of ["Where the downtime goes", "What availability costs", "The way back", "Findings"])
    expect(page).toContain(`<summary>${heading}</summary>`);
});

test("a plan reported by itself is the page that plan wrote", async () => {
  await done("report", at("night"), "--quiet");
  const sections = (name: string): string =>
    /<main[\s\S]*<section id="manifest"/.exec(readFileSync(at("night", name), "utf8"))![0];
  expect(sections("report.html")).toBe(sections("plan.html"));
});

describe("results that are not of one service are refused", () => {
  test("another architecture, by what differs", async () => {
    const other = altered("designs", "other", (text) => text.replace("preset: iprs", "preset: iprs, standby: 2"));
    const said = await refusal(at("nines"), other);
    expect(said).toContain('other" of another service than');
    expect(said).toMatch(/their architectures differ in .*tiers/);
    expect(said).toContain("Make them again from one scenario");
  });

  test("another title, where a result has nothing else", async () => {
    writeFileSync(at("strange.json"), JSON.stringify(capacity("Another service")));
    expect(await refusal(at("nines"), at("strange.json"))).toContain(
      '"Another service", the other of "A regional carrier"',
    );
    cpSync(at("nines", "availability.json"), at("lone.json"));
    expect(await refusal(at("lone.json"), at("strange.json"))).toContain('"Another service", the other of');
    expect(decided(at("lone.json"), at("capacity.json"))).toContain('lone.json" has no scenario beside it');
  });

  test("what a page has one of, a result named twice, and what is no result", async () => {
    cpSync(at("nines"), at("again"), { recursive: true });
    expect(await refusal(at("nines"), at("again"))).toContain("availability once more beside");
    expect(await refusal(at("check.json"), at("check.json"))).toContain('check.json" twice');
    writeFileSync(at("no.json"), '{"version":"1"}');
    expect(await refusal(at("nines"), at("no.json"))).toContain("no result that can be told from its file alone");
    const { code, stderr } = await invoke("report", at("nines"), at("check.json"));
    expect([code, stderr]).toEqual([2, expect.stringContaining("2 results without --out")]);
  });
});

test("what differs and what is not known is said: scenarios, titles, versions, prices", async () => {
  const manifest = read("designs", "manifest.json");
  altered("designs", "old", (text) => text.replace("rate: 4/s", "rate: 9/s"));
  writeFileSync(
    at("old", "manifest.json"),
    JSON.stringify({ ...manifest, sipnines: { version: "0.0.9", model: "f00" } }),
  );
  const dollars = altered("designs", "dollars", (text) => text.replace("currency: EUR", "currency: USD"));
  const words = decided(at("nines"), at("old"), at("night"), at("capacity.json"), at("check.json"));
  expect(words).toContain('old" was made by version 0.0.9 (model f00)');
  // The night is longer than the run of a crash, which makes no difference to it.
  expect(words).not.toMatch(/night" differs/);
  expect(words).toMatch(/The scenario of "[^"]*old" differs from that of "[^"]*nines" in traffic: its figures hold/);
  expect(words).toMatch(/capacity.json" has no scenario beside it: that it is of this service is taken from its title/);
  expect(words).toMatch(
    /check.json" has no scenario beside it: that it is of this service is taken from the command line/,
  );
  const priced = decided(at("nines"), dollars);
  expect(priced).toContain("say different prices or currencies");
  expect(priced).not.toMatch(/\d (?:EUR|USD)/);
});

test("what no result was given for has the command that makes it, from the scenario's name", () => {
  const words = decided(at("crash"), at("check.json"));
  expect(words).toContain(`sipnines availability ${SCENARIO} --out nines`);
  expect(words).toContain(`sipnines plan ${SCENARIO} --out night ; the scenario needs a section plan`);
  expect(words).toContain("nothing here says how many minutes a year");
});

describe("hostile names", () => {
  const HOSTILE = `</title><script>alert(1)</script><img src=x onerror=alert(2)> "two" 'three'`;

  const evil = '"><img src=x>';
  beforeAll(() => {
    altered("nines", evil, (text) =>
      text
        .replace(/^title: .*$/m, `title: ${JSON.stringify(HOSTILE)}`)
        .replace("currency: EUR", `currency: ${JSON.stringify('"><b x=y>')}`),
    );
    const analysis = read("nines", "availability.json");
    writeFileSync(at(evil, "availability.json"), JSON.stringify({ ...analysis, title: HOSTILE }));
    const finding = {
      code: HOSTILE,
      severity: "error",
      file: HOSTILE,
      line: 1,
      message: HOSTILE,
      consequence: HOSTILE,
    };
    writeFileSync(at("evil.json"), JSON.stringify({ version: HOSTILE, findings: [finding] }));
  });

  test("are text wherever they stand", async () => {
    const page = await pageOf(at(evil), at("evil.json"));
    const outside = page.replace(/<script>[\s\S]*?<\/script>/, "");
    expect(outside).not.toMatch(/<script>|<img|<b x/);
    expect(page).toContain("<title>&lt;/title&gt;&lt;script&gt;");
    expect(wordsOf(page)).toContain('"><b x=y>');
  });
});

describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test("nothing to complain about where all is unfolded, and nothing wider than a phone", async () => {
    await pageOf(at("crash"), at("nines"), at("night"), at("check.json"));
    const { page, messages, requests } = await open(browser, at("page.html"), {
      viewport: { width: 390, height: 800 },
    });
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    expect(await complaints(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect([messages, requests]).toEqual([[], []]);
    await page.context().close();
  });
});

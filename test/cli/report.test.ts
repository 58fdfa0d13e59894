/** `sipnines report`: one file, the same bytes again, and a browser that has nothing to complain about. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { less } from "../long.ts";
import { complaints, executablePath, launch, open } from "./browser.ts";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "report-"));
const at = (...names: string[]) => join(folder, ...names);
const HOSTILE = `</title><script>alert(1)</script> & "two" 'three' <img src=x onerror=alert(2)>`;

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await invoke(...words);
  expect(code, stderr).toBeLessThan(2);
  return stdout;
}

beforeAll(async () => {
  await ensureBuilt();
  const text = readFileSync(join(root, "scenarios/sweep-spares.yaml"), "utf8");
  const hostile = text
    .replace(/^title: .*$/m, `title: ${JSON.stringify(HOSTILE)}`)
    .replace(/^about: \|/m, "about: |\n  ]]></script><!-- What does <b>this</b> do?");
  writeFileSync(at("hostile.yaml"), hostile);
  await done(
    "run",
    at("hostile.yaml"),
    "--replications",
    "4",
    "--set",
    "architecture.standby=1",
    "--out",
    at("run"),
    "--quiet",
  );
  // Without its standby, on another seed: a run that is compared with itself is identical and has no charts.
  await done(
    "run",
    at("hostile.yaml"),
    "--replications",
    "8",
    "--seed",
    "2",
    "--set",
    "architecture.standby=0",
    "--out",
    at("other"),
    "--quiet",
  );
  await done("sweep", at("hostile.yaml"), "--replications", "5", "--raw", "--out", at("sweep"), "--quiet");
  await done(
    "availability",
    "scenarios/availability-iprs.yaml",
    "--sensitivity",
    "--no-simulation",
    "--out",
    at("availability"),
    "--quiet",
  );
  await done("compare", at("run"), at("other"), "--metric", "failedCalls", "--out", at("comparison"), "--quiet");
  for (const name of ["run", "sweep", "availability", "comparison"]) await done("report", at(name));
});

/** The page's own script is a bundle of a library, in which tags are text. */
const withoutScript = (page: string): string => page.replace(/<script>[\s\S]*?<\/script>/, "<script></script>");

const html = (name: string): string => readFileSync(at(name, "report.html"), "utf8");

/** In the dark, and the pages of the thesis: with `npm run test:docs`. */
const isThorough = process.env["SIPNINES_DOCS"] !== undefined;

test("a rerun gives the same bytes", async () => {
  await done("report", at("run"), "--out", at("again.html"), "--quiet");
  const [first, second] = [html("run"), readFileSync(at("again.html"), "utf8")];
  // Elsewhere there are no files beside the page to name.
  expect(second).toBe(first.replace(/<p>Beside this page: .*<\/p>\n/, ""));
});

test("the page holds everything, and lets nothing else run or load", () => {
  for (const name of ["run", "sweep", "availability"]) {
    expect(html(name).length).toBeLessThan(1.6e6);
    const page = withoutScript(html(name));
    expect(page).toMatch(
      /content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/]+='; img-src data:"/,
    );
    expect(page.match(/<script/g)!.length).toBe(page.match(/<script type="application\/json">/g)!.length + 1);
    expect(page).not.toMatch(/<(?:link|img|iframe|object|base)\b/);
  }
  expect(html("run")).not.toContain("<script>alert");
  expect(withoutScript(html("run"))).not.toContain("<img src=x");
  expect(html("run")).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;two&quot;");
});

test("the answer is in words, and the command that makes it again is there", () => {
  const run = html("run");
  expect(run).toMatch(/<div class="answer"><p>Of [\d.]+ calls [\d.]+ were lost/);
  expect(run).toContain(`sipnines run ${at("hostile.yaml")} --replications 4 --set architecture.standby=1</code>`);
  expect(html("sweep")).toMatch(/Of 4 points the best has [\d.]+ failed calls \(95 %: /);
  expect(html("comparison")).toContain("against");
  expect(html("comparison")).toContain(`sipnines compare ${at("run")} ${at("other")} --metric failedCalls</code>`);
  const availability = html("availability");
  expect(availability).toContain(
    "reaches 3.237 nines (99.942 %): 5.08 h down a year, which meets the target of 3 nines.",
  );
  expect(availability).toContain("Not meant to coincide");
});

test("a chart of a study bears the title as the file means it, not as it is written there", async () => {
  const { caption } = JSON.parse(await done("chart", at("sweep"), "--out", at("chart.svg"), "--json"));
  expect(caption).toContain(HOSTILE);
});

const ROWS = less(20_000, 100_000);

test(`a study of ${ROWS} rows gives a page of less than 5 MB, which says what it leaves out`, async () => {
  cpSync(at("sweep"), at("large"), { recursive: true });
  const [head = "", ...rows] = readFileSync(at("sweep", "summary.csv"), "utf8").trim().split("\n");
  const column = head.split(",").indexOf("architecture.watches.membership.detector.heartbeat.interval");
  const lines: string[] = [];
  for (let k = 0; lines.length < ROWS; k++)
    for (const row of rows) {
      const cells = row.split(",");
      cells[column] = `${50 + k} ms`;
      lines.push(cells.join(","));
    }
  writeFileSync(at("large", "summary.csv"), `${head}\n${lines.join("\n")}\n`);
  const { bytes } = JSON.parse(await done("report", at("large"), "--json"));
  expect(bytes).toBeLessThan(5e6);
  expect(html("large")).toMatch(/the first 200 of \d{3,4}, all are in summary\.csv/);
});

test("what is no result is refused", async () => {
  const { code, stderr } = await invoke("report", `${root}docs`);
  expect(code).toBe(2);
  expect(stderr).toContain("without a result");
});

describe.runIf(executablePath !== undefined)("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(isThorough ? (["light", "dark"] as const) : (["light"] as const))(
    "reports are drawn, silent, offline and accessible in the %s",
    async (colorScheme) => {
      for (const name of colorScheme === "light"
        ? isThorough
          ? ["run", "sweep", "availability", "comparison"]
          : ["run", "sweep"]
        : ["run", "availability"]) {
        const { page, messages, requests } = await open(browser, at(name, "report.html"), { colorScheme });
        const charts = await page.locator("figure:visible:has(script)").count();
        expect(charts).toBeGreaterThan(0);
        expect(await page.locator("figure.alive .live svg:visible").count()).toBe(charts);
        expect(await page.locator("figure.alive .chart > svg:visible").count()).toBe(0);
        expect(await complaints(page)).toEqual([]);
        expect([...messages, ...requests]).toEqual([]);
        await page.context().close();
      }
    },
  );

  test("tables sort, one of several charts is shown, and paper shows the still ones", async () => {
    const { page, messages } = await open(browser, at("sweep", "report.html"));
    const table = page.locator("table[data-sortable]").filter({ hasText: "at each point" });
    const first = () => table.locator("tbody tr").first().innerText();
    const button = table.getByRole("button", { name: "failedCalls" });
    await button.click();
    expect(await table.locator("th[aria-sort=ascending]").innerText()).toContain("failedCalls");
    const least = await first();
    await button.click();
    expect(await table.locator("th[aria-sort=descending]").count()).toBe(1);
    expect(await first()).not.toBe(least);
    await page.getByLabel("Metric").selectOption("ser");
    await page.waitForSelector("figure.alive[data-name=ser] .live svg");
    expect(await page.locator("[data-choice] figure:visible").count()).toBe(1);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".live:visible").count()).toBe(0);
    expect(await page.locator("figure[data-name=ser] .chart > svg:visible").count()).toBe(1);
    expect(messages).toEqual([]);
    await page.context().close();
  });

  test("on a phone nothing but tables and drawings is wider than the screen; without scripts everything is there", async () => {
    const phone = await open(browser, at("sweep", "report.html"), { viewport: { width: 375, height: 700 } });
    expect(await phone.page.evaluate("document.documentElement.scrollWidth")).toBe(375);
    await phone.page.context().close();
    const still = await browser.newContext({ javaScriptEnabled: false });
    const page = await still.newPage();
    await page.goto(`file://${at("sweep", "report.html")}`);
    expect(await page.locator("figure .chart > svg:visible").count()).toBeGreaterThan(4);
    await still.close();
  });

  test.runIf(isThorough).each(["light", "dark"] as const)(
    "the reproduction of the thesis is accessible in the %s and on paper",
    async (colorScheme) => {
      const { page, messages, requests } = await open(browser, join(root, "results/thesis/index.html"), {
        colorScheme,
      });
      expect(await complaints(page)).toEqual([]);
      await page.emulateMedia({ media: "print" });
      expect(await complaints(page)).toEqual([]);
      expect([...messages, ...requests]).toEqual([]);
      await page.context().close();
    },
  );
});

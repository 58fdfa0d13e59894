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

/** Texts in visible drawings of charts that are smaller than 8 px, or lie over each other. */
const LETTERS = `[...document.querySelectorAll(".chart svg")].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  if (box.width === 0) return [];
  const scale = box.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll("text")].filter((one) => one.textContent.trim() !== "" && one.getAttribute("opacity") !== "0");
  const small = texts.filter((one) => Number.parseFloat(getComputedStyle(one).fontSize) * scale < 8);
  const boxes = texts.map((one) => one.getBoundingClientRect());
  const over = texts.filter((one, i) => boxes.some((b, j) => {
    if (j >= i || (texts[j].textContent === one.textContent && Math.abs(b.x - boxes[i].x) < 1 && Math.abs(b.y - boxes[i].y) < 1)) return false;
    const wide = Math.min(b.right, boxes[i].right) - Math.max(b.left, boxes[i].left);
    const high = Math.min(b.bottom, boxes[i].bottom) - Math.max(b.top, boxes[i].top);
    return wide > 1 && high > 3 * scale;
  }));
  return [...small, ...over].map((one) => one.textContent);
})`;

/** Of the words in the first of these drawings: those with a contrast of less than 4.5 : 1 to the paper below. */
const FAINT = `(selector) => {
  const svg = document.querySelector(selector);
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(svg.closest(".chart")).backgroundColor);
  const behind = svg.querySelector(":scope > rect");
  const shown = behind ? light(getComputedStyle(behind).fill) : paper;
  const words = [...svg.querySelectorAll("text")].filter((one) => one.textContent.trim() !== "");
  const contrast = (one) => {
    const [a, b] = [light(getComputedStyle(one).fill), shown].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  return { seen: words.length, dark: paper < 0.05 && shown < 0.05, faint: words.filter((one) => contrast(one) < 4.5).map((one) => one.textContent) };
}`;

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
          : ["sweep"]
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

  test("pages use the width they have: at 1280 px no table is cut", async () => {
    for (const name of isThorough ? ["run", "sweep", "availability", "comparison"] : ["availability"]) {
      const { page } = await open(browser, at(name, "report.html"), { viewport: { width: 1280, height: 800 } });
      const cut = await page.evaluate(
        `[...document.querySelectorAll(".wide, pre")].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.slice(0, 60))`,
      );
      expect(cut, name).toEqual([]);
      await page.context().close();
    }
  });

  test("on a phone the letters of charts can be read, and no two of them overlap", async () => {
    for (const name of isThorough ? ["run", "sweep", "availability"] : ["run"]) {
      const { page } = await open(browser, at(name, "report.html"), { viewport: { width: 390, height: 800 } });
      expect(await page.evaluate(LETTERS), name).toEqual([]);
      await page.context().close();
    }
  });

  test("charts are dark in the dark, still or live, and light on paper", async () => {
    const { page } = await open(browser, at("sweep", "report.html"), { colorScheme: "dark" });
    for (const drawing of ["figure.alive .live svg", "figure.alive .chart > svg.broad"]) {
      const faint = await page.evaluate(`(${FAINT})(${JSON.stringify(drawing)})`);
      expect(faint, drawing).toEqual({ seen: expect.any(Number), dark: true, faint: [] });
      expect((faint as { seen: number }).seen).toBeGreaterThan(8);
    }
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const paper = (await page.evaluate(`(${FAINT})("figure.alive .chart > svg.broad")`)) as {
      dark: boolean;
      faint: string[];
    };
    expect(paper).toMatchObject({ dark: false, faint: [] });
    await page.context().close();
  });

  test("a part of a chart is looked at by keys, buttons and the pointer, and axes become logarithmic", async () => {
    const { page, messages } = await open(browser, at("sweep", "report.html"));
    const figure = page.locator("figure.alive[data-name=failedCalls]");
    const chart = figure.locator(".live");
    const told = figure.locator("output");
    const labels = () => chart.locator(".role-axis-label text").allTextContents();
    const whole = await labels();
    await chart.focus();
    await page.keyboard.press("+");
    await expect
      .poll(() => told.innerText())
      .toMatch(/^Heartbeat interval from 8\d\.\d to 16\d ms; Failed calls from /);
    expect(await labels()).not.toEqual(whole);
    const before = await told.innerText();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => told.innerText()).not.toBe(before);
    await figure.getByRole("button", { name: "The whole chart" }).click();
    await expect.poll(labels).toEqual(whole);
    expect(await figure.getByRole("button", { name: "Farther" }).isDisabled()).toBe(true);
    const box = (await chart.locator("svg").boundingBox())!;
    await page.mouse.move(box.x + 0.3 * box.width, box.y + 0.35 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.6 * box.height, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => told.innerText()).toContain("Failed calls from ");
    await page.keyboard.press("Escape");
    await expect.poll(labels).toEqual(whole);
    await figure.getByLabel("Vertical axis logarithmic").check();
    await expect.poll(labels).toContain("10");
    expect(await labels()).not.toContain("0");
    expect(await complaints(page)).toEqual([]);
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

// node scripts/frame-times.mjs [--seconds 20] [--speed 20]: how smoothly the page plays 1000 calls a second, in a real Chromium. Prints one
// JSON line: the share of frames that took at most 16.7 ms (a frame more than half a period late counts as late), and what speed was reached.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { root } from "./inputs.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    speed: { type: "string", default: "20" },
    chromium: { type: "string", default: process.env.CHROMIUM ?? "/usr/bin/chromium" },
  },
});
const SCENARIO = `format: 2
title: 1000 calls a second
architecture: { preset: iprs, active: 2, standby: 1 }
traffic:
  calls: { rate: 1000/s, arrivals: poisson, duration: 20 min, hold: 2 s }
faults:
  - { at: 60 s, kill: proxy-1, kind: host }
run: { seed: 1 }
`;

const folder = mkdtempSync(join(tmpdir(), "frame-times-"));
const browser = await chromium.launch({ executablePath: values.chromium, args: ["--no-sandbox"] });
try {
  const [scenario, page] = [join(folder, "scenario.yaml"), join(folder, "page.html")];
  writeFileSync(scenario, SCENARIO);
  execFileSync(process.execPath, [join(root, "bin/sipnines.mjs"), "play", scenario, "--out", page, "--quiet"]);
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.goto(pathToFileURL(page).href);
  await tab.waitForSelector(".play:not([disabled])");
  await tab.selectOption(".speed select", values.speed);
  const measured = await tab.evaluate(async (seconds) => {
    const timeOf = () => Number.parseFloat(document.getElementById("clock").textContent);
    const frame = () => new Promise(requestAnimationFrame);
    document.querySelector(".play").click();
    for (let i = 0; i < 60; i++) await frame();
    const [from, time] = [performance.now(), timeOf()];
    const frames = [];
    let last = await frame();
    while (performance.now() - from < seconds * 1000) {
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    return { frames, speed: (timeOf() - time) / ((performance.now() - from) / 1000) };
  }, Number(values.seconds));
  const sorted = measured.frames.toSorted((a, b) => a - b);
  // The screen's clock ticks every 16.67 ms and is told to a tenth of a millisecond: whoever is late is late by a whole tick.
  const inTime = sorted.filter((length) => length < 16.7 * 1.5).length / sorted.length;
  console.log(
    JSON.stringify({
      frames: sorted.length,
      inTime: Number(inTime.toFixed(4)),
      p50: sorted[Math.floor(sorted.length / 2)],
      p95: sorted[Math.floor(sorted.length * 0.95)],
      p99: sorted[Math.floor(sorted.length * 0.99)],
      wantedSpeed: Number(values.speed),
      reachedSpeed: Number(measured.speed.toFixed(2)),
      machine: `${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`,
      browser: `Chromium ${browser.version()}, headless, without a GPU`,
    }),
  );
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

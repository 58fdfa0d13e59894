import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SweepProgress } from "../../src/cli/study/sweep-progress.ts";
import { plan, studyOf } from "./plans.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "Date"] }));
afterEach(() => void vi.useRealTimers());

const point = studyOf(plan(["rate=20,40"])).point(1);

/** What a sweep of so many seconds says, one finished unit of two replications each second. */
function said(seconds: number, stream: object): string {
  let text = "";
  const write = (chunk: string) => {
    text += chunk;
  };
  const sink = Object.assign(stream, { write }) as unknown as NodeJS.WriteStream;
  const progress = new SweepProgress("failedCalls", 200, sink);
  for (let second = 1; second <= seconds; second++) {
    vi.advanceTimersByTime(1000);
    if (second === 3) vi.setSystemTime(0); // the clock of the day is set back
    progress.at({ point, first: 2 * second, values: [9, 11] });
  }
  progress.done();
  return text;
}

test("a terminal shows how far, how fast, how long and what was found, on one line", () => {
  const lines = said(10, { isTTY: true, columns: 200 }).split("\r\u001b[K");
  expect(lines).toHaveLength(12); // an empty beginning, ten updates, and the line given back
  expect(lines[10]).toBe("20 of 200 replications · 2.0/s · 1.5 min left · failedCalls 10.00 ± 0.48 at rate=40");
  expect(lines[11]).toBe("");
  for (const line of said(10, { isTTY: true, columns: 30 }).split("\r\u001b[K")) expect(line.length).toBeLessThan(30);
});

test("a log gets a line every half minute and no escapes", () => {
  const lines = said(95, { isTTY: false }).trim().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines.length).toBeLessThanOrEqual(4);
  expect(lines.join()).not.toContain("\u001b");
});

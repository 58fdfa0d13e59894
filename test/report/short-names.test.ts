/** Names of factors in tables: short, and still each another. */
import { expect, test } from "vitest";
import { inFull, shortened, shortNames } from "../../src/report/document/short-names.ts";

const PATH = "architecture.watches.membership.detector.heartbeat.interval";

test("a path is called by its last words, as many as tell it from the others, and told once in full", () => {
  const names = shortNames([PATH, "rate", "architecture.watches.probes.detector.options.interval"]);
  expect([...names.values()]).toEqual(["heartbeat.interval", "rate", "options.interval"]);
  expect([...shortNames([PATH, "standby"]).values()]).toEqual(["interval", "standby"]);
  expect(inFull(shortNames([PATH, "standby"]))).toBe(`interval is ${PATH}.`);
  expect(inFull(shortNames(["rate"]))).toBe("");
  expect(shortened(`${PATH}=50 ms rate=100`, names)).toBe("heartbeat.interval=50 ms rate=100");
});

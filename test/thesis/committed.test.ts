import { beforeAll, describe, expect, test } from "vitest";
import { serviceAvailability } from "../../src/thesis/availability.ts";
import { claimsOf, type ThesisFindings } from "../../src/thesis/claims.ts";
import { failedCallsPart } from "../../src/thesis/failed-calls.ts";
import { mechanismPart } from "../../src/thesis/mechanism.ts";
import type { Shelf, ThesisPart } from "../../src/thesis/part.ts";
import { relatedWorkPart } from "../../src/thesis/related-work.ts";
import { setUpPart } from "../../src/thesis/set-up.ts";
import { table1Part } from "../../src/thesis/table1.ts";
import { csvFiles } from "../../src/thesis/tables.ts";
import { isLong, some } from "../long.ts";
import { committed, shelf, simulateHere } from "./lab.ts";

/** What is committed under results/thesis is what a fresh run writes: checked byte for byte on a subset, which is larger in the long tests. */

/** The runs of a part that are wanted, simulated as thoroughly as they were published. */
async function evaluated<Result>(
  part: ThesisPart<Result>,
  isWanted: (job: ThesisPart<Result>["jobs"][number], place: number) => boolean,
): Promise<Result> {
  const wanted = part.jobs.filter(isWanted);
  const figures = await simulateHere(wanted);
  // Parts evaluate all their jobs; those not wanted here stand in with the figures of the first, and are not looked at.
  return part.evaluate(part.jobs.map((job) => figures[wanted.indexOf(job)] ?? figures[0]!));
}

const rateOf = ({ scenario }: { scenario: ReturnType<Shelf> }) => {
  const arrivals = scenario.traffic.calls!.arrivals;
  return arrivals.kind === "rounds" ? 0 : arrivals.rate;
};

/** Fig. 9 with a block of eight runs for each point, and only as many calls as there are until the outage is over. */
const brief: Shelf = (file, settings = []) =>
  shelf(file, [...settings, "run.replications=8", "run.stratify=8", "traffic.calls.count=2000"]);

async function findings(): Promise<ThesisFindings> {
  const all = () => true;
  return {
    failedCalls: await evaluated(failedCallsPart(isLong ? shelf : brief, "full"), (job) => rateOf(job) === 100),
    setUp: await evaluated(setUpPart(shelf, "full"), (job) => rateOf(job) === 50),
    availability: serviceAvailability(),
    table1: await evaluated(table1Part(isLong ? shelf : brief, "full"), isLong ? all : (_, place) => place === 0),
    mechanism: await evaluated(mechanismPart(shelf, "full"), isLong ? all : (_, place) => [0, 3, 4].includes(place)),
    relatedWork: await evaluated(relatedWorkPart(shelf), isLong ? all : (_, place) => place > 2),
  };
}

let found: ThesisFindings;
beforeAll(async () => {
  found = await findings();
});

describe("a fresh run writes the committed bytes", () => {
  const fresh = (name: string) => csvFiles(found, [], claimsOf(found)).get(name)!.trimEnd().split("\n");

  const files: [name: string, wanted: RegExp, count: number][] = [
    ["fig10.csv", /^(iprs|ppdr),50,/, 2],
    ["fig11.csv", /^(iprs|ppdr),50,/, 2],
    ["fig12.csv", /./, 161],
    ["fig12-beyond.csv", /./, 61],
    ["claims.csv", /^(fig12|functional|takeover|heartbeat|srv|vrrp|polling|ordinary|slower|redirect)/, 12],
    ["fig9.csv", /^(iprs|ppdr),100,/, 2],
    ["fig9-reduction.csv", /^100,/, 1],
    ["table1.csv", /./, 10],
    ["claims.csv", /^(fig9-reduction-100|database|table1|single|director)/, 12],
  ];
  test.each(some(files, [0, 1, 2, 3, 4]))("%s %s", (name, wanted, count) => {
    const lines = fresh(name).filter((line) => wanted.test(line));
    expect(lines).toHaveLength(count);
    expect(lines).toEqual(committed(name).filter((line) => wanted.test(line)));
  });

  test("a block of runs fails as many calls as all of them do, to a twentieth", () => {
    for (const { architecture, rate, failedCalls } of found.failedCalls.points.filter((point) => point.rate === 100)) {
      const line = committed("fig9.csv").find((one) => one.startsWith(`${architecture},${rate},`))!;
      expect(Math.abs(failedCalls.mean / Number(line.split(",")[3]) - 1), architecture).toBeLessThan(0.05);
    }
  });
});

describe("the committed figures say what the issue of reproduction asks", () => {
  const rows = (name: string) =>
    committed(name)
      .slice(1)
      .map((line) => line.split(","));

  test("reductions lie within three points of the thesis, and their intervals are narrow", () => {
    const published = rows("fig9-reduction.csv").filter((row) => row[4] !== "");
    expect(published.map((row) => Number(row[4]))).toEqual([29, 31, 54, 56]);
    for (const [, mean, low, high, thesis] of published.map((row) => row.map(Number))) {
      expect(Math.abs(mean! - thesis!)).toBeLessThanOrEqual(3);
      expect(high! - low!).toBeLessThan(6);
    }
  });

  test("failed calls follow rate × share × outage where nothing saturates, and SIPp's limit where PPDR does", () => {
    for (const row of rows("fig9.csv")) {
      const [rate, failed] = [Number(row[1]), Number(row[3])];
      if (row[0] === "iprs") expect(failed / rate).toBeCloseTo(1.32, 1);
      else if (rate <= 250) expect(failed / rate).toBeCloseTo(1.9, 0.5);
      else {
        expect(failed).toBeLessThanOrEqual(3 * rate);
        expect(failed).toBeGreaterThan(2.8 * rate);
      }
    }
  });

  test("times stay within 3 % of the M/G/1 prediction, which knows nothing of dependent batches", () => {
    for (const name of ["fig10.csv", "fig11.csv"])
      for (const row of rows(name)) expect(Math.abs(Number(row[2]) / Number(row[6]) - 1)).toBeLessThan(0.03);
  });

  test("Fig. 12 is arithmetic: u^N with u = 72/(72 + MTTF)", () => {
    for (const [servers, mttf, mttr, , unavailability] of rows("fig12.csv").map((row) => row.map(Number))) {
      const expected = (mttr! / (mttr! + mttf!)) ** servers!;
      expect(Math.abs(unavailability! / expected - 1)).toBeLessThan(1e-12);
    }
  });

  test("every claim has a status, and three are contradicted", () => {
    const text = committed("claims.csv").slice(1);
    const statuses = text.map((line) => /,(exact|calibrated|derived|contradicted|not modelled),/.exec(line)?.[1]);
    expect(statuses).not.toContain(undefined);
    expect(text.filter((_, i) => statuses[i] === "contradicted").map((line) => line.split(",")[0])).toEqual([
      "fig12-tolerable-mttf",
      "heartbeat-100ms",
      "vrrp-pairs-only",
    ]);
  });
});

/** Table 1 with every design: cells against what can be said of each by hand. */
import { expect, test } from "vitest";
import { PRESETS } from "../../src/architecture/presets.ts";
import { everyDesignPart } from "../../src/thesis/every-design.ts";
import type { Shelf } from "../../src/thesis/part.ts";
import { PRINTED, table1Part } from "../../src/thesis/table1.ts";
import { shelf, simulateHere } from "./lab.ts";

/** The same scenarios, twice each and the common story only as long as is wanted here. */
const twice: Shelf = (file, settings = []) =>
  shelf(file, [
    ...settings,
    ...["run.replications=2", "run.stratify=1"],
    ...(file === "table1.yaml" ? ["traffic.calls.duration=50 s"] : []),
  ]);

test("every design has its row, and the thesis's four are those of the reproduction", async () => {
  const part = everyDesignPart(twice, "full");
  const figures = await simulateHere(part.jobs);
  const designs = new Map(part.evaluate(figures).map((design) => [design.scheme, design]));
  expect([...designs.keys()].sort()).toEqual(PRESETS.map(({ name }) => name).sort());

  const four = table1Part(twice, "full");
  for (const column of four.evaluate(figures.slice(0, four.jobs.length)))
    expect(designs.get(column.scheme)).toMatchObject(column);
  expect([...designs.keys()].slice(0, 4)).toEqual(Object.keys(PRINTED));

  const cells = (name: string) => {
    const { redundancyModel, loadBalancing, scalesByDnsSrv, failedCallsAtFailover, singlePointsOfFailure } =
      designs.get(name)!;
    return [redundancyModel, loadBalancing, scalesByDnsSrv, failedCallsAtFailover, singlePointsOfFailure.join()];
  };
  // Thesis ch. 2 on [2]: registrars 1+1, no load balancing, no scaling by DNS SRV.
  expect(cells("openais-registrar")).toEqual(["Proxy: 1+1", "No", "No", "Low", ""]);
  expect(cells("single")).toEqual(["Proxy: 1+0", "No", "No", "High", "proxy-1"]); // nothing ends its outage
  expect(cells("ip-takeover")).toEqual(["Proxy: 1+1", "No", "No", "High", ""]); // half a minute of silence
  expect(cells("dns-srv")).toEqual(["Proxy: n+0", "Yes", "Yes", "Low", ""]); // clients lose time, not calls
  expect(cells("anycast")).toEqual(["Proxy: n+0", "Yes", "No", "Low", ""]); // at most 0.9 s + 1 s

  // With q = 72/1572: one server, any of two, any of three, a pair in series with any of three.
  const q = 72 / 1572;
  const expected = { single: q, "kamailio-dmq": q ** 2, anycast: q ** 3, director: 1 - (1 - q ** 2) * (1 - q ** 3) };
  for (const [name, unavailability] of Object.entries(expected))
    expect(Math.abs(designs.get(name)!.nines + Math.log10(unavailability))).toBeLessThan(3e-4);

  // What is lost of all calls: the outage, times the share that it concerns.
  expect(designs.get("single")!.lostSeconds).toBe(44);
  expect(designs.get("kamailio-dmq")!.lostSeconds).toBe(0);
  const { outage, lostSeconds } = designs.get("ip-takeover")!;
  expect(Math.abs(lostSeconds - (outage!.p50 + outage!.p95) / 2)).toBeLessThan(0.1);
});

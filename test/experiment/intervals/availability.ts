/** Intervals that `availability` prints. */

import { messageLevelRow } from "../../../src/agreement/message-row.ts";
import { faultStructure } from "../../../src/analysis/fault-structure.ts";
import type { AvailabilityModel } from "../../../src/analysis/model.ts";
import { modelOfServers } from "../../../src/analysis/server-model.ts";
import { serviceAvailability } from "../../../src/analysis/service-availability.ts";
import { callAvailability } from "../../../src/availability/call-availability.ts";
import { simulateAvailability } from "../../../src/availability/simulated-availability.ts";
import { studiedScenario } from "../../../src/availability/studied-service.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { type IntervalCase, type Printed, times } from "./case.ts";

function weighted(servers: number, stepsMax: number, [mttf, mttr] = [1500, 72]): IntervalCase {
  const model: AvailabilityModel = modelOfServers({ servers, mttf: mttf * 3600, mttr: mttr * 3600 });
  const components = Object.fromEntries(
    model.groups.flatMap(({ nodes, mttf, repair }) =>
      nodes.map((name) => [name, { mttf, mttr: repair.mean }] as const),
    ),
  );
  const structure = faultStructure(model.needs, components);
  return {
    kind: "unavailability by simulated components",
    circumstance: `1 of ${servers}${servers === 1 ? ", alike cycles" : ""}, ${stepsMax} events`,
    because: "(MTTR / (MTTF + MTTR))ⁿ",
    truth: (mttr / (mttf + mttr)) ** servers,
    isQuick: false,
    intervals: (count) =>
      times(count, (seed) => {
        const { unavailability } = simulateAvailability(model, structure, { seed, stepsMax });
        return unavailability === undefined ? null : [unavailability.low, unavailability.high];
      }),
  };
}

/** One server whose callers lose messages, or not; it breaks every 1500 h for 72 h. */
const server = (seed: number, loss: string, rate: string) => {
  const { scenario } = parseScenario(
    `
architecture: { preset: single }
network: { loss: ${loss} }
traffic: { calls: { rate: ${rate}, duration: 10 s }, clients: { retransmission: false } }
run: { seed: ${seed} }
availability: { lifetimes: { timeToFailure: { exponential: 1500 h }, timeToRepair: { exponential: 72 h } } }`,
    "server.yaml",
  );
  return studiedScenario(scenario!);
};

/** One interval after the other: these are asynchronous. */
async function oneByOne(count: number, make: (seed: number) => Promise<Printed>): Promise<Printed[]> {
  const found: Printed[] = [];
  for (let seed = 1; seed <= count; seed++) found.push(await make(seed));
  return found;
}

const DOWN = 72 / 1572;

export const AVAILABILITY_CASES: readonly IntervalCase[] = [
  weighted(1, 20_000, [10_000, 4]),
  weighted(2, 20_000),
  weighted(8, 20_000),
  weighted(12, 20_000),
  weighted(16, 20_000),
  {
    kind: "`call.ci95`",
    circumstance: "one server, a network that loses 1 %",
    because: "down, or one of eight messages on their hops lost",
    truth: 1e6 * (DOWN + (1 - DOWN) * (1 - 0.99 ** 8)),
    isQuick: false,
    intervals: (count) =>
      oneByOne(count / 5, async (seed) => {
        const service = server(seed, "1 %", "50/s");
        const call = await callAvailability(service, serviceAvailability(service.model!), true);
        return typeof call === "string" ? null : call.ci95;
      }),
  },
  {
    kind: "message level (table of agreement)",
    circumstance: "one server, lives eight times its repairs, 800000 events",
    because: "MTTR / (MTTF + MTTR)",
    truth: 1e6 / 9,
    isQuick: false,
    intervals: (count) =>
      oneByOne(count / 5, async (seed) => {
        const row = await messageLevelRow(server(seed, "0", "1/s"), 800_000);
        return typeof row === "string" ? null : row.ci95!;
      }),
  },
];

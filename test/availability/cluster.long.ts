/** The workstation cluster as a scenario of ours: published numbers of states, the time it takes, the chain by hand. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { chainOutages } from "../../src/analysis/chain/measures.ts";
import { steadyState } from "../../src/analysis/chain/steady-state.ts";
import { assess } from "../../src/availability/assessment.ts";
import { studiedComponents } from "../../src/availability/studied-service.ts";
import { parseService } from "../../src/scenario/parse.ts";
import { clusterChain } from "../analysis/chain/cluster-chain.ts";

const scenario = readFileSync(new URL("../../scenarios/cluster-64.yaml", import.meta.url), "utf8");
const sized = (n: number) =>
  studiedComponents(
    parseService(
      scenario.replaceAll("count: 64", `count: ${n}`).replaceAll("atLeast: 48", `atLeast: ${(3 * n) / 4}`),
      "cluster.yaml",
    ).components!,
  );

test.each([
  [4, 820, 3616],
  [8, 2772, 12_832],
  [16, 10_132, 48_160],
  [32, 38_676, 186_400],
  [64, 151_060, 733_216],
])(
  "2 × %i workstations: %i states, %i transitions, and the unavailability of the chain by hand",
  (n, states, transitions) => {
    const started = process.cpuUsage();
    const { chain } = assess(sized(n));
    // Time of the processor: other tests may run beside this one.
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(30);
    if (typeof chain === "string") throw new Error(chain);
    expect([chain.states, chain.transitions]).toEqual([states, transitions]);
    const byHand = clusterChain(n);
    const expected = chainOutages(byHand.chain, steadyState(byHand.chain).probability, byHand.connected((3 * n) / 4));
    expect(Math.abs(chain.outage.unavailability / expected.unavailability - 1)).toBeLessThan(1e-8);
  },
);

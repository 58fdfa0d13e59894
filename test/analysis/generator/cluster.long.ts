import { expect, test } from "vitest";
import { chainOutages } from "../../../src/analysis/chain/measures.ts";
import { steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { serviceAvailability } from "../../../src/analysis/service-availability.ts";
import { clusterChain } from "../chain/cluster-chain.ts";
import { relativeDifference } from "../relative.ts";
import { clusterModel } from "./models.ts";

test("2 × 64 workstations: 151 060 states, 733 216 transitions, as the chain written by hand", () => {
  const found = serviceAvailability(clusterModel(64, 48));
  expect([found.states, found.transitions]).toEqual([151_060, 733_216]);
  const { chain, connected } = clusterChain(64);
  const expected = chainOutages(chain, steadyState(chain).probability, connected(48));
  expect(relativeDifference(found.outage.unavailability, expected.unavailability)).toBeLessThan(1e-10);
  expect(relativeDifference(found.outage.failureFrequency, expected.failureFrequency)).toBeLessThan(1e-10);
});

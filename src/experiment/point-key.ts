import { createHash } from "node:crypto";
import type { EngineName } from "../kernel/engine.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Bytes of a point's key. */
export const KEY_BYTES = 20;

/** Keys of maps in order, so that the order in which a file names things does not matter; Infinity and −0 told apart. */
function canonical(_: string, value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
}

/**
 * What the figures of a replication are determined by, beside its number: the scenario with all defaults filled in, its seed, the
 * engine and the version of the model. Titles, expectations and the number of replications change no figure and do not count.
 *
 * @param model digest of everything in the program that can change a number
 * @returns 40 hexadecimal digits
 */
export function pointKey(scenario: Scenario, engine: EngineName, model: string): string {
  const { architecture, network, traffic, faults, run } = scenario;
  const { seed, horizon, drain, stratify, warmUp } = run;
  const decisive = {
    model,
    engine,
    architecture: { ...architecture, title: "" },
    network,
    traffic,
    faults,
    run: { seed, horizon, drain, stratify, warmUp },
  };
  return createHash("sha256")
    .update(JSON.stringify(decisive, canonical))
    .digest("hex")
    .slice(0, 2 * KEY_BYTES);
}

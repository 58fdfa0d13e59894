import { createHash } from "node:crypto";
import type { EngineName } from "../kernel/engine.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Bytes of a point's key. */
export const KEY_BYTES = 20;

/** JSON with the keys of maps in order, so that the order in which a file names things does not matter; Infinity and NaN told apart. */
function canonical(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return JSON.stringify(String(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => (one === undefined ? "null" : canonical(one))).join()}]`;
  const map = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const key of Object.keys(map).sort())
    if (map[key] !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonical(map[key])}`;
  return `{${text}}`;
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
    .update(canonical(decisive))
    .digest("hex")
    .slice(0, 2 * KEY_BYTES);
}

/**
 * The library: what a researcher needs in a script or a notebook, and nothing that only the command line needs.
 *
 *     import { readScenario, runScenario } from "sipnines";
 *
 *     const scenario = readScenario(bytes, "fig9-ppdr.yaml", ["traffic.calls.rate=300/s"]);
 *     const { summary } = await runScenario(scenario, { engine: "native", workers: 0 });
 *
 * Times are seconds and rates per second everywhere; unavailability is given as such, never as 1 − A. Each name is
 * documented where it is defined, and in docs/api. What is not exported here may change without notice. The parts can be imported by
 * themselves, such as `sipnines/analysis`.
 */

export * from "./library/analysis.ts";
export * from "./library/charts.ts";
export * from "./library/simulation.ts";
export * from "./library/statistics.ts";

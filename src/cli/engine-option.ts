import type { EngineName } from "../kernel/engine.ts";
import { didYouMean } from "../notation/nearest.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

const ENGINES: readonly EngineName[] = ["native", "simjs"];

/**
 * What `--engine` says.
 * @throws Refusal for an engine that there is not
 */
export function engineOf(name: string, line: CommandLine): EngineName {
  const engine = ENGINES.find((known) => known === name);
  if (engine) return engine;
  throw Refusal.at(
    line.value("--engine", name),
    "--engine",
    JSON.stringify(name),
    ENGINES.join(" or "),
    didYouMean(name, ENGINES),
  );
}

import type { Problem, Spot } from "../notation/problem.ts";
import type { Setting } from "../notation/settings.ts";
import type { Companions, Path } from "../notation/source.ts";
import type { Warning } from "../notation/warning.ts";
import type { ComponentService } from "./availability-settings.ts";
import type { Scenario } from "./scenario.ts";
import { ScenarioText } from "./scenario-text.ts";

/** What is told of a file that can be read. */
export interface Warned {
  readonly warnings: readonly Warning[];
  /** Where a value of the file stands, or should. */
  readonly spot: (...path: Path) => Spot;
}

/** A scenario, or everything that is wrong with its file. */
export type ParseResult =
  | (Warned & { readonly scenario: Scenario; readonly components?: never; readonly problems?: never })
  | {
      readonly scenario?: never;
      readonly components?: never;
      readonly warnings?: never;
      readonly spot?: never;
      readonly problems: readonly Problem[];
    };

/** A SIP scenario, a service of components alone, or everything that is wrong with the file. */
export type ServiceResult =
  | ParseResult
  | (Warned & { readonly scenario?: never; readonly components: ComponentService; readonly problems?: never });

/**
 * Reads a scenario file: all its problems at once, or the scenario with every default filled in. Never throws, whatever the
 * text.
 *
 * @param given the text, or bytes, which may be anything
 * @param file its name, as problems should show it
 * @param settings values that replace or extend those of the file, such as those of `--set`
 * @param companions reads the files that it names
 */
export function parseScenario(
  given: string | Uint8Array,
  file: string,
  settings: readonly Setting[] = [],
  companions?: Companions,
): ParseResult {
  return new ScenarioText(given, file, companions).with(settings);
}

/** Reads a file for the analyzer as `parseScenario` does: with `components` and no `architecture` it is a service of components. */
export function parseService(
  given: string | Uint8Array,
  file: string,
  settings: readonly Setting[] = [],
  companions?: Companions,
): ServiceResult {
  return new ScenarioText(given, file, companions).service(settings);
}

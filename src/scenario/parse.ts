import type { Setting } from "../notation/settings.ts";
import type { Companions } from "../notation/source.ts";
import { type ParseResult, ScenarioText, type ServiceResult } from "./scenario-text.ts";

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

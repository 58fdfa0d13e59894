import { Findings, Place } from "../notation/place.ts";
import { inReadingOrder, type Problem } from "../notation/problem.ts";
import { applySettings, type Setting } from "../notation/settings.ts";
import { type Companions, NO_COMPANIONS, Source } from "../notation/source.ts";
import type { Warning } from "../notation/warning.ts";
import { decodeText } from "../notation/yaml-text.ts";
import { readDocument } from "./format.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioShape } from "./scenario-shape.ts";

/** A scenario, or everything that is wrong with its file. */
export type ParseResult =
  | { readonly scenario: Scenario; readonly warnings: readonly Warning[]; readonly problems?: never }
  | { readonly scenario?: never; readonly warnings?: never; readonly problems: readonly Problem[] };

/**
 * Reads a scenario file: all its problems at once, or the scenario with every default filled in. Never throws, whatever the
 * text.
 *
 * @param file its name, as problems should show it
 * @param settings values that replace or extend those of the file, such as those of `--set`
 * @param companions reads the files that it names
 */
export function parseScenario(
  text: string,
  file: string,
  settings: readonly Setting[] = [],
  companions: Companions = NO_COMPANIONS,
): ParseResult {
  const { root, problems } = readDocument(new Source(file, text));
  if (root === null || problems.length > 0) return { problems: inReadingOrder(problems) };
  const set = applySettings(root, settings);
  const findings = new Findings(companions);
  if (set.root.kind === "map" && set.root.entries.has("components") && !set.root.entries.has("architecture")) {
    Place.root(findings, set.root)
      .at("components")
      .report(
        "a service of components, which exchange no messages",
        'a scenario with an architecture; "sipnines availability" solves this file',
      );
    return { problems: inReadingOrder([...set.problems, ...findings.problems]) };
  }
  const scenario = scenarioShape.read(set.root, Place.root(findings, set.root));
  const all = [...set.problems, ...findings.problems];
  if (all.length > 0 || scenario === null) return { problems: inReadingOrder(all) };
  return {
    scenario: scenario.title === "" ? { ...scenario, title: file } : scenario,
    warnings: inReadingOrder(findings.warnings),
  };
}

/** The same from bytes, which may be anything. */
export function parseScenarioBytes(
  bytes: Uint8Array,
  file: string,
  settings: readonly Setting[] = [],
  companions: Companions = NO_COMPANIONS,
): ParseResult {
  const decoded = decodeText(bytes, file);
  return "problem" in decoded
    ? { problems: [decoded.problem] }
    : parseScenario(decoded.text, file, settings, companions);
}

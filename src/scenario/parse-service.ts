import { Findings, Place } from "../notation/place.ts";
import { inReadingOrder, type Problem, type Spot } from "../notation/problem.ts";
import { applySettings, type Setting } from "../notation/settings.ts";
import { type Companions, NO_COMPANIONS, type Path, Source } from "../notation/source.ts";
import type { Warning } from "../notation/warning.ts";
import { decodeText } from "../notation/yaml-text.ts";
import type { ComponentService } from "./availability-settings.ts";
import { componentServiceShape } from "./component-service-shape.ts";
import { readDocument } from "./format.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioShape } from "./scenario-shape.ts";

/** What is told of a file that can be read. */
export interface Warned {
  readonly warnings: readonly Warning[];
  /** Where a value of the file stands, or should. */
  readonly spot: (...path: Path) => Spot;
}

/** A SIP scenario, a service of components alone, or everything that is wrong with the file. */
export type ServiceResult =
  | (Warned & { readonly scenario: Scenario; readonly components?: never; readonly problems?: never })
  | (Warned & { readonly scenario?: never; readonly components: ComponentService; readonly problems?: never })
  | {
      readonly scenario?: never;
      readonly components?: never;
      readonly warnings?: never;
      readonly spot?: never;
      readonly problems: readonly Problem[];
    };

/**
 * Reads a file for the analyzer: with `components` and no `architecture` it is a service of components, else a scenario.
 * Never throws, whatever the text.
 *
 * @param file its name, as problems should show it
 */
export function parseService(
  text: string,
  file: string,
  settings: readonly Setting[] = [],
  companions: Companions = NO_COMPANIONS,
): ServiceResult {
  const { root, problems } = readDocument(new Source(file, text));
  if (root === null || problems.length > 0) return { problems: inReadingOrder(problems) };
  const set = applySettings(root, settings);
  const findings = new Findings(companions);
  const place = Place.root(findings, set.root);
  const isBare = set.root.kind === "map" && set.root.entries.has("components") && !set.root.entries.has("architecture");
  const read = isBare
    ? { components: componentServiceShape.read(set.root, place) }
    : { scenario: scenarioShape.read(set.root, place) };
  const all = [...set.problems, ...findings.problems];
  if (all.length > 0) return { problems: inReadingOrder(all) };
  const titled = <T extends { readonly title: string }>(one: T): T =>
    one.title === "" ? { ...one, title: file } : one;
  const warnings = inReadingOrder(findings.warnings);
  const spot = (...path: Path): Spot => place.at(...path).spot;
  if (read.components !== undefined) return { components: titled(read.components), warnings, spot };
  return read.scenario === null ? { problems: [] } : { scenario: titled(read.scenario!), warnings, spot };
}

/** The same from bytes, which may be anything. */
export function parseServiceBytes(
  bytes: Uint8Array,
  file: string,
  settings: readonly Setting[] = [],
  companions: Companions = NO_COMPANIONS,
): ServiceResult {
  const decoded = decodeText(bytes, file);
  return "problem" in decoded
    ? { problems: [decoded.problem] }
    : parseService(decoded.text, file, settings, companions);
}

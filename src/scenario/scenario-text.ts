import { Findings, Place } from "../notation/place.ts";
import { inReadingOrder, type Problem, type Spot } from "../notation/problem.ts";
import { applySettings, type Setting } from "../notation/settings.ts";
import { type Companions, NO_COMPANIONS, type Path, Source } from "../notation/source.ts";
import type { Located } from "../notation/tree.ts";
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

/** The text of a scenario file, read once as YAML and then as a scenario as often as there are settings for it. */
export class ScenarioText {
  readonly file: string;
  readonly text: string;
  readonly #root: Located | null;
  readonly #problems: readonly Problem[];
  readonly #companions: Companions;

  /**
   * @param given the text, or bytes, which may be anything
   * @param companions reads the files that it names
   */
  constructor(given: string | Uint8Array, file: string, companions: Companions = NO_COMPANIONS) {
    const decoded = typeof given === "string" ? { text: given } : decodeText(given, file);
    this.file = file;
    this.text = "text" in decoded ? decoded.text : "";
    this.#companions = companions;
    const { root, problems } =
      "text" in decoded ? readDocument(new Source(file, this.text)) : { root: null, problems: [decoded.problem] };
    this.#root = problems.length > 0 ? null : root;
    this.#problems = inReadingOrder(problems);
  }

  /** The scenario with values that replace or extend those of the file, one after the other; or all that is wrong with it. */
  with(settings: readonly Setting[]): ParseResult {
    return this.#read(settings, false);
  }

  /** The same for the analyzer: with `components` and no `architecture` it is a service of components. */
  service(settings: readonly Setting[]): ServiceResult {
    return this.#read(settings, true);
  }

  #read(settings: readonly Setting[], takesComponents: false): ParseResult;
  #read(settings: readonly Setting[], takesComponents: boolean): ServiceResult;
  #read(settings: readonly Setting[], takesComponents: boolean): ServiceResult {
    if (this.#root === null) return { problems: this.#problems };
    const { root, problems } = applySettings(this.#root, settings);
    const findings = new Findings(this.#companions);
    const place = Place.root(findings, root);
    const isBare = root.kind === "map" && root.entries.has("components") && !root.entries.has("architecture");
    if (isBare && !takesComponents)
      place
        .at("components")
        .report(
          "a service of components, which exchange no messages",
          'a scenario with an architecture; "sipnines availability" solves this file',
        );
    const components = isBare && takesComponents ? componentServiceShape.read(root, place) : undefined;
    const scenario = isBare ? null : scenarioShape.read(root, place);
    const all = [...problems, ...findings.problems];
    if (all.length > 0) return { problems: inReadingOrder(all) };
    const title = (one: { readonly title: string }): string => one.title || this.file;
    const warnings = inReadingOrder(findings.warnings);
    const spot = (...path: Path): Spot => place.at(...path).spot;
    if (components) return { components: { ...components, title: title(components) }, warnings, spot };
    return scenario === null ? { problems: [] } : { scenario: { ...scenario, title: title(scenario) }, warnings, spot };
  }
}

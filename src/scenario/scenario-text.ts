import { Findings, Place } from "../notation/place.ts";
import { inReadingOrder, type Problem } from "../notation/problem.ts";
import { applySettings, type Setting } from "../notation/settings.ts";
import { type Companions, NO_COMPANIONS, Source } from "../notation/source.ts";
import type { Located } from "../notation/tree.ts";
import { readDocument } from "./format.ts";
import type { ParseResult } from "./parse.ts";
import { scenarioShape } from "./scenario-shape.ts";

/** The text of a scenario file, read once as YAML and then as a scenario as often as there are settings for it. */
export class ScenarioText {
  readonly file: string;
  readonly text: string;
  readonly #root: Located | null;
  readonly #problems: readonly Problem[];
  readonly #companions: Companions;

  /** @param companions reads the files that it names */
  constructor(text: string, file: string, companions: Companions = NO_COMPANIONS) {
    this.file = file;
    this.text = text;
    this.#companions = companions;
    const { root, problems } = readDocument(new Source(file, text));
    this.#root = problems.length > 0 ? null : root;
    this.#problems = inReadingOrder(problems);
  }

  /** The scenario with values that replace or extend those of the file, one after the other; or all that is wrong with it. */
  with(settings: readonly Setting[]): ParseResult {
    if (this.#root === null) return { problems: this.#problems };
    const set = applySettings(this.#root, settings);
    const findings = new Findings(this.#companions);
    const scenario = scenarioShape.read(set.root, Place.root(findings, set.root));
    const all = [...set.problems, ...findings.problems];
    if (all.length > 0 || scenario === null) return { problems: inReadingOrder(all) };
    return {
      scenario: scenario.title === "" ? { ...scenario, title: this.file } : scenario,
      warnings: inReadingOrder(findings.warnings),
    };
  }
}

import { stringify } from "yaml";
import { pause } from "../experiment/simulate.ts";
import type { Setting } from "../notation/settings.ts";
import { Source } from "../notation/source.ts";
import { Stream } from "../random/stream.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ScenarioText } from "../scenario/scenario-text.ts";
import { Dice, written } from "./dice.ts";
import { eachAlone, repairedAt, shapeOf, simpler, strikesAt } from "./fault-lines.ts";
import { type Anomaly, type Trial, trialOf, type Violation } from "./invariants.ts";
import { lastingDeaths, noticed } from "./lasting-deaths.ts";
import { type FaultLine, type FaultTargets, passingFault } from "./random-faults.ts";
import { noticeScale, settlingTime } from "./settling.ts";
import { shrunk } from "./shrink.ts";

/** A sequence of faults, all of them repaired, after which the service is not whole. */
export interface Counterexample {
  /** No line of it can be left out. */
  readonly lines: readonly FaultLine[];
  readonly anomalies: readonly Anomaly[];
  /** What has to be set in the file to see it: path and value, as `--set` wants them. */
  readonly settings: readonly (readonly [path: string, value: string])[];
  /** Scripts that were tried and came to it. */
  times: number;
}

type LastingCounterexample = Omit<Counterexample, "times">;

/** The same node dead in another way, and the same come of it. */
const isAlike = (one: LastingCounterexample, other: LastingCounterexample): boolean =>
  one.lines[0]!["kill"] === other.lines[0]!["kill"] &&
  JSON.stringify(one.anomalies) === JSON.stringify(other.anomalies);

export interface FaultSearch {
  /** Scripts that were played, shrinking not counted. */
  readonly scripts: number;
  /** How long the service was given after the last repair [s]. */
  readonly within: number;
  /** What is not whole although nothing ever broke; nothing else was tried then. */
  readonly unprovoked: readonly Anomaly[];
  /** The shortest first. */
  readonly counterexamples: readonly Counterexample[];
  /** Deaths that nobody repairs, each alone, that the service should survive by its `needs`. */
  readonly lasting: {
    readonly tried: number;
    /** Those after which callers are not served; of the ways in which a node can die the first that does it. */
    readonly unsurvived: readonly LastingCounterexample[];
  };
  /** Laws that were broken, which would be a fault of the program. */
  readonly broken: readonly {
    readonly violations: readonly Violation[];
    readonly settings: Counterexample["settings"];
  }[];
}

export interface SearchOptions {
  readonly seed: number;
  readonly scripts: number;
  /** Lines of a script at most. */
  readonly lines: number;
  /** The service must be whole so long after the last repair [s]; left out: `settlingTime`. */
  readonly within?: number;
  /** Calls of a run at most: more would only take time. */
  readonly calls: number;
  readonly onProgress?: (finished: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Scripts begin here [s], when everybody knows everybody. */
const BEGIN = 5;

/**
 * Looks for deaths that a service does not survive though it should, and for faults that it does not recover from though all of them
 * are repaired: single ones first, then random scripts.
 */
export async function searchFaults(
  text: ScenarioText,
  given: readonly Setting[],
  scenario: Scenario,
  options: SearchOptions,
): Promise<FaultSearch> {
  const search = new Search(text, given, scenario, options);
  const unprovoked = search.play([]).anomalies;
  const deaths = unprovoked.length === 0 ? lastingDeaths(scenario, search.targets) : [];
  const unsurvived = deaths
    .flatMap((line) => search.outlast(line))
    .filter((one, i, all) => all.findIndex((other) => isAlike(one, other)) === i);
  const alone = eachAlone(search.targets);
  let scripts = 0;
  while (unprovoked.length === 0 && scripts < options.scripts && !options.signal?.aborted) {
    const script = scripts < alone.length ? [alone[scripts]!] : search.draw(scripts);
    search.look(script, scripts);
    scripts++;
    options.onProgress?.(scripts, options.scripts);
    await pause(); // lets an interruption be heard
  }
  const counterexamples = search.counterexamples.toSorted((one, other) => one.lines.length - other.lines.length);
  const lasting = { tried: deaths.length, unsurvived };
  return { scripts, within: search.within, unprovoked, counterexamples, lasting, broken: search.broken };
}

/** On both engines every so many scripts: the second is slow. */
const SECOND_OPINION = 20;

class Search {
  readonly targets: FaultTargets;
  readonly within: number;
  readonly counterexamples: Counterexample[] = [];
  readonly broken: { violations: readonly Violation[]; settings: Counterexample["settings"] }[] = [];
  readonly #text: ScenarioText;
  readonly #given: readonly Setting[];
  readonly #scenario: Scenario;
  readonly #options: SearchOptions;

  constructor(text: ScenarioText, given: readonly Setting[], scenario: Scenario, options: SearchOptions) {
    this.#text = text;
    this.#given = given;
    this.#scenario = scenario;
    this.#options = options;
    const { tiers } = scenario.architecture;
    const scale = noticeScale(scenario);
    this.targets = {
      nodes: tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name)),
      tiers: tiers.map(({ name }) => name),
      ...{ from: BEGIN, until: BEGIN + 3 * scale, scale },
    };
    this.within = options.within ?? settlingTime(scenario);
  }

  /** The script of this number; the same for every search with the seed. */
  draw(number: number): FaultLine[] {
    const dice = new Dice(new Stream("fault search", this.#options.seed, number));
    const lines = Array.from({ length: dice.whole(2, Math.max(2, this.#options.lines)) }, () =>
      passingFault(this.targets, dice),
    );
    return lines.toSorted((one, other) => strikesAt(one) - strikesAt(other));
  }

  /** Plays a script; what the service does not recover from is reduced to what it takes and kept. */
  look(script: readonly FaultLine[], number: number): void {
    const went = this.play(script, number % SECOND_OPINION === 0);
    if (went.violations.length > 0) this.broken.push({ violations: went.violations, settings: this.#settings(script) });
    if (went.anomalies.length === 0) return;
    const shapes = script.map(shapeOf);
    const known = this.counterexamples.find(({ lines }) => lines.every((line) => shapes.includes(shapeOf(line))));
    if (known !== undefined) {
      known.times++;
      return;
    }
    const fails = (lines: readonly FaultLine[]) => this.play(lines).anomalies.length > 0;
    const lines = simpler(shrunk(script, fails), fails);
    const { anomalies, violations } = this.play(lines, true);
    const settings = this.#settings(lines);
    if (violations.length > 0) this.broken.push({ violations, settings });
    const same = lines.map(shapeOf).toSorted().join();
    const before = this.counterexamples.find(
      (counterexample) => counterexample.lines.map(shapeOf).toSorted().join() === same,
    );
    if (before) before.times++;
    else this.counterexamples.push({ lines, anomalies, settings, times: 1 });
  }

  /** Plays a death for good; what callers notice of it once everybody has had time to step in. */
  outlast(line: FaultLine): LastingCounterexample[] {
    const anomalies = noticed(this.play([line]).anomalies, this.#scenario);
    if (anomalies.length === 0) return [];
    const settings = this.#settings([line]).filter(([path]) => path !== "expect");
    return [{ lines: [line], anomalies, settings: [...settings, ["expect", "{}"]] }];
  }

  play(lines: readonly FaultLine[], bothEngines = false): Trial {
    const settings = this.#settings(lines).map(([path, value]): Setting => {
      const source = new Source("fault search", value);
      const span = { source, start: 0, end: value.length };
      return { path, value, pathSpan: span, valueSpan: span };
    });
    const { scenario, problems } = this.#text.with([...this.#given, ...settings]);
    if (problems !== undefined)
      throw new Error(`a script is refused: ${problems.map(({ path, found }) => `${path}: ${found}`).join("; ")}`);
    return trialOf(scenario, { bothEngines, isMended: false });
  }

  /** What makes the file play these lines, until everything has been repaired and the service has had its time. */
  #settings(lines: readonly FaultLine[]): (readonly [string, string])[] {
    const { calls } = this.#scenario.traffic;
    const isEndless = calls !== null && calls.arrivals.kind !== "rounds" && calls.arrivals.count > this.#options.calls;
    const faults = stringify(lines, { collectionStyle: "flow", lineWidth: 0 }).trim();
    return [
      ["faults", faults],
      ["run.horizon", written(this.#overAt(lines) + this.within)],
      ["run.warmUp", "0 s"],
      ...(isEndless ? ([["traffic.calls.count", String(this.#options.calls)]] as const) : []),
      ["expect", "{ unservedAddresses: { equals: 0 } }"],
    ];
  }

  /** When everything has been repaired at the latest [s]. */
  #overAt(lines: readonly FaultLine[]): number {
    const { nodes, scale, from } = this.targets;
    return Math.max(from, ...lines.map((line) => repairedAt(line, nodes.length, scale)));
  }
}

import type { Trial } from "../../checks/check.ts";
import { simulate } from "../../experiment/simulate.ts";
import { type MetricName, metricIndex } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import { readSetting, type Setting } from "../../notation/settings.ts";
import type { Companions } from "../../notation/source.ts";
import { parseScenario } from "../../scenario/parse.ts";

/** What is told of a run: the fault comes so long after the first calls, and whoever is sent elsewhere has the time to be [s]. */
export const TRIAL = { at: 10, seconds: 60, replications: 2 };
/** Callees answer after a second, so that what is late is late by a failure [s]. */
const [RINGING, LATE] = [1, 1];

/** What calls lose when something happens, in each replication. */
export interface Losses {
  readonly created: readonly number[];
  readonly failed: readonly number[];
  readonly delayed: readonly number[];
}

/** A scenario to be run: its text, and the files that it names. */
export interface Tried {
  readonly text: string;
  readonly companions?: Companions | undefined;
  /** Lines of a fault script that are so from the start. */
  readonly standing?: readonly string[];
  /** The text where the files of this host say how its tier behaves. */
  readonly ledBy?: (host: string) => string;
}

/** Runs of one scenario, each once, with the random numbers of the scenario's seed whatever happens in it. */
export class Trials {
  readonly #tried: Tried;
  readonly #settings: readonly Setting[];
  readonly #replications: number;
  readonly #known = new Map<string, Losses | string>();
  readonly #led = new Map<string, string>();

  /** @param settings of whoever asks, such as another rate of calls */
  constructor(tried: Tried, settings: readonly Setting[], replications = TRIAL.replications) {
    this.#tried = tried;
    this.#settings = settings;
    this.#replications = replications;
  }

  /** What is lost; or why there is no run, in a sentence: a scenario that cannot be read, or a fault that it cannot have. */
  async of({ fault, settings = [], lead }: Omit<Trial, "when">): Promise<Losses | string> {
    const text = this.#textBy(lead);
    const key = JSON.stringify([fault, settings, text]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = await this.#run(text, fault, settings);
    this.#known.set(key, found);
    return found;
  }

  /** Whether a trial is of another scenario than the one that import writes. */
  isOfOther({ lead }: Trial): boolean {
    return withoutComments(this.#textBy(lead)) !== withoutComments(this.#tried.text);
  }

  #textBy(lead: string | undefined): string {
    const { text, ledBy } = this.#tried;
    if (lead === undefined || ledBy === undefined) return text;
    const led = this.#led.get(lead) ?? ledBy(lead);
    this.#led.set(lead, led);
    return led;
  }

  async #run(text: string, fault: string | undefined, more: readonly string[]): Promise<Losses | string> {
    const { companions, standing = [] } = this.#tried;
    const arrivals = parseScenario(text, "the scenario", this.#settings, companions).scenario?.traffic.calls?.arrivals;
    const start = arrivals !== undefined && "start" in arrivals ? arrivals.start : 0;
    const lines = fault === undefined ? [] : [`{ at: ${start + TRIAL.at} s, ${fault} }`];
    const settings = [
      ...more,
      `traffic.calls.duration=${TRIAL.seconds} s`,
      `traffic.calls.ring=${RINGING} s`,
      `traffic.calls.delayedAfter=${RINGING + LATE} s`,
      `faults=[${[...standing, ...lines].join(", ")}]`,
      `run.replications=${this.#replications}`,
    ].map((one) => readSetting(one));
    const ours = settings.flatMap((one) => ("setting" in one ? [one.setting] : []));
    const { scenario, problems } = parseScenario(text, "the scenario", [...ours, ...this.#settings], companions);
    if (scenario === undefined) {
      const [first] = problems;
      return `The scenario cannot have that: found ${first!.found}; expected ${first!.expected}.`;
    }
    const [figures] = await simulate([{ scenario, replications: this.#replications }], {
      engine: "native",
      workers: 0,
    });
    const each = (name: MetricName): number[] => valuesOf(figures!, metricIndex(name));
    return { created: each("createdCalls"), failed: each("failedCalls"), delayed: each("delayedCalls") };
  }
}

const withoutComments = (text: string): string => text.replace(/ ?#.*$/gm, "").trim();

/** What does not apply to a run counts as nothing. */
const valuesOf = (figures: readonly Figures[], index: number): number[] =>
  figures.map((one) => (Number.isNaN(one[index]!) ? 0 : one[index]!));

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** In words, such as "87 of 1 200 calls fail, 20 are late". */
export function inWords(losses: Losses): string {
  const [created, failed, delayed] = [losses.created, losses.failed, losses.delayed].map(meanOf) as [
    number,
    number,
    number,
  ];
  const whole = (value: number): string => String(Math.round(value));
  const lost =
    failed < 0.5 ? `none of ${whole(created)} calls fails` : `${whole(failed)} of ${whole(created)} calls fail`;
  return delayed < 0.5 ? lost : `${lost}, ${whole(delayed)} are late by more than ${LATE} s`;
}

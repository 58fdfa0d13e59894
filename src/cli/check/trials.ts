import type { Trial } from "../../checks/check.ts";
import { simulate } from "../../experiment/simulate.ts";
import { type MetricName, metricIndex } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import { readSetting, type Setting } from "../../notation/settings.ts";
import { parseScenario } from "../../scenario/parse.ts";

/** What is told of a run: the fault comes when the service is warm, and whoever is sent elsewhere has the time to be. */
const TRIAL = { at: 10, seconds: 60, replications: 2 };
/** Callees answer after a second, so that what is late is late by a failure [s]. */
const [RINGING, LATE] = [1, 1];

/** What calls lose when something happens. */
export interface Losses {
  /** In the mean of the replications. */
  readonly created: number;
  readonly failed: number;
  readonly delayed: number;
}

/** Runs of one scenario, each once; a scenario that cannot be read, or a fault that it cannot have, gives null. */
export class Trials {
  readonly #text: string;
  readonly #settings: readonly Setting[];
  readonly #standing: readonly string[];
  readonly #known = new Map<string, Losses | null>();

  /**
   * @param settings of whoever asks, such as another rate of calls
   * @param standing lines of a fault script that are so from the start
   */
  constructor(text: string, settings: readonly Setting[], standing: readonly string[] = []) {
    this.#standing = standing;
    this.#text = text;
    this.#settings = settings;
  }

  async of(trial: Trial): Promise<Losses | null> {
    const known = this.#known.get(trial.fault);
    if (known !== undefined) return known;
    const found = await this.#run(trial);
    this.#known.set(trial.fault, found);
    return found;
  }

  async #run({ fault }: Trial): Promise<Losses | null> {
    const settings = [
      `traffic.calls.duration=${TRIAL.seconds} s`,
      `traffic.calls.ring=${RINGING} s`,
      `traffic.calls.delayedAfter=${RINGING + LATE} s`,
      `faults=[${[...this.#standing, `{ at: ${TRIAL.at} s, ${fault} }`].join(", ")}]`,
      `run.replications=${TRIAL.replications}`,
    ].map((one) => readSetting(one));
    const ours = settings.flatMap((one) => ("setting" in one ? [one.setting] : []));
    const { scenario } = parseScenario(this.#text, "the imported scenario", [...ours, ...this.#settings]);
    if (scenario === undefined) return null;
    const [figures] = await simulate([{ scenario, replications: TRIAL.replications }], {
      engine: "native",
      workers: 0,
    });
    const mean = (name: MetricName): number => meanOf(figures!, metricIndex(name));
    return { created: mean("createdCalls"), failed: mean("failedCalls"), delayed: mean("delayedCalls") };
  }
}

function meanOf(figures: readonly Figures[], index: number): number {
  const values = figures.map((one) => one[index]!).filter((value) => !Number.isNaN(value));
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** In words, such as "87 of 1 200 calls fail, 20 are late". */
export function inWords({ created, failed, delayed }: Losses): string {
  const whole = (value: number): string => String(Math.round(value));
  const lost =
    failed < 0.5 ? `none of ${whole(created)} calls fails` : `${whole(failed)} of ${whole(created)} calls fail`;
  return delayed < 0.5 ? lost : `${lost}, ${whole(delayed)} are late by more than ${LATE} s`;
}

/** A viewer who needs no browser: he does what people do on the page, to the same run and the same text. */
import { readFileSync } from "node:fs";
import type { Move, Seen, Setting, Story } from "../../src/play/stories/story.ts";
import { asPlayed, nextMoment, withFault } from "../../src/play/text/by-hand.ts";
import { WatchedRun } from "../../src/play/watched/watched-run.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { withValues } from "../../src/scenario/with-values.ts";

export const textOf = ({ scenario }: Story): string =>
  readFileSync(new URL(`../../scenarios/${scenario}`, import.meta.url), "utf8");

export function read(text: string): Scenario {
  const { scenario, problems } = parseScenario(text, "scenario.yaml");
  if (problems) throw new Error(JSON.stringify(problems));
  return scenario;
}

export class Viewer {
  readonly #original: string;
  text: string;
  run: WatchedRun;
  #scenario: Scenario;
  #deeds = 0;

  constructor(story: Story) {
    this.#original = this.text = asPlayed(textOf(story));
    this.#scenario = read(this.text);
    this.run = new WatchedRun(this.#scenario, 0);
    this.run.advance(0);
  }

  /** Sets the page as a step wants it. */
  begin({ afresh, time }: Setting = {}): void {
    if (afresh) {
      this.#deeds = 0;
      this.#rewrite(this.#original, 0);
    }
    if (time !== undefined) this.#goTo(time);
  }

  do(move: Move): void {
    if ("goTo" in move) this.#goTo(move.goTo);
    else if ("act" in move) {
      const at = nextMoment(this.run.now);
      this.#deeds++;
      this.#rewrite(withFault(this.text, at, move.act), at);
    } else this.#rewrite(withValues(this.text, move.change), this.run.now);
  }

  seen(): Seen {
    const { run } = this;
    const { participants, nominalEnd, happenings, series } = run;
    const { title, about, architecture, network, traffic, faults, run: options } = this.#scenario;
    return {
      view: run.view(),
      scene: {
        ...{ title, about, architecture, network, traffic, faults, participants, nominalEnd },
        ...{ seed: options.seed, replication: 0, interval: series.interval, warnings: [] },
      },
      incidents: happenings.incidents,
      failedCalls: happenings.failedCalls,
      deeds: this.#deeds === 0 ? [] : faults.slice(-this.#deeds),
      text: this.text,
    };
  }

  #goTo(time: number): void {
    if (time < this.run.now) this.run.restart();
    this.run.advance(time);
  }

  #rewrite(text: string, now: number): void {
    this.text = text;
    this.#scenario = read(text);
    this.run = new WatchedRun(this.#scenario, 0);
    this.run.advance(now);
  }
}

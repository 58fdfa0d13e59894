import type { PrecisionPlan } from "../../experiment/precision.ts";
import type { EngineName } from "../../kernel/engine.ts";
import type { Figures } from "../../metrics/collector.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { shareBar, styled } from "../../report/terminal.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../units/duration.ts";
import { counted, formatEstimate, formatNumber } from "../../units/number.ts";
import { Pace } from "../pace.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { shownTable } from "./outcome-table.ts";
import { fitting } from "./replication-view.ts";
import type { RunInWork } from "./run-in-work.ts";

/** Several replications as they end: their means, with intervals that become narrower. */
export class ReplicationsView implements RunInWork {
  readonly time = null;
  readonly #scenario: Scenario;
  readonly #engine: EngineName;
  readonly #precision: PrecisionPlan | null;
  readonly #colour: boolean;
  readonly #pace = new Pace(performance.now());
  /** By number; some of those in work may be missing before others that have ended. */
  readonly #figures: (Figures | undefined)[] = [];
  #withoutGap = 0;
  #finished = 0;
  #total: number;

  /** @param colour whether pictures may be coloured */
  constructor(scenario: Scenario, engine: EngineName, precision: PrecisionPlan | null, colour: boolean) {
    this.#scenario = scenario;
    this.#engine = engine;
    this.#precision = precision;
    this.#colour = colour;
    this.#total = precision === null ? scenario.run.replications : precision.minimum;
  }

  ended(first: number, figures: readonly Figures[]): void {
    for (const [i, one] of figures.entries()) this.#figures[first + i] = one;
    while (this.#figures[this.#withoutGap] !== undefined) this.#withoutGap++;
    this.#pace.add(figures.length, performance.now());
  }

  /** Replications that have ended, and how many are wanted, as far as is known. */
  at(finished: number, total: number): void {
    this.#finished = finished;
    this.#total = total;
  }

  get replications(): RunInWork["replications"] {
    return { finished: this.#finished, total: this.#total };
  }

  /** The figures that count so far: those without a gap before them. */
  get figures(): readonly Figures[] {
    return this.#figures.slice(0, this.#withoutGap) as Figures[];
  }

  picture(columns: number, rows: number): readonly string[] {
    const bar = styled(shareBar(this.#finished / this.#total, columns), "green", this.#colour);
    const head = [styled(this.#scenario.title, "bold", this.#colour), `${bar} ${this.#progress()}`];
    if (this.#withoutGap === 0) return head;
    const outcome = this.#outcome();
    const table = onTerminal(shownTable(outcome), this.#colour).trimEnd().split("\n");
    const goals = this.#goals(outcome);
    return [...head, ...goals, "", ...fitting(table, rows - head.length - goals.length - 1)];
  }

  line(): string {
    if (this.#withoutGap === 0) return this.#progress();
    const outcome = this.#outcome();
    const goals = this.#goals(outcome);
    return [this.#progress(), ...(goals.length > 0 ? goals : this.#found(outcome))].join(" · ");
  }

  #progress(): string {
    const rate = this.#pace.perSecond(performance.now());
    const left = (this.#total - this.#finished) / rate;
    const atLeast = this.#precision === null ? "" : "at least ";
    return [
      `${this.#finished} of ${atLeast}${counted(this.#total, "replication")}`,
      ...(Number.isFinite(left) ? [`${atLeast}about ${formatDuration(Math.ceil(left), 2)} left`] : []),
    ].join(" · ");
  }

  /** The precision asked for, and what was reached of it. */
  #goals({ rows }: Outcome): string[] {
    return (this.#precision?.goals ?? []).map(({ metric, absolute, relative }) => {
      const interval = rows.find((row) => row.metric.name === metric)?.interval;
      if (interval === undefined) return `${metric} –`;
      const wanted = Math.max(absolute ?? 0, (relative ?? 0) * Math.abs(interval.mean));
      return `${metric} ${formatEstimate(interval.mean, interval.halfWidth)}, asked for within ± ${formatNumber(wanted, 2)}`;
    });
  }

  /** What is expected of the run, or lost calls. */
  #found({ rows, scenario }: Outcome): string[] {
    const expected = scenario.expect.map(({ metric }) => metric);
    const names = new Set(expected.length > 0 ? expected : ["failedCalls"]);
    return rows
      .filter(({ metric }) => names.has(metric.name))
      .map(({ metric, interval }) => `${metric.name} ${formatEstimate(interval.mean, interval.halfWidth)}`);
  }

  #outcome(): Outcome {
    return outcomeOf(this.#scenario, this.#engine, this.figures);
  }
}

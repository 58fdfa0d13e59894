import type { ResultStore } from "../../experiment/store/result-store.ts";
import type { Point, Study } from "../../experiment/study.ts";
import { type PointSummary, summaryOf } from "../../experiment/study-summary.ts";
import type { Finished } from "../../experiment/sweep.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import type { Column } from "../../report/table/table.ts";
import { shareBar, styled } from "../../report/terminal.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import type { PrecisionGoal } from "../../scenario/precision-goal.ts";
import { formatDuration } from "../../units/duration.ts";
import { counted, formatEstimate, formatNumber } from "../../units/number.ts";
import type { View } from "../live.ts";
import { Pace } from "../pace.ts";
import { pointName } from "./sweep-results.ts";
import type { Survey } from "./sweep-survey.ts";
import { pointsTable } from "./sweep-table.ts";

/** A sweep, and who does how much of it. */
export interface Swept {
  readonly study: Study;
  readonly store: ResultStore;
  /** What there was to do when it began. */
  readonly before: Survey;
  /** One of so many parts of it is computed here. */
  readonly share: number;
  /** Names of the metrics that are shown. */
  readonly metrics: readonly string[];
  readonly workers: () => string;
}

/** Complete points that are remembered: more than a screen holds. */
const REMEMBERED = 200;
/** How far a sweep has come, how long it will take, and what it has found so far. */
export class SweepProgress implements View {
  readonly #of: Swept;
  readonly #colour: boolean;
  readonly #replications: Pace;
  readonly #events: Pace;
  readonly #inWork = new Map<number, Point>();
  readonly #complete: Point[] = [];
  /** Of points that are complete: nothing of them changes any more. */
  readonly #found = new WeakMap<Point, PointSummary>();
  #pointsComplete: number;
  #total: number;
  #finished = 0;
  #eventsLeft: number;

  /** @param colour whether pictures may be coloured */
  constructor(of: Swept, colour: boolean) {
    this.#of = of;
    this.#colour = colour;
    const now = performance.now(); // not the time of day, which can be set back
    this.#replications = new Pace(now);
    this.#events = new Pace(now);
    this.#pointsComplete = of.before.pointsComplete;
    this.#total = Math.round(of.before.replicationsMissing / of.share);
    this.#eventsLeft = of.before.eventsMissing / of.share;
  }

  begun(point: Point): void {
    this.#inWork.set(point.index, point);
  }

  at({ point, count }: Finished): void {
    const events = count * Math.max(1, eventsOf(point.scenario));
    this.#finished += count;
    this.#eventsLeft -= events;
    const now = performance.now();
    this.#replications.add(count, now);
    this.#events.add(events, now);
  }

  /** More replications of a point turn out to be needed. */
  planned({ scenario }: Point, replications: number): void {
    this.#total += replications;
    this.#eventsLeft += replications * Math.max(1, eventsOf(scenario));
  }

  complete(point: Point): void {
    this.#inWork.delete(point.index);
    this.#pointsComplete++;
    this.#complete.push(point);
    if (this.#complete.length > REMEMBERED) this.#complete.shift();
  }

  /** Replications finished by this process, and how many are wanted of it in all, as far as is known. */
  get replications(): { readonly finished: number; readonly total: number } {
    return { finished: this.#finished, total: this.#total };
  }

  /** Of a part of a study nobody knows here how many points are left. */
  get points(): {
    readonly complete: number;
    readonly inWork: number;
    readonly left: number | null;
  } {
    const { study, share } = this.#of;
    const inWork = this.#inWork.size;
    return {
      complete: this.#pointsComplete,
      inWork,
      left: share > 1 ? null : Math.max(0, study.size - this.#pointsComplete - inWork),
    };
  }

  picture(columns: number, rows: number): readonly string[] {
    const { finished, total } = this.replications;
    const { complete, inWork, left } = this.points;
    const bar = styled(shareBar(finished / Math.max(total, 1), columns), "green", this.#colour);
    const head = [
      [
        styled(`${counted(complete, "point")} complete`, "bold", this.#colour),
        `${inWork} in work`,
        ...(left === null ? [] : [`${left} left`]),
        this.#of.workers(),
      ].join(" · "),
      [`${bar} ${finished} of ${this.#atLeast}${total} replications`, ...this.#pace()].join(" · "),
      "",
    ];
    const shown = this.#shown(Math.max(1, rows - head.length - 3));
    if (shown.length === 0) return head.slice(0, 2);
    return [...head, ...this.#table(shown).trimEnd().split("\n")];
  }

  line(): string {
    const { finished, total } = this.replications;
    const { complete } = this.points;
    const latest = this.#complete.at(-1) ?? [...this.#inWork.values()].at(-1);
    return [
      `${finished} of ${this.#atLeast}${total} replications`,
      ...this.#pace(),
      `${complete} of ${counted(this.#of.study.size, "point")} complete`,
      ...(latest === undefined ? [] : this.#foundAt(this.#summary(latest))),
    ].join(" · ");
  }

  /** With a precision asked for nobody knows how many replications it will take. */
  get #atLeast(): string {
    return this.#of.study.plan.precision ? "at least " : "";
  }

  #pace(): string[] {
    const now = performance.now();
    const rate = this.#replications.perSecond(now);
    const left = Math.max(0, this.#eventsLeft) / this.#events.perSecond(now);
    return [
      ...(Number.isFinite(left) ? [`${this.#atLeast}about ${formatDuration(Math.ceil(left), 2)} left`] : []),
      ...(Number.isNaN(rate) ? [] : [`${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)}/s`]),
    ];
  }

  #foundAt({ point, rows }: PointSummary): string[] {
    const [metric] = this.#of.metrics;
    const interval = rows.find((row) => row.metric.name === metric)?.interval;
    if (interval === undefined) return [];
    return [`${metric} ${formatEstimate(interval.mean, interval.halfWidth)} at ${pointName(point)}`];
  }

  /** Those in work and the last that were completed, in the order of the design. */
  #shown(room: number): PointSummary[] {
    const inWork = [...this.#inWork.values()].slice(-room);
    const complete = room > inWork.length ? this.#complete.slice(inWork.length - room) : [];
    return [...complete, ...inWork]
      .sort((a, b) => a.index - b.index)
      .map((point) => this.#summary(point))
      .filter(({ figures }) => figures.length > 0);
  }

  #summary(point: Point): PointSummary {
    const known = this.#found.get(point);
    if (known !== undefined) return known;
    const { study, store } = this.#of;
    const summary = summaryOf(study, store, point);
    if (!this.#inWork.has(point.index)) this.#found.set(point, summary);
    return summary;
  }

  #table(shown: readonly PointSummary[]): string {
    const { study, metrics } = this.#of;
    const goals = study.plan.precision?.goals ?? [];
    const table = pointsTable(study, shown, metrics, {
      replications: ({ figures, point }) => `${figures.length}${this.#inWork.has(point.index) ? " so far" : ""}`,
      more: goals.map((goal) => goalColumn(goal)),
    });
    return onTerminal(table, this.#colour);
  }
}

/** How narrow an interval is to be, beside how narrow it is. */
const goalColumn = ({ metric, absolute, relative }: PrecisionGoal): Column<PointSummary> => ({
  heading: `${metric} within`,
  of: ({ rows }) => {
    const interval = rows.find((row) => row.metric.name === metric)?.interval;
    const wanted = Math.max(absolute ?? 0, (relative ?? 0) * Math.abs(interval?.mean ?? 0));
    return interval === undefined ? "–" : `± ${formatNumber(wanted, 2)}`;
  },
  style: ({ met }) => (met ? "green" : "dim"),
});

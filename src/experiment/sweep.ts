import { eventsOf } from "../scenario/amount-of-work.ts";
import { type Executor, ownThread } from "./executor.ts";
import type { ParcelTask } from "./parcel.ts";
import { WriteFailure } from "./store/durable-file.ts";
import type { Range, ResultStore } from "./store/result-store.ts";
import { type Point, type Study, unitsOf } from "./study.ts";
import { WorkerPool } from "./worker-pool.ts";

/** One of several processes that share a study. */
export interface Shard {
  /** Counted from 0. */
  readonly index: number;
  readonly count: number;
}

/** A unit that has just become durable. */
export interface Finished {
  readonly point: Point;
  readonly first: number;
  readonly count: number;
}

export interface SweepOptions {
  /** Worker threads; 0 computes everything in this thread. The results do not depend on it. */
  readonly workers: number;
  /** Who computes instead of threads of this process. */
  readonly executor?: Executor;
  readonly shard?: Shard;
  /** Ends the work early: what is in work is finished and kept. */
  readonly signal?: AbortSignal;
  /** Called when the first units of a point are ready to be computed. */
  readonly onBegun?: (point: Point) => void;
  readonly onFinished?: (finished: Finished) => void;
  /** Called when a point is seen to need more replications than was known. */
  readonly onPlanned?: (point: Point, replications: number) => void;
  /** Called when nothing of a point that was begun is left to be computed here. */
  readonly onComplete?: (point: Point) => void;
}

/** Work that one parcel holds [events], and the most units in it. */
const PARCEL_EVENTS = 1e6;
const PARCEL_UNITS = 256;
/** Costs of a unit beside its events: reading the scenario, building its world [events]. */
const UNIT_COST = 5e3;

interface Unit {
  readonly state: OpenPoint;
  readonly range: Range;
  readonly cost: number;
}

interface OpenPoint {
  readonly point: Point;
  readonly events: number;
  /** Units of it that are not yet finished. */
  pending: number;
  target: number;
}

/** Whether a shard computes a unit. With a precision asked for a point stays whole, since its next step depends on all before. */
function belongs(shard: Shard | undefined, study: Study, point: Point, { first }: Range): boolean {
  if (shard === undefined) return true;
  const turn = study.plan.precision ? 0 : Math.floor(first / point.block);
  return (point.index + turn) % shard.count === shard.index;
}

/** Hands out the missing units of a study, point after point; holds only the points it has handed out. */
class Schedule {
  readonly #study: Study;
  readonly #store: ResultStore;
  readonly #options: SweepOptions;
  readonly #ready: Unit[] = [];
  #next = 0;

  constructor(study: Study, store: ResultStore, options: SweepOptions) {
    this.#study = study;
    this.#store = store;
    this.#options = options;
  }

  /** Units for one parcel; none if there are none at the moment. */
  parcel(): Unit[] {
    const units: Unit[] = [];
    let cost = 0;
    while (units.length < PARCEL_UNITS && cost < PARCEL_EVENTS) {
      while (this.#ready.length === 0 && this.#next < this.#study.size) this.#open(this.#next++);
      const unit = this.#ready[0];
      if (unit === undefined || (units.length > 0 && cost + unit.cost > PARCEL_EVENTS)) break;
      this.#ready.shift();
      units.push(unit);
      cost += unit.cost;
    }
    return units;
  }

  #open(index: number): void {
    const { plan } = this.#study;
    const { shard } = this.#options;
    if (shard && plan.precision && index % shard.count !== shard.index) return;
    const point = this.#study.point(index);
    const events = Math.max(1, eventsOf(point.scenario));
    const state = {
      point,
      events,
      pending: 0,
      target: this.#study.firstTarget(point),
    };
    this.#plan(state);
    if (state.pending > 0) this.#options.onBegun?.(point);
  }

  /** Makes ready what the point still lacks. */
  #plan(state: OpenPoint): void {
    const { target, missing } = this.#study.progress(state.point, this.#store);
    if (target > state.target) this.#options.onPlanned?.(state.point, target - state.target);
    state.target = target;
    for (const range of unitsOf(state.point, missing)) {
      if (!belongs(this.#options.shard, this.#study, state.point, range)) continue;
      state.pending++;
      this.#ready.push({ state, range, cost: UNIT_COST + (range.end - range.first) * state.events });
    }
  }

  /** A unit has become durable. */
  done({ state }: Unit): void {
    state.pending--;
    if (state.pending === 0 && this.#study.plan.precision) this.#plan(state);
    if (state.pending === 0) this.#options.onComplete?.(state.point);
  }
}

/**
 * Computes what a study lacks, and leaves it in the store. What comes out does not depend on the number of workers, on the division
 * into shards, nor on how often the work was interrupted.
 *
 * @throws WriteFailure if results cannot be written
 */
export async function sweep(study: Study, store: ResultStore, options: SweepOptions): Promise<void> {
  if (options.executor) return work(study, store, options.executor, options);
  if (options.workers === 0) return work(study, store, ownThread, options);
  const pool = new WorkerPool(options.workers);
  try {
    await work(study, store, pool, options);
  } finally {
    await pool.close();
  }
}

async function work(study: Study, store: ResultStore, executor: Executor, options: SweepOptions): Promise<void> {
  const { signal, onFinished } = options;
  const schedule = new Schedule(study, store, options);
  const running = new Set<Promise<void>>();
  let failed: unknown = null;
  const begin = (units: readonly Unit[]) => {
    const task: ParcelTask = {
      directory: store.directory,
      engine: study.plan.engine,
      calls: store.needsCalls,
      units: units.map(({ state: { point }, range: { first, end } }) => ({
        key: point.key,
        index: point.index,
        scenario: point.scenario,
        first,
        count: end - first,
      })),
    };
    const parcel = executor
      .parcel(task)
      .then((result) => {
        if ("withdrawn" in result) return;
        if ("failure" in result) throw new WriteFailure(result.failure.code, result.failure.message);
        store.adopt(result.file);
        for (const unit of units) {
          const { first, end } = unit.range;
          onFinished?.({ point: unit.state.point, first, count: end - first });
          schedule.done(unit);
        }
      })
      .catch((error: unknown) => {
        failed ??= error;
        executor.withdraw();
      })
      .finally(() => running.delete(parcel));
    running.add(parcel);
  };
  const withdraw = () => executor.withdraw();
  signal?.addEventListener("abort", withdraw, { once: true });
  try {
    for (;;) {
      while (running.size < executor.places && !signal?.aborted && failed === null) {
        const units = schedule.parcel();
        if (units.length === 0) break;
        begin(units);
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
  } finally {
    await Promise.allSettled(running);
    signal?.removeEventListener("abort", withdraw);
  }
  if (failed !== null) throw failed;
}

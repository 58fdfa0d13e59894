import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { Study } from "../study.ts";
import { WorkerPool } from "../worker-pool.ts";
import { Board, type Offer, PREFIX } from "./offer.ts";
import type { UnitsDone, UnitsWanted } from "./queue-crew.ts";

/** Between two looks at the board, each a beat of the heart [ms]. */
const BEAT = 1000;
/** A job whose lock was not renewed for so long is done again by another worker [ms]. */
const LOCK = 4000;
const STALLED_INTERVAL = 1000;

/** A worker of a queue. */
export interface QueueWorkerOptions {
  /** Units that are computed at the same time. */
  readonly threads: number;
  readonly version: string;
  readonly model: string;
  /** Leaves after so long without work [s]; Infinity: never. */
  readonly idle: number;
  /** When aborted, the units in work are finished and nothing more is begun. */
  readonly signal: AbortSignal;
  /** Hears what it does. */
  readonly tell: (text: string) => void;
  /** Hears what is wrong. */
  readonly warn: (text: string) => void;
}

/** Why a worker has left. */
export type Leaving = "asked" | "idle" | "refused";

/** What a worker does: waits for studies, computes units of the first that is of its own version, and goes on to the next. */
export class QueueWorker {
  readonly #redis: Redis;
  readonly #board: Board;
  readonly #options: QueueWorkerOptions;
  readonly #name = `${hostname()}:${process.pid}`;
  readonly #pool: WorkerPool;
  #serving: { readonly offer: Offer; readonly study: Study; readonly jobs: Worker } | null = null;
  #beat = 0;
  #units = 0;
  #replications = 0;
  #busyAt = performance.now();
  #inWork = 0;

  constructor(redis: Redis, options: QueueWorkerOptions) {
    this.#redis = redis;
    this.#board = new Board(redis);
    this.#options = options;
    this.#pool = new WorkerPool(options.threads);
  }

  /** Works until it is asked to leave, has been idle for too long, or finds only studies of other versions. */
  async run(): Promise<Leaving> {
    const beating = setInterval(() => void this.#sign().catch(() => {}), BEAT);
    try {
      return await this.#serve();
    } finally {
      await this.#stop();
      clearInterval(beating);
      await this.#pool.close();
    }
  }

  async #serve(): Promise<Leaving> {
    const { signal, idle, model, tell } = this.#options;
    let hasWaited = false;
    while (!signal.aborted) {
      const offers: Offer[] = [];
      for (const offer of await this.#board.offers())
        if ((await this.#board.holder(offer.id)) !== null) offers.push(offer);
      const current = this.#serving?.offer.id;
      if (!offers.some(({ id }) => id === current)) {
        const [fitting] = offers.filter((offer) => offer.model === model);
        if (fitting) {
          await this.#stop();
          this.#begin(fitting);
        } else if (offers.length > 0) return this.#refused(offers);
        else if (current !== undefined && !(await this.#board.offers()).some(({ id }) => id === current))
          await this.#stop();
        else if (current === undefined && !hasWaited) tell("No study wants workers; waiting for one.");
        hasWaited = true;
      }
      if (this.#inWork > 0) this.#busyAt = performance.now();
      if (performance.now() - this.#busyAt > 1000 * idle) return "idle";
      await pause(BEAT, undefined, { signal }).catch(() => {});
    }
    return "asked";
  }

  /** Tells both sides that this worker is of no use here. */
  async #refused(offers: readonly Offer[]): Promise<Leaving> {
    const { version, model, warn, threads } = this.#options;
    for (const { id, host, directory, version: theirs, model: theirModel } of offers) {
      await this.#board.join(id, { name: this.#name, threads, version, model, beat: 0 });
      warn(
        `The study in ${directory} on ${host} is of another version of the model (${theirs}, ${theirModel}; this worker is ${version}, ${model}): its results would be others. Use the same version on both sides.`,
      );
    }
    return "refused";
  }

  #begin(offer: Offer): void {
    const { threads, tell, warn, model } = this.#options;
    const read = Study.read(offer.plan, model);
    if (!("study" in read)) throw new Error(`the study of ${offer.host} cannot be read: ${read.problems[0]?.found}`);
    const { study } = read;
    const jobs = new Worker(offer.id, (job: Job) => this.#compute(study, job.data as UnitsWanted), {
      connection: this.#redis,
      prefix: PREFIX,
      concurrency: threads,
      lockDuration: LOCK,
      stalledInterval: STALLED_INTERVAL,
      maxStalledCount: Number.MAX_SAFE_INTEGER, // a unit is no worse for having been begun by a worker that was killed
      drainDelay: 1,
    });
    jobs.on("error", ({ message }) => {
      // A lost connection is told elsewhere; a lost lock or job only means that another worker was faster, or the study is over.
      if (
        this.#redis.status === "ready" &&
        !/Missing (?:lock|key)|could not renew lock|Connection is closed/i.test(message)
      )
        warn(`The queue refuses (${message}); trying again.`);
    });
    this.#serving = { offer, study, jobs };
    this.#units = this.#replications = 0;
    this.#busyAt = performance.now();
    void this.#sign().catch(() => {});
    const names = offer.plan.files.map(({ name }) => name).join(" ");
    tell(`Joined the study of ${names} in ${offer.directory} on ${offer.host}: ${study.size} points.`);
  }

  async #compute(study: Study, { calls, units }: UnitsWanted): Promise<UnitsDone> {
    this.#inWork++;
    try {
      const bytes = await this.#pool.units({
        engine: study.plan.engine,
        calls,
        units: units.map(({ index, key, first, count }) => {
          const point = study.point(index);
          if (point.key !== key) throw new Error(`point ${index + 1} is another one in this worker`);
          return { index, key, first, count, scenario: point.scenario };
        }),
      });
      this.#units += units.length;
      this.#replications += units.reduce((sum, { count }) => sum + count, 0);
      return { units: Buffer.from(bytes).toString("base64") };
    } finally {
      this.#inWork--;
      this.#busyAt = performance.now();
    }
  }

  /** Shows on the board that this worker lives. */
  async #sign(): Promise<void> {
    const { threads, version, model } = this.#options;
    if (this.#serving === null || this.#redis.status !== "ready") return;
    await this.#board.join(this.#serving.offer.id, { name: this.#name, threads, version, model, beat: this.#beat++ });
  }

  /** Finishes the units in work and leaves the study. */
  async #stop(): Promise<void> {
    const serving = this.#serving;
    if (serving === null) return;
    await serving.jobs.close();
    this.#serving = null;
    await this.#board.leave(serving.offer.id, this.#name);
    const units = `${this.#units} ${this.#units === 1 ? "unit" : "units"}`;
    this.#options.tell(`Left the study: computed ${units} of ${this.#replications} replications.`);
  }
}

import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { flag, type JsonShape, list, object, text, whole } from "../../notation/json-shape.ts";
import { POINTS_MAX } from "../../scenario/sampling.ts";
import { UnitError } from "../../units/unit-error.ts";
import { REPLICATIONS_MAX } from "../plan-shape.ts";
import { Study } from "../study.ts";
import { WorkerPool } from "../worker-pool.ts";
import type { UnitsDone } from "./answer.ts";
import { type Offer, PREFIX, StudyOffers } from "./offer.ts";
import type { UnitsWanted } from "./queue-executor.ts";

/** Between two looks at the board, each a beat of the heart [ms]. */
const BEAT = 1000;
/** A job whose lock was not renewed for so long is done again by another worker [ms]. */
const LOCK = 4000;
const STALLED_INTERVAL = 1000;

/** No parcel holds more units. */
const UNITS_MAX = 256;
const WANTED: JsonShape<UnitsWanted> = object({
  calls: flag,
  units: list(
    object({
      index: whole(0, POINTS_MAX),
      key: text,
      first: whole(0, REPLICATIONS_MAX),
      count: whole(1, REPLICATIONS_MAX),
    }),
    1,
    UNITS_MAX,
  ),
});

/** The study of an offer, or what is wrong with it. */
function studyOf({ plan, model }: Offer): Study | string {
  try {
    const read = Study.read(plan, model);
    return "study" in read ? read.study : (read.problems[0]?.found ?? "no scenario");
  } catch (error) {
    if (error instanceof UnitError) return error.message;
    throw error;
  }
}

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
  readonly #board: StudyOffers;
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
    this.#board = new StudyOffers(redis, options.warn);
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
        const strangers = offers.filter((offer) => offer.model !== model);
        const fitting = this.#readable(offers.filter((offer) => offer.model === model));
        if (fitting) {
          await this.#stop();
          this.#begin(...fitting);
        } else if (strangers.length > 0) return this.#refused(strangers);
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

  /** The first offer whose study can be read. */
  #readable(offers: readonly Offer[]): [Offer, Study] | undefined {
    for (const offer of offers) {
      const study = studyOf(offer);
      if (typeof study !== "string") return [offer, study];
      this.#board.skip(`the study of ${offer.host}`, `it cannot be read: ${study}`);
    }
    return undefined;
  }

  #begin(offer: Offer, study: Study): void {
    const { threads, tell, warn } = this.#options;
    const jobs = new Worker(offer.id, (job: Job) => this.#compute(study, job.data), {
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

  async #compute(study: Study, wanted: unknown): Promise<UnitsDone> {
    const misfit = WANTED.look(wanted, "");
    if (misfit !== null) throw new Error(`${misfit.found} at ${misfit.at || "its root"} of a job`);
    const { calls, units } = wanted as UnitsWanted;
    this.#inWork++;
    try {
      const bytes = await this.#pool.units({
        engine: study.plan.engine,
        calls,
        units: units.map(({ index, key, first, count }) => {
          if (index >= study.size) throw new Error(`there is no point ${index + 1}`);
          const point = study.point(index);
          if (count > point.block) throw new Error(`a unit of ${count} replications, where ${point.block} are one`);
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

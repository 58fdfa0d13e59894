import { hostname } from "node:os";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Executor } from "../executor.ts";
import { computeUnits, keepParcel, type ParcelResult, type ParcelTask } from "../parcel.ts";
import { type ResultStore, writeParcel } from "../store/result-store.ts";
import type { Study } from "../study.ts";
import { answerTo, discard, leftoverOf } from "./answer.ts";
import { Lease, StudyTaken } from "./lease.ts";
import { jobId, offerId, PREFIX, StudyOffers } from "./offer.ts";
import { WorkerRegistry } from "./worker-registry.ts";

/** What a worker is asked for: units of points of the study on the board. */
export interface UnitsWanted {
  /** Whether single calls are recorded. */
  readonly calls: boolean;
  readonly units: readonly {
    readonly index: number;
    readonly key: string;
    readonly first: number;
    readonly count: number;
  }[];
}

/** Between two looks for finished jobs, and between two beats of the heart [ms]. */
const LOOK = 50;
const BEAT = 1000;
/** Between two questions whether all jobs are still there [ms]. */
const ROLL_CALL = 5000;
/** Finished jobs that are taken at once. */
const TAKEN = 16;
/** How often a job is asked for before its units are computed here. */
const ATTEMPTS = 3;

interface Wanted {
  readonly task: ParcelTask;
  readonly settle: (result: ParcelResult) => void;
  readonly fail: (error: Error) => void;
  attempts: number;
}

interface QueueCrewOptions {
  readonly version: string;
  /** Hears who comes and goes. */
  readonly tell: (text: string) => void;
  /** Hears what is wrong. */
  readonly warn: (text: string) => void;
}

/** A study on offer: where it lies, who holds it and where its results go. */
interface Offered {
  readonly redis: Redis;
  readonly board: StudyOffers;
  readonly lease: Lease;
  readonly study: Study;
  readonly store: ResultStore;
  readonly options: QueueCrewOptions;
}

/**
 * Workers behind a queue. Each parcel is a job, called by what it holds, so that asking twice makes no second job. Results come back
 * through the queue and are taken out of it when they are on the disk, so that neither side can lose one: not this process, not a
 * worker, not Redis.
 */
export class QueueExecutor implements Executor {
  readonly #with: Offered;
  readonly #queue: Queue;
  readonly #roll: WorkerRegistry;
  readonly #id: string;
  readonly #wanted = new Map<string, Wanted>();
  readonly #loop: Promise<void>;
  #isClosed = false;
  #isWithdrawn = false;
  #complaint = "";
  #beatAt = -Infinity;
  #calledAt = -Infinity;

  /**
   * Offers a study to the workers of a queue. What an earlier, killed sweep of the same directory has left in the queue is taken in.
   *
   * @throws StudyTaken if another process offers it
   */
  static async open(redis: Redis, study: Study, store: ResultStore, options: QueueCrewOptions): Promise<QueueExecutor> {
    const board = new StudyOffers(redis, options.warn);
    const lease = new Lease(board, offerId(study));
    await lease.take(options.warn);
    await takeLeftovers(redis, board, study, store);
    return new QueueExecutor({ redis, board, lease, study, store, options });
  }

  private constructor(parts: Offered) {
    this.#with = parts;
    const { redis, study, options } = parts;
    this.#id = offerId(study);
    this.#queue = jobsOf(redis, this.#id);
    this.#roll = new WorkerRegistry(study.model, options.version, options.tell, options.warn);
    this.#loop = this.#work();
  }

  /** A job in work and one that waits, for each thread of each worker. */
  get places(): number {
    return Math.max(4, 2 * this.#roll.threads + 2);
  }

  /** Threads of all workers that are there. */
  get threads(): number {
    return this.#roll.threads;
  }

  parcel(task: ParcelTask): Promise<ParcelResult> {
    return new Promise((settle, fail) => {
      const id = jobId(task.units, task.calls);
      const wanted = { task, settle, fail, attempts: 0 };
      this.#wanted.set(id, wanted);
      this.#ask(id, wanted).catch(() => {}); // if it did not arrive, the next roll call finds out
    });
  }

  async #ask(id: string, { task }: Wanted): Promise<void> {
    const { calls } = task;
    const units = task.units.map(({ index, key, first, count }) => ({ index, key, first, count }));
    await this.#queue.add("units", { calls, units } satisfies UnitsWanted, { jobId: id });
  }

  withdraw(): void {
    this.#isWithdrawn = true;
  }

  /** Looks after the jobs until the end. Whatever the server refuses is told once and tried again. */
  async #work(): Promise<void> {
    while (!this.#isClosed)
      try {
        const now = performance.now();
        if (now - this.#beatAt > BEAT) await this.#beat(now);
        if (now - this.#calledAt > ROLL_CALL) await this.#rollCall(now);
        if (this.#isWithdrawn) await this.#takeBack();
        const taken = await this.#takeFinished();
        this.#complaint = "";
        if (taken === 0) await pause(LOOK);
      } catch (error) {
        if (error instanceof StudyTaken) return this.#giveUp(error);
        const { message } = error as Error;
        if (!this.#isClosed && message !== this.#complaint && this.#with.redis.status === "ready")
          this.#with.options.warn(`The queue refuses (${message}); trying again.`);
        this.#complaint = message;
        if (this.#isWithdrawn && this.#with.redis.status === "ready") this.#letGo();
        await pause(BEAT);
      }
  }

  async #beat(now: number): Promise<void> {
    await this.#with.lease.renew();
    for (const name of this.#roll.update(await this.#with.board.members(this.#id), now))
      await this.#with.board.leave(this.#id, name);
    this.#beatAt = now;
  }

  /** Looks whether the offer and all jobs are still there: Redis may have been started again and have forgotten them. */
  async #rollCall(now: number): Promise<void> {
    const { version } = this.#with.options;
    const { plan, model } = this.#with.study;
    await this.#with.board.offer({
      id: this.#id,
      version,
      model,
      plan,
      host: hostname(),
      directory: resolve(this.#with.store.directory),
    });
    for (const [id, wanted] of this.#wanted)
      if ((await this.#queue.getJob(id)) === undefined && !this.#isWithdrawn) await this.#ask(id, wanted);
    this.#calledAt = now;
  }

  /** To be called when the server has been away: it may have forgotten something. */
  lookAgain(): void {
    this.#beatAt = this.#calledAt = -Infinity;
  }

  async #takeFinished(): Promise<number> {
    const ids = await this.#queue.getRanges(["completed", "failed"], 0, TAKEN - 1, true);
    for (const id of ids) {
      const wanted = this.#wanted.get(id);
      if (wanted) await this.#take(id, wanted);
      else await discard(this.#with.redis, this.#queue, id);
    }
    return ids.length;
  }

  /** Takes the answer of a worker, if it is one. */
  async #take(id: string, wanted: Wanted): Promise<void> {
    let answer: Buffer | string;
    try {
      const job = await this.#queue.getJob(id);
      if (job === undefined) return;
      answer =
        job.failedReason === undefined ? answerTo(wanted.task, job.returnvalue) : `it failed: ${job.failedReason}`;
    } catch (error) {
      answer = `it cannot be read: ${(error as Error).message}`;
    }
    this.#settle(id, wanted, answer);
    await discard(this.#with.redis, this.#queue, id);
    if (this.#wanted.has(id) && !this.#isWithdrawn) await this.#ask(id, wanted);
  }

  /** Keeps a sound answer; asks again for any other, and in the end computes the units here. */
  #settle(id: string, wanted: Wanted, answer: Buffer | string): void {
    const { task, settle, fail } = wanted;
    if (typeof answer === "string") {
      this.#with.board.skip("the answer of a worker", answer);
      if (++wanted.attempts < ATTEMPTS) return;
    }
    this.#wanted.delete(id);
    try {
      settle(keepParcel(task, typeof answer === "string" ? computeUnits(task) : answer));
    } catch (error) {
      fail(error as Error);
    }
  }

  /** Takes back what nobody has begun; if nobody is there to finish the rest, that as well. */
  async #takeBack(): Promise<void> {
    for (const [id, { settle }] of this.#wanted) {
      const job = await this.#queue.getJob(id);
      const isWaiting =
        job === undefined || ((await job.getState()) === "waiting" && (await this.#queue.remove(id)) === 1);
      if (!isWaiting && this.#roll.threads > 0) continue;
      this.#wanted.delete(id);
      settle({ withdrawn: true });
    }
  }

  /** Waits for nobody any more. */
  #letGo(): void {
    for (const { settle } of this.#wanted.values()) settle({ withdrawn: true });
    this.#wanted.clear();
  }

  #giveUp(error: StudyTaken): void {
    for (const { fail } of this.#wanted.values()) fail(error);
    this.#wanted.clear();
    this.#isWithdrawn = true;
  }

  /** Takes the study off the board and clears its jobs away. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#with.redis.status === "ready") {
      await this.#loop;
      if (await this.#with.lease.isOurs()) {
        await this.#queue.obliterate({ force: true });
        await this.#with.board.withdraw(this.#id);
      }
    }
    await this.#queue.close();
  }
}

const jobsOf = (redis: Redis, id: string): Queue => {
  const queue = new Queue(id, { connection: redis, prefix: PREFIX, skipMetasUpdate: true });
  queue.on("error", () => {}); // the connection's own, told elsewhere
  return queue;
};

/** Takes in what is finished in the queue of an earlier sweep of this directory, and withdraws what is not. */
async function takeLeftovers(redis: Redis, board: StudyOffers, study: Study, store: ResultStore): Promise<void> {
  const own = offerId(study);
  for (const { id, host, directory } of await board.offers()) {
    if (id !== own && !(host === hostname() && directory === resolve(store.directory))) continue;
    const queue = jobsOf(redis, id);
    for (;;) {
      const ids = await queue.getRanges(["completed"], 0, TAKEN - 1, true);
      if (ids.length === 0) break;
      for (const job of ids) {
        const bytes = await leftoverOf(queue, job);
        if (bytes !== null) store.adopt(writeParcel(store.directory, bytes));
        await discard(redis, queue, job);
      }
    }
    if (id === own) await queue.drain(true);
    else {
      await queue.obliterate({ force: true });
      await board.withdraw(id);
    }
    await queue.close();
  }
}

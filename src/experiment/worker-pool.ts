import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { Figures } from "../metrics/collector.ts";
import type { Executor } from "./executor.ts";
import type { ParcelResult, ParcelTask, UnitsTask } from "./parcel.ts";
import type { WindowCounts } from "./window-counts.ts";
import type { Task, WindowsTask } from "./worker.ts";

/** How often a task is begun before its failure is believed: a thread may die of something else, such as memory run out. */
const ATTEMPTS = 3;

/** How long a thread may go on with what it has begun after an interruption, which ends everything within a second [ms]. */
const GRACE = 500;

const built = () => fileURLToPath(new URL("../experiment/worker.js", import.meta.url));

interface Waiting {
  readonly task: ParcelTask;
  readonly settle: (result: ParcelResult) => void;
  readonly fail: (error: unknown) => void;
}

/** Worker threads that run replications. A thread that dies is replaced, and what it was doing is done again. */
export class WorkerPool implements Executor {
  readonly #pool: Piscina;
  readonly #size: number;
  /** Parcels that wait for a thread, and those that have one. */
  readonly #waiting: Waiting[] = [];
  readonly #begun = new Set<Waiting>();
  #busy = 0;

  /** @param filename the module that works; left out, the built worker of the program */
  constructor(size: number, filename = built()) {
    this.#size = size;
    this.#pool = new Piscina({ filename, minThreads: size, maxThreads: size, idleTimeout: Infinity });
  }

  /**
   * Works off a list, in its order, as many at a time as there are threads.
   * @param signal when aborted, nothing more is begun; what is in work is finished, or given up after half a second
   */
  runAll<Item>(
    items: readonly Item[],
    taskOf: (item: Item) => Task,
    done: (item: Item, figures: readonly Figures[]) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const one = async (item: Item) => done(item, await this.#run<Figures[]>(taskOf(item), "default"));
    return this.#workOff(items, one, signal);
  }

  /** The same for tasks whose calls are counted between bounds of time. */
  countAll(
    tasks: readonly WindowsTask[],
    done: (task: WindowsTask, counts: readonly WindowCounts[]) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const one = async (task: WindowsTask) => done(task, await this.#run<WindowCounts[]>(task, "windows"));
    return this.#workOff(tasks, one, signal);
  }

  async #workOff<Item>(
    items: readonly Item[],
    one: (item: Item) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    let next = 0;
    const lane = async () => {
      while (next < items.length && !signal?.aborted) await one(items[next++]!);
    };
    let soon = (): void => {};
    const givenUp = new Promise<void>((settle) => {
      soon = () => setTimeout(settle, GRACE).unref();
    });
    signal?.addEventListener("abort", soon, { once: true });
    try {
      await Promise.race([Promise.all(Array.from({ length: this.#size }, lane)), givenUp]);
    } finally {
      signal?.removeEventListener("abort", soon);
    }
  }

  /** One for each thread, and some that wait, so that no thread waits until the next has been put together. */
  get places(): number {
    return this.#size + Math.ceil(this.#size / 2);
  }

  /** Computes one parcel, as soon as a thread is free. */
  parcel(task: ParcelTask): Promise<ParcelResult> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ task, settle, fail });
      this.#handOut();
    });
  }

  #handOut(): void {
    while (this.#busy < this.#size && this.#waiting.length > 0) {
      const parcel = this.#waiting.shift()!;
      const { task, settle, fail } = parcel;
      this.#busy++;
      this.#begun.add(parcel);
      this.#run<ParcelResult>(task, "parcel")
        .finally(() => {
          this.#busy--;
          this.#begun.delete(parcel);
          this.#handOut();
        })
        .then(settle, fail);
    }
  }

  /** What a thread has begun, it finishes within half a second, or not at all. */
  withdraw(): void {
    const giveBack = (parcels: Iterable<Waiting>) => {
      for (const { settle } of parcels) settle({ withdrawn: true });
    };
    giveBack(this.#waiting.splice(0));
    setTimeout(() => giveBack(this.#begun), GRACE).unref();
  }

  /** Computes units; returns the bytes of a parcel. */
  units(task: UnitsTask): Promise<Uint8Array> {
    return this.#run<Uint8Array>(task, "units");
  }

  async #run<Result>(task: unknown, name: string): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.#pool.run(task, { name })) as Result;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

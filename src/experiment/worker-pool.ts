import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { Figures } from "../metrics/collector.ts";
import type { Task } from "./worker.ts";

/** Worker threads that run replications. */
export class WorkerPool {
  readonly #pool: Piscina<Task, Figures[]>;
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
    this.#pool = new Piscina({
      filename: fileURLToPath(new URL("../experiment/worker.js", import.meta.url)),
      minThreads: size,
      maxThreads: size,
      idleTimeout: Infinity,
    });
  }

  /**
   * Works off a list, in its order, as many at a time as there are threads.
   * @param signal when aborted, nothing more is begun; what is in work is finished
   */
  async runAll<Item>(
    items: readonly Item[],
    taskOf: (item: Item) => Task,
    done: (item: Item, figures: readonly Figures[]) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    let next = 0;
    const lane = async () => {
      while (next < items.length && !signal?.aborted) {
        const item = items[next++]!;
        done(item, await this.#pool.run(taskOf(item)));
      }
    };
    await Promise.all(Array.from({ length: this.#size }, lane));
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

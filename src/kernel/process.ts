import type { Engine, EventCode } from "./engine.ts";

/**
 * A story told in time: a generator that yields how long to wait [s].
 *
 *     function* life(node: Node, random: Stream): Process {
 *       for (;;) {
 *         yield hold(node.timeToFailure());
 *         node.fail();
 *         yield hold(node.timeToRepair());
 *         node.repair();
 *       }
 *     }
 */
export type Process = Generator<number, void, void>;

/** Reads better than a bare number: `yield hold(delay)`. */
export const hold = (delay: number): number => delay;

/**
 * Runs processes on an engine. Each wait is one event, so stories keep the order of ties and appear in the trace; use plain
 * events for traffic, where a generator would cost too much.
 */
export class Processes {
  readonly #engine: Engine;
  readonly #resume: EventCode;
  #stories: (Process | null)[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#resume = engine.register("resume process", (id) => this.#advance(id));
  }

  /** Begins a process now; returns its number. */
  start(process: Process): number {
    const id = this.#stories.push(process) - 1;
    this.#advance(id);
    return id;
  }

  /** Ends a process where it waits; its `finally` blocks run. */
  end(id: number): void {
    const story = this.#stories[id];
    this.#stories[id] = null;
    story?.return();
  }

  /** Forgets all processes; call together with the engine's reset. */
  reset(): void {
    this.#stories = [];
  }

  #advance(id: number): void {
    const story = this.#stories[id];
    if (!story) return;
    const { done, value } = story.next();
    if (done) this.#stories[id] = null;
    else this.#engine.after(value, this.#resume, id, 0);
  }
}

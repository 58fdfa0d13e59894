import type { Engine, EventCode } from "../kernel/engine.ts";

/**
 * A process that looks at what is due only when it wakes: with each message that it reads, or after it has slept for so long without one.
 * SIPp is such a process: a step of a call that nothing follows at once is left until its loop comes round again.
 */
export class Sleeper {
  readonly #engine: Engine;
  readonly #sleep: number;
  readonly #wakes: EventCode;
  #left: (() => void)[] = [];
  #timer = -1;

  /** @param sleep how long it sleeps at most, > 0 [s] */
  constructor(engine: Engine, name: string, sleep: number) {
    this.#engine = engine;
    this.#sleep = sleep;
    this.#wakes = engine.register(`${name} wake`, () => {
      this.#timer = -1;
      this.#act();
    });
  }

  /** As at the start of a replication. */
  reset(): void {
    this.#left = [];
    this.#timer = -1;
  }

  /** Something is done when it wakes next. */
  leave(act: () => void): void {
    this.#left.push(act);
    if (this.#timer === -1) this.#timer = this.#engine.timer(this.#sleep, this.#wakes, 0, 0);
  }

  /** A message is read: what was left is done now. */
  wake(): void {
    if (this.#timer === -1) return;
    this.#engine.cancel(this.#timer);
    this.#timer = -1;
    this.#act();
  }

  #act(): void {
    const due = this.#left;
    this.#left = [];
    for (const act of due) act();
  }
}

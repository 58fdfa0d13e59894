import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { type Holder, holderOfText, isAlive, ownHolder } from "../store/lock.ts";
import type { StudyOffers } from "./offer.ts";

/** Another sweep hands out the jobs of this study. */
export class StudyTaken extends Error {
  override readonly name = "StudyTaken";
}

/** Between two tries to get a lease [ms], and how many there are: a lease of a process that is gone ends meanwhile. */
const WAIT = 1000;
const TRIES = 13;

/** That this process, and no other, hands out the jobs of a study. It ends unless it is renewed. */
export class Lease {
  readonly #board: StudyOffers;
  readonly #id: string;
  readonly #me = JSON.stringify(ownHolder());

  constructor(board: StudyOffers, id: string) {
    this.#board = board;
    this.#id = id;
  }

  /**
   * Waits until a lease of a process on another machine has ended; one of this machine can be looked at.
   *
   * @throws StudyTaken if another process has it and lives
   */
  async take(warn: (text: string) => void): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const other = await this.#other();
      if (other === null) return;
      if (other.host === hostname() && !isAlive(other)) return this.#board.seize(this.#id, this.#me);
      if (other.host === hostname() || attempt === TRIES) throw new StudyTaken(inWords(other));
      if (attempt === 0) warn(`${inWords(other)}; waiting to see whether it still lives.`);
      await pause(WAIT);
    }
  }

  /** @throws StudyTaken if another process has it */
  async renew(): Promise<void> {
    const other = await this.#other();
    if (other !== null) throw new StudyTaken(inWords(other));
  }

  async isOurs(): Promise<boolean> {
    return (await this.#board.holder(this.#id)) === this.#me;
  }

  /** Takes or renews the lease; who else has it, if somebody does. */
  async #other(): Promise<Holder | null> {
    const holder = await this.#board.lease(this.#id, this.#me);
    if (holder === this.#me) return null;
    const other = holderOfText(holder);
    if (other !== null) return other;
    this.#board.skip("a lease", "it names nobody");
    await this.#board.seize(this.#id, this.#me);
    return null;
  }
}

const inWords = ({ pid, host }: Holder): string => `process ${pid} on ${host} offers this study on this queue already`;

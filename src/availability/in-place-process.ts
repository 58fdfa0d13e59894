import type { InPlace } from "../analysis/model.ts";
import type { Stream } from "../random/stream.ts";
import type { Add } from "./recovery-process.ts";

/** A process that is seen to, and what becomes of it: it serves again, or its node is given up and this attempt of its recovery comes first. */
interface SeenTo {
  readonly inPlace: InPlace;
  readonly ends: (end: "served" | number) => void;
  isStarting: boolean;
}

/** The processes of a group that a cluster manager sees to where they are, one by one. */
export class InPlaceProcess {
  readonly #random: Stream;
  #all: SeenTo[] = [];

  constructor(random: Stream) {
    this.#random = random;
  }

  reset(): void {
    this.#all = [];
  }

  begin(inPlace: InPlace, ends: SeenTo["ends"]): void {
    this.#all.push({ inPlace, ends, isStarting: false });
  }

  list(add: Add): void {
    for (const one of this.#all) {
      const { found, start } = one.inPlace;
      add(1 / (one.isStarting ? start : found), false, () =>
        one.isStarting ? this.#started(one) : this.#stopped(one),
      );
    }
  }

  #stopped(one: SeenTo): void {
    const { moves, start } = one.inPlace;
    if (this.#random.uniform() < moves) this.#givenUp(one, true);
    else if (start > 0) one.isStarting = true;
    else this.#started(one);
  }

  #started(one: SeenTo): void {
    const { starts, isFatal } = one.inPlace;
    if (this.#random.uniform() < starts) this.#end(one, "served");
    else this.#givenUp(one, !isFatal);
  }

  #givenUp(one: SeenTo, byNumber: boolean): void {
    const isForgotten = one.inPlace.forgotten < Infinity;
    this.#end(one, byNumber && isForgotten ? 0 : Number(isForgotten) + 1);
  }

  #end(one: SeenTo, end: "served" | number): void {
    this.#all = this.#all.filter((each) => each !== one);
    one.ends(end);
  }
}

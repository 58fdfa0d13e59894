import { batch, signal } from "@preact/signals";
import type { Frame, Known } from "../protocol.ts";
import type { FailedCall, Happening } from "../watched/happenings.ts";
import type { Bucket } from "../watched/series.ts";

/** What the page has been told of a run so far: all until the latest time that it has come to, also after going back. */
export class Knowledge {
  readonly incidents = signal<readonly Happening[]>([]);
  readonly failedCalls = signal<readonly FailedCall[]>([]);
  /** Incidents and failed calls that are told nowhere, because there are too many. */
  readonly leftOut = signal(0);
  readonly buckets = signal<readonly Bucket[]>([]);
  /** How far the run is known [s]. */
  readonly until = signal(0);
  #isStale = false;

  /** Another run is played: the next frame takes the place of all that is known. */
  expire(): void {
    this.#isStale = true;
  }

  /** How much a worker need not tell again. */
  get counts(): Known {
    const count = (list: { readonly length: number }) => (this.#isStale ? 0 : list.length);
    return {
      incidents: count(this.incidents.peek()),
      failedCalls: count(this.failedCalls.peek()),
      buckets: count(this.buckets.peek()),
    };
  }

  /** Adds what is new; a frame may tell again what another has told that was on its way. */
  keep({ view, known, incidents, failedCalls, buckets, leftOut }: Frame): void {
    const isStale = this.#isStale;
    this.#isStale = false;
    const longer = <T>(have: readonly T[], from: number, come: readonly T[]): readonly T[] => {
      const old = isStale ? [] : have;
      const fresh = come.slice(old.length - from);
      return fresh.length === 0 ? old : [...old, ...fresh];
    };
    batch(() => {
      this.incidents.value = longer(this.incidents.peek(), known.incidents, incidents);
      this.failedCalls.value = longer(this.failedCalls.peek(), known.failedCalls, failedCalls);
      this.buckets.value = longer(this.buckets.peek(), known.buckets, buckets);
      this.leftOut.value = isStale ? leftOut : Math.max(this.leftOut.peek(), leftOut);
      this.until.value = isStale ? view.time : Math.max(this.until.peek(), view.time);
    });
  }
}

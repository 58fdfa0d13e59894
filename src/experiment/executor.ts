import { setImmediate } from "node:timers/promises";
import { computeParcel, type ParcelResult, type ParcelTask } from "./parcel.ts";

/** Whoever computes the parcels of a sweep: this thread, several threads, or workers behind a queue. */
export interface Executor {
  /** Parcels that it can make use of at the same time; may change while it works. */
  readonly places: number;
  /** Computes a parcel. Whatever is returned as a file outlasts a power cut. */
  parcel(task: ParcelTask): Promise<ParcelResult>;
  /** Nothing more is wanted: parcels that nobody has begun are given back as withdrawn. */
  withdraw(): void;
}

/** The thread that asks. */
export const ownThread: Executor = {
  places: 1,
  async parcel(task) {
    await setImmediate(); // lets an interruption be heard
    return computeParcel(task);
  },
  withdraw() {},
};

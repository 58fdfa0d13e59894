import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { endOf } from "../../scenario/amount-of-work.ts";
import type { ParcelTask } from "../parcel.ts";
import { impossibleIn, unitsIn } from "../store/unit.ts";
import { jobId } from "./offer.ts";

/** What a worker answers. */
export interface UnitsDone {
  /** The bytes of a parcel, in base 64. */
  readonly units: string;
}

/** No run takes longer than this multiple of its expected length. */
const LONGER = 10;

/** Takes a finished job out of the queue, also one that BullMQ cannot read. */
export async function discard(redis: Redis, queue: Queue, id: string): Promise<void> {
  await queue.remove(id).catch(() => 0);
  const keys = ["completed", "failed"].map((name) => queue.toKey(name));
  for (const key of keys) await redis.zrem(key, id);
  await redis.del(queue.toKey(id));
}

/** The bytes of a parcel in what a worker has returned; null if there are none. */
function parcelIn(returned: unknown): Buffer | null {
  const units = (returned as Partial<UnitsDone> | null)?.units;
  return typeof units === "string" ? Buffer.from(units, "base64") : null;
}

/** What an earlier sweep was given and did not take; null if that is unsound. */
export async function leftoverOf(queue: Queue, id: string): Promise<Buffer | null> {
  try {
    const bytes = parcelIn((await queue.getJob(id))?.returnvalue);
    if (bytes === null) return null;
    const { units, damage } = unitsIn(bytes);
    return damage === null && units.every((unit) => impossibleIn(bytes, unit) === null) ? bytes : null;
  } catch {
    return null;
  }
}

/** The bytes of an answer, or why they are not believed: other units than were asked for, or figures that no run can have. */
export function answerTo(task: ParcelTask, returned: unknown): Buffer | string {
  const bytes = parcelIn(returned);
  if (bytes === null) return "it holds no units";
  const { units, damage } = unitsIn(bytes);
  if (damage !== null) return `its units are ${damage}`;
  const hasCalls = units.every((unit) => unit.calls > 0);
  if (jobId(units, hasCalls) !== jobId(task.units, task.calls)) return "it holds other units than were asked for";
  for (const [i, unit] of units.entries()) {
    const odd = impossibleIn(bytes, unit, LONGER * endOf(task.units[i]!.scenario));
    if (odd !== null) return `it holds ${odd}`;
  }
  return bytes;
}

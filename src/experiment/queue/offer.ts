import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { checked, count, type JsonShape, object, text, whole } from "../../notation/json-shape.ts";
import { PLAN_SHAPE } from "../plan-shape.ts";
import type { Study } from "../study.ts";
import type { StudyPlan } from "../study-plan.ts";

/** A study that wants workers, as it stands on the board of a queue. */
export interface Offer {
  /** Digest of plan and model: the name of its jobs. */
  readonly id: string;
  readonly version: string;
  readonly model: string;
  readonly plan: StudyPlan;
  /** Machine and directory of the sweep that offers it. */
  readonly host: string;
  readonly directory: string;
}

/** A worker, as it stands on the board of a queue. */
export interface Member {
  readonly name: string;
  readonly threads: number;
  readonly version: string;
  readonly model: string;
  /** Changes as long as it lives. */
  readonly beat: number;
}

/** BullMQ's prefix of all keys of jobs. */
export const PREFIX = "sipnines:jobs";
const OFFERS = "sipnines:offers";
const leaseOf = (id: string): string => `sipnines:lease:${id}`;
const JOIN = 'if redis.call("hexists", KEYS[1], ARGV[1]) == 1 then redis.call("hset", KEYS[2], ARGV[2], ARGV[3]) end';
const membersOf = (id: string): string => `sipnines:members:${id}`;

/** A lease that is not renewed for so long has ended [ms]. */
const LEASE = 10_000;

/** What a study is called in a queue: two different studies never share a name. */
export const offerId = ({ plan, model }: Pick<Study, "plan" | "model">): string =>
  createHash("sha256")
    .update(JSON.stringify([plan, model]))
    .digest("hex")
    .slice(0, 16);

/** What a job is called: the same units always the same. */
export const jobId = (
  units: readonly { readonly key: string; readonly first: number; readonly count: number }[],
  calls: boolean,
): string =>
  createHash("sha256")
    .update(JSON.stringify([calls, units.map(({ key, first, count }) => [key, first, count])]))
    .digest("hex")
    .slice(0, 32);

/** A text that is shown in one line. */
const short = checked(text, ({ length }, at) =>
  length <= 1000 ? null : { at, found: "a text that is too long", expected: "1000 characters" },
);

const OFFER: JsonShape<unknown, Offer> = object({
  id: short,
  version: short,
  model: short,
  plan: PLAN_SHAPE,
  host: short,
  directory: short,
});
/** Threads of a worker, and texts of an entry, at most. */
const THREADS_MAX = 512;
const ENTRY_MAX = 2 ** 26;
const MEMBER: JsonShape<Member> = object({
  name: short,
  threads: whole(1, THREADS_MAX),
  version: short,
  model: short,
  beat: count,
});

const isWrongType = (error: unknown): boolean => error instanceof Error && error.message.startsWith("WRONGTYPE");

/** An entry of a board that fits; else why it does not. */
function entryOf<T>(entry: string, shape: JsonShape<unknown, T>, isSound: (value: T) => boolean): T | string {
  if (entry.length > ENTRY_MAX) return "too long";
  let value: unknown;
  try {
    value = JSON.parse(entry);
  } catch {
    return "no JSON";
  }
  const misfit = shape.look(value, "");
  if (misfit !== null) return `${misfit.found} at ${misfit.at || "its root"}`;
  return isSound(value as T) ? (value as T) : "another one than its name says";
}

/**
 * Which studies want workers, who offers them and who helps: what sweeps and workers know of each other. Whoever can write to the
 * server can write anything here: what does not fit is named once, and skipped.
 */
export class StudyOffers {
  readonly #redis: Redis;
  readonly #warn: (text: string) => void;
  readonly #named = new Set<string>();

  constructor(redis: Redis, warn: (text: string) => void) {
    this.#redis = redis;
    this.#warn = warn;
  }

  /** Says what is wrong with an entry, once. */
  skip(what: string, why: string): void {
    const text = `Skipped ${what.slice(0, 80)} on the queue: ${why}.`;
    if (this.#named.size < 1000 && !this.#named.has(text)) this.#warn(text);
    this.#named.add(text);
  }

  /** A hash of ours; what stands in its place is of no use to anybody and is cleared away. */
  async #hash(key: string): Promise<Record<string, string>> {
    try {
      return await this.#redis.hgetall(key);
    } catch (error) {
      if (!isWrongType(error)) throw error;
      this.skip(key, "it is no hash");
      await this.#redis.del(key);
      return {};
    }
  }

  /** The text of a key: "" for what is none. */
  async #text(key: string): Promise<string | null> {
    try {
      return await this.#redis.get(key);
    } catch (error) {
      if (!isWrongType(error)) throw error;
      return "";
    }
  }

  async offers(): Promise<Offer[]> {
    const entries = Object.entries(await this.#hash(OFFERS));
    const offers = entries.flatMap(([id, entry]) => {
      const offer = entryOf<Offer>(entry, OFFER, (one) => one.id === id && offerId(one) === id);
      if (typeof offer !== "string") return [offer];
      this.skip(`the offer ${JSON.stringify(id)}`, offer);
      return [];
    });
    return offers.sort((x, y) => (x.id < y.id ? -1 : 1));
  }

  async offer(offer: Offer): Promise<void> {
    await this.#redis.hset(OFFERS, offer.id, JSON.stringify(offer));
  }

  /** Takes an offer whose jobs have been cleared away off the board. */
  async withdraw(id: string): Promise<void> {
    await this.#redis.hdel(OFFERS, id);
    await this.#redis.del(membersOf(id), leaseOf(id));
    await this.#sweepUp(id);
  }

  /** What BullMQ writes about a queue as long as anybody listens to it. */
  async #sweepUp(id: string): Promise<void> {
    await this.#redis.del(`${PREFIX}:${id}:meta`, `${PREFIX}:${id}:stalled-check`);
  }

  /** Who has leased a study: the sweep that may hand out its jobs; null if none has. */
  holder(id: string): Promise<string | null> {
    return this.#text(leaseOf(id));
  }

  /** Leases a study or renews the lease; returns the holder, which is somebody else if that one was faster. */
  async lease(id: string, holder: string): Promise<string> {
    const path = leaseOf(id);
    if ((await this.#redis.set(path, holder, "PX", LEASE, "NX")) === "OK") return holder;
    const found = (await this.#text(path)) ?? holder;
    if (found === holder) await this.#redis.set(path, holder, "PX", LEASE);
    return found;
  }

  /** Takes the lease of a process that is known to be no more. */
  async seize(id: string, holder: string): Promise<void> {
    await this.#redis.set(leaseOf(id), holder, "PX", LEASE);
  }

  async members(id: string): Promise<Member[]> {
    return Object.entries(await this.#hash(membersOf(id))).flatMap(([name, entry]) => {
      const member = entryOf<Member>(entry, MEMBER, (one) => one.name === name);
      if (typeof member !== "string") return [member];
      this.skip(`the worker ${JSON.stringify(name)}`, member);
      return [];
    });
  }

  /** Enters a worker of a study, or its next sign of life, unless the study has been taken off the board meanwhile. */
  async join(id: string, member: Member): Promise<void> {
    await this.#redis.eval(JOIN, 2, OFFERS, membersOf(id), id, member.name, JSON.stringify(member));
  }

  async leave(id: string, name: string): Promise<void> {
    await this.#redis.hdel(membersOf(id), name);
    if (!(await this.#redis.hexists(OFFERS, id))) await this.#sweepUp(id);
  }
}

import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type { Study, StudyPlan } from "../study.ts";

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
const membersOf = (id: string): string => `sipnines:members:${id}`;

/** A lease that is not renewed for so long has ended [ms]. */
const LEASE = 10_000;

/** What a study is called in a queue: two different studies never share a name. */
export const offerId = ({ plan, model }: Study): string =>
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

/** Which studies want workers, who offers them and who helps: what sweeps and workers know of each other. */
export class Board {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async offers(): Promise<Offer[]> {
    const texts = Object.values(await this.#redis.hgetall(OFFERS));
    return texts.map((text) => JSON.parse(text) as Offer).sort((x, y) => (x.id < y.id ? -1 : 1));
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
    return this.#redis.get(leaseOf(id));
  }

  /** Leases a study or renews the lease; returns the holder, which is somebody else if that one was faster. */
  async lease(id: string, holder: string): Promise<string> {
    const path = leaseOf(id);
    if ((await this.#redis.set(path, holder, "PX", LEASE, "NX")) === "OK") return holder;
    const found = (await this.#redis.get(path)) ?? holder;
    if (found === holder) await this.#redis.set(path, holder, "PX", LEASE);
    return found;
  }

  /** Takes the lease of a process that is known to be no more. */
  async seize(id: string, holder: string): Promise<void> {
    await this.#redis.set(leaseOf(id), holder, "PX", LEASE);
  }

  async members(id: string): Promise<Member[]> {
    return Object.values(await this.#redis.hgetall(membersOf(id))).map((text) => JSON.parse(text) as Member);
  }

  async join(id: string, member: Member): Promise<void> {
    await this.#redis.hset(membersOf(id), member.name, JSON.stringify(member));
  }

  async leave(id: string, name: string): Promise<void> {
    await this.#redis.hdel(membersOf(id), name);
    if (!(await this.#redis.hexists(OFFERS, id))) await this.#sweepUp(id);
  }
}

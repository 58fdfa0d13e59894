import type { ServiceChain } from "../generator/generate.ts";
import { read } from "../generator/layout.ts";
import { type CallCause, keepersOf, whyVacant } from "./call-cause.ts";
import type { Caller } from "./caller.ts";
import { Shared } from "./common-bindings.ts";
import { aliveIn, hasEntry, soundIn } from "./entrance.ts";
import { ALIVE } from "./member.ts";
import { isVacant, Place } from "./place.ts";
import type { CallRoute } from "./route.ts";
import type { TaggedChain } from "./tagged-chain.ts";

/** What a request finds. */
export const Fate = { OK: 0, SILENT: 1, REFUSED: 2 } as const;

/** Hears of calls that fail. */
export type Fail = (cause: CallCause, group: string, probability: number) => void;

/** What becomes of the requests of calls on one route. */
export class CallFate {
  readonly #service: ServiceChain;
  readonly #route: CallRoute;
  readonly #caller: Caller;
  readonly #tagged: TaggedChain;
  /** By state of the service: nobody serves any address that the caller would try. */
  readonly nobody: Uint8Array;

  constructor(
    service: ServiceChain,
    routes: readonly CallRoute[],
    route: CallRoute,
    caller: Caller,
    tagged: TaggedChain,
  ) {
    this.#service = service;
    this.#route = route;
    this.#caller = caller;
    this.#tagged = tagged;
    const tried = caller.nextTarget === undefined ? [] : routes;
    this.nobody = Uint8Array.from({ length: service.chain.states }, (_, state) =>
      Number(tried.every((one) => !hasEntry(one, service.stateOf(state)))),
    );
  }

  /** What a request finds in a state of the chain of one call. */
  of(i: number, looksUp: boolean): number {
    const { service, place, member, shared } = this.#tagged;
    const { pool, database, bindings } = this.#route;
    const state = service[i]!;
    if (this.#isUnreachable(i, looksUp)) return Fate.SILENT;
    if (pool !== undefined && member[i] !== ALIVE && !(pool.goesOn && this.living(state) > 0)) {
      const isRemoved = pool.removals[member[i]! - 1]! < Infinity && soundIn(pool, this.#service.stateOf(state)) === 0;
      return isRemoved ? Fate.REFUSED : Fate.SILENT;
    }
    if (!looksUp) return Fate.OK;
    if (database !== undefined && read(database, this.#service.stateOf(state)) === 0) return Fate.REFUSED;
    if (bindings.kept === "by address" && place[i]! >= Place.MISSING) return Fate.REFUSED;
    return bindings.kept !== "by address" && shared[i]! >= Shared.LOST ? Fate.REFUSED : Fate.OK;
  }

  /** Whether the call's address has no owner, and no other target has one: what belongs to a dialog with a route set has no other. */
  #isUnreachable(i: number, looksUp: boolean): boolean {
    if (looksUp && this.#caller.nextTarget !== undefined) return this.nobody[this.#tagged.service[i]!] === 1;
    return isVacant(this.#tagged.place[i]!);
  }

  /** In a state of the service, how many work of the nodes to which it may be sent on. */
  living(state: number): number {
    return aliveIn(this.#route.pool, this.#service.stateOf(state));
  }

  /** Why it fails there. */
  attribute(i: number, looksUp: boolean, probability: number, fail: Fail): void {
    const { service, member } = this.#tagged;
    const { entry, isElected, pool, database, group } = this.#route;
    const state = this.#service.stateOf(service[i]!);
    if (this.#isUnreachable(i, looksUp)) {
      const why = isElected && isVacant(this.#tagged.place[i]!) ? this.#tagged.seat[i] : undefined;
      for (const [cause, share] of whyVacant(entry!, state, why)) fail(cause, group, probability * share);
    } else if (pool !== undefined && member[i] !== ALIVE) {
      const dead = member[i]! - 1;
      if (this.living(service[i]!) === 0) {
        const cause = soundIn(pool, state) === 0 ? "no proxy" : "coverage";
        fail(cause, pool.layouts.map((layout) => layout.group.name).join(" + "), probability);
      } else {
        const cause = pool.removals[dead]! < Infinity ? "removal" : "not removed";
        fail(cause, pool.layouts[dead]!.group.name, probability);
      }
    } else if (database !== undefined && read(database, state) === 0) {
      fail("database", database.group.name, probability);
    } else fail("bindings", keepersOf(this.#route), probability);
  }
}

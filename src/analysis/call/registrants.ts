import { power } from "../../special/power.ts";
import { alive, type StateVector, served } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import { answering, hearsRegistrants, registering } from "./entrance.ts";
import { ALIVE } from "./member.ts";
import { answeredBy } from "./own-refresh.ts";
import { isVacant } from "./place.ts";
import type { CallRoute } from "./route.ts";
import type { Tag } from "./tag.ts";

/** The parts of a tag that decide whether a REGISTER is answered. */
export type Asked = Pick<Tag, "state" | "place" | "home">;

/** What becomes of a REGISTER that the callee of a call sends, in each state of the service. */
export class Registrants {
  /** Whether each user asks one address of its choice, and that one only. */
  readonly isOwn: boolean;
  /** By state: 1 while somebody is left who keeps the bindings that all nodes share. */
  readonly keeping: Uint8Array;
  /** To how many addresses each user registers at once. */
  readonly addresses: number;
  readonly #silent: Float64Array;
  readonly #route: CallRoute;
  readonly #isOne: boolean;
  readonly #reachable: Float64Array;
  readonly #hearing: Float64Array;
  readonly #vacant: Float64Array;
  readonly #byVacant: ReturnType<typeof answeredBy>;

  /** @param count by state of the service, of something */
  constructor(
    routes: readonly CallRoute[],
    route: CallRoute,
    caller: Caller,
    count: (of: (state: StateVector) => number) => Float64Array,
  ) {
    const { entry, bindings } = route;
    const { expires, refresh, atOneAddress } = caller.registration;
    const keepers = bindings.kept === "by all" ? bindings.layouts : undefined;
    this.#route = route;
    this.#isOne = routes.length === 1;
    this.isOwn = atOneAddress && caller.nextTarget === undefined;
    this.keeping = Uint8Array.from(
      count((state) => Number(keepers?.some((layout) => alive(layout, state) > 0) ?? true)),
    );
    this.#reachable = count((state) => registering(routes, state, caller));
    this.addresses = atOneAddress ? 1 : routes.reduce((sum, { shares }) => sum + shares.length, 0);
    this.#silent = count((state) => this.addresses - answering(routes, state, this.addresses));
    this.#hearing = count((state) => Number(hearsRegistrants(routes, state)));
    this.#vacant = count((state) => (entry === undefined ? 0 : entry.group.active - served(entry, state)));
    this.#byVacant = answeredBy(route.shares, turnsWithin(entry?.group.repair.mean ?? 0, expires, refresh));
  }

  /** Probability that it is answered; of an address of the callee's choice, as far as the call's own tells. */
  answered({ state, place, home }: Asked): number {
    const reachable = home === ALIVE ? this.#reachable[state]! : 0;
    const { entry } = this.#route;
    if (!this.isOwn || !this.#isOne || entry === undefined || reachable === 0) return reachable;
    const isServed = !isVacant(place);
    const dead = this.#vacant[state]! - Number(!isServed);
    return this.#byVacant[isServed ? "served" : "vacant"][dead]!;
  }

  /** Probability that it is, of all users, however their address stands. */
  reached({ state, home }: Asked): number {
    return home === ALIVE ? this.#reachable[state]! : 0;
  }

  /** Of the addresses to which it is sent at once, those from which no answer comes. */
  silent({ state, home }: Asked): number {
    return home === ALIVE ? this.#silent[state]! : this.addresses;
  }

  /** Whether somebody answers it, if only by refusing it. */
  isHeard({ state, home }: Asked): boolean {
    return home === ALIVE && this.#hearing[state] === 1;
  }

  isRefused(tag: Asked): boolean {
    return this.isHeard(tag) && this.reached(tag) === 0;
  }
}

/** Mean number of consecutive turns, the first included, that find the same addresses vacant, as far as they matter to a binding. */
function turnsWithin(repair: number, expires: number, refresh: number): number {
  const goesOn = Math.exp(-refresh / repair);
  return (1 - power(goesOn, Math.max(1, Math.floor(expires / refresh)))) / (1 - goesOn);
}

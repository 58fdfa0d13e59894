/** Bindings that run out because refreshes in a row found nobody, against lives of nodes and turns of users played one by one here. */

import { expect, test } from "vitest";
import { modelOfArchitecture } from "../../../src/analysis/architecture-model.ts";
import { callDefects } from "../../../src/analysis/call/call-defects.ts";
import type { Caller } from "../../../src/analysis/call/caller.ts";
import { routesOf } from "../../../src/analysis/call/route.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import type { Bindings } from "../../../src/bindings/description.ts";
import { deterministic, exponential } from "../../../src/distributions/description.ts";
import { Stream } from "../../../src/random/stream.ts";
import type { Architecture } from "../../../src/service/description.ts";
import { anyOf } from "../../../src/structure/expression.ts";
import type { Tier } from "../../../src/tiers/description.ts";
import { inMemory } from "../../architecture/fixture.ts";
import { some } from "../../long.ts";

const MTTF = 300;
const MTTR = 80;
/** From a death until the standby serves [s]. */
const TAKEOVER = 1.5;
/** Copies of what nobody answers, after the first (timers E and A of RFC 3261) [s]. */
const REGISTERS = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];
const INVITES = [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5];
const ONCE = [0];
/** From one call that is looked at to the next, and the time of all [s]. */
const STEP = 5;
const SECONDS = 1e7;
/** Lifetimes of a binding that are looked at, in refreshes. */
const TURNS = [1, 1.5, 2, 3, 4];

interface Played {
  /** Owners of one address each; how users draw one of them. */
  readonly shares: readonly number[];
  /** Whether one more node stands by for all addresses (VRRP). */
  readonly standby?: boolean;
  /** Where bindings are: in a store that forgets nothing, in one that is down now and then, or with servers that copy them to each other. */
  readonly kept: "for ever" | "in a database" | "in memory";
  /** Whether a user registers at one address, drawn anew each time, or at every one. */
  readonly at: "one address" | "every address";
  readonly refresh: number;
  /** Whether what nobody answers is sent again. */
  readonly copies?: boolean;
}

/** When somebody is up, asked at times that hardly go backwards. */
class Life {
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  #at = 0;

  constructor(random: Stream, seconds: number) {
    for (let now = 0; now < seconds; now = this.#to.at(-1)! + MTTR * random.exponential()) {
      this.#from.push(now);
      this.#to.push(now + MTTF * random.exponential());
    }
  }

  isUp(now: number): boolean {
    return now < this.#to[this.#find(now)]!;
  }

  /** When it has last come or gone. */
  since(now: number): number {
    const at = this.#find(now);
    return now < this.#to[at]! ? this.#from[at]! : this.#to[at]!;
  }

  *ends(): Generator<number> {
    yield* this.#to;
  }

  #find(now: number): number {
    while (this.#at > 0 && this.#from[this.#at]! > now) this.#at--;
    while (this.#at + 1 < this.#from.length && this.#from[this.#at + 1]! <= now) this.#at++;
    return this.#at;
  }
}

/** Share of calls that are answered by somebody who does not know the callee, for each lifetime of bindings. */
function missing({ shares, standby, kept, at, refresh, copies }: Played): number[] {
  const random = new Stream(`turns played/${shares}/${standby}/${kept}/${at}/${copies}`, refresh);
  const life = (): Life => new Life(random, SECONDS + 100);
  const owners = shares.map(life);
  const other = standby ? life() : undefined;
  const store = kept === "in a database" ? life() : undefined;
  const isServed = (address: number, now: number): boolean => {
    const owner = owners[address]!;
    if (owner.isUp(now)) return true;
    return other?.isUp(now) === true && now >= Math.max(owner.since(now), other.since(now)) + TAKEOVER;
  };
  const addresses = [...shares.keys()];
  const drawn = (): readonly number[] => {
    let left = random.uniform();
    for (const address of addresses) {
      left -= shares[address]!;
      if (left < 0) return [address];
    }
    return [0];
  };
  const nodes = other === undefined ? owners : [...owners, other];
  // When nobody is left who knows anything.
  const emptied = nodes
    .flatMap((node) => [...node.ends()])
    .filter((end) => kept === "in memory" && !nodes.some((node) => node.isUp(end)))
    .sort((a, b) => a - b);
  const found = (when: number, targets: readonly number[], sent: readonly number[]): number => {
    for (const copy of sent) if (targets.some((target) => isServed(target, when + copy))) return when + copy;
    return Infinity;
  };
  const bad = TURNS.map(() => 0);
  let [all, next] = [0, 0];
  for (let began = 5 * refresh + 100; began < SECONDS; began += STEP) {
    all++;
    const now = found(began, drawn(), copies ? INVITES : ONCE);
    if (now === Infinity || store?.isUp(now) === false) continue;
    while (next < emptied.length && emptied[next]! <= now) next++;
    const since = emptied[next - 1] ?? -Infinity;
    // The last of its turns that was answered, by somebody who knows that still; each address is sent copies until it answers itself.
    let age = refresh * random.uniform();
    for (; age < Math.max(...TURNS) * refresh; age += refresh) {
      const began = now - age;
      const isHeard = (at === "one address" ? drawn() : addresses).some((address) => {
        const answered = found(began, [address], copies ? REGISTERS : ONCE);
        return answered <= now && answered > since && store?.isUp(answered) !== false;
      });
      if (isHeard) break;
    }
    for (const [i, turns] of TURNS.entries()) if (age >= turns * refresh) bad[i]!++;
  }
  return bad.map((count) => count / all);
}

function tier(name: string, role: Tier["role"], active: number, standby = 0): Tier {
  const nodes = Array.from({ length: active + standby }, (_, i) => ({ name: `${name}-${i + 1}`, speed: 1 }));
  const service = { each: deterministic(1e-3), byMethod: {}, lookup: 0 };
  const lifetimes = { timeToFailure: exponential(MTTF), timeToRepair: exponential(MTTR) };
  return { name, role, nodes, active, standby, workers: 1, queue: 64, service, lifetimes };
}

function byChain({ shares, standby, kept, at, refresh, copies }: Played, turns: number): number {
  const proxies = tier("proxy", "proxy", shares.length, standby ? 1 : 0);
  const database = tier("db", "database", 1);
  // By RFC 2782 the first of the records weighs one more.
  const weights = shares.map((share, i) => (500 * share) / Math.min(...shares) - Number(i === 0));
  const bindings: Bindings =
    kept === "in memory"
      ? inMemory({ mode: "synchronous" }, { copiedTo: "all proxies" })
      : { kind: "database", tier: "db", cache: false, timeout: 1 };
  const needs = [...proxies.nodes, ...(kept === "in a database" ? database.nodes : [])].map(({ name }) => name);
  const architecture: Architecture = {
    ...{ preset: "custom", title: "by hand", directors: "call-id hash", bindings },
    tiers: [proxies, ...(kept === "in memory" ? [] : [database])],
    addresses: proxies.nodes.slice(0, shares.length).map(({ name }, i) => ({
      ...{ name: `A${i + 1}`, tier: "proxy", owner: name, priority: 0, weight: weights[i]! },
    })),
    watches: standby
      ? [
          {
            ...{ tier: "proxy", by: "proxy" },
            detector: { kind: "vrrp", version: 3, advertisement: TAKEOVER / 3.1, priority: 100 },
            consequence: { kind: "takeover", select: 0, claim: 0, gratuitousArp: true, staleArp: deterministic(30) },
          },
        ]
      : [],
    needs: anyOf(...needs),
  };
  const caller: Caller = {
    ...{ persistence: copies ? 31.5 : 0, timers: { t1: 0.5, t2: 4 }, ring: 0, hold: [0], recordRoute: false },
    ...{ nextTarget: undefined, avoid: 0, access: "weighted" },
    registration: { expires: turns * refresh, refresh, repeated: copies ? 32 : 0, atOneAddress: at === "one address" },
  };
  const chain = generateChain(modelOfArchitecture(architecture, {}));
  const { lines } = callDefects(chain, routesOf(architecture, chain.layouts, caller), caller);
  return lines.reduce((sum, { cause, probability }) => (cause === "bindings" ? sum + probability : sum), 0);
}

test.each<Played>(
  some(
    [
      { shares: [1], kept: "for ever", at: "one address", refresh: 60 },
      { shares: [0.5, 0.5], kept: "for ever", at: "one address", refresh: 60 },
      { shares: [0.5, 0.25, 0.25], kept: "in memory", at: "one address", refresh: 90 },
      { shares: [0.5, 0.5], kept: "in memory", at: "every address", refresh: 60 },
      { shares: [0.5, 0.5], kept: "in memory", at: "every address", refresh: 120, copies: true },
      { shares: [0.5, 0.25, 0.25], kept: "in memory", at: "every address", refresh: 120, copies: true },
      { shares: [1], kept: "in a database", at: "every address", refresh: 60 },
      { shares: [1], kept: "for ever", at: "every address", refresh: 45, copies: true },
      { shares: [0.5, 0.5], kept: "in memory", at: "one address", refresh: 90, copies: true },
      { shares: [0.5, 0.5], standby: true, kept: "in memory", at: "one address", refresh: 60, copies: true },
      { shares: [0.5, 0.25, 0.25], standby: true, kept: "in memory", at: "one address", refresh: 60 },
    ],
    [2, 4, 5, 7, 9],
  ),
)("a binding is gone when nobody has heard its user for as long as it lasts: %o", (played) => {
  const truth = missing(played);
  for (const [i, turns] of TURNS.entries()) {
    const chain = byChain(played, turns);
    expect(Math.abs(chain / truth[i]! - 1), `${turns}: ${chain} against ${truth[i]}`).toBeLessThan(0.05);
  }
});

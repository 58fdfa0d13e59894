/** Whose binding is where while nodes fail by chance, against nodes, copies and refreshes played one by one here, and against formulas. */

import { describe, expect, test } from "vitest";
import { modelOfArchitecture } from "../../../src/analysis/architecture-model.ts";
import type { CallCause } from "../../../src/analysis/call/call-cause.ts";
import { callDefects } from "../../../src/analysis/call/call-defects.ts";
import type { Caller } from "../../../src/analysis/call/caller.ts";
import { routesOf } from "../../../src/analysis/call/route.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import type { Bindings } from "../../../src/bindings/description.ts";
import type { Detector } from "../../../src/detectors/description.ts";
import { deterministic, exponential } from "../../../src/distributions/description.ts";
import { Stream } from "../../../src/random/stream.ts";
import type { Architecture } from "../../../src/service/description.ts";
import { anyOf } from "../../../src/structure/expression.ts";
import type { Tier } from "../../../src/tiers/description.ts";
import { inMemory } from "../../architecture/fixture.ts";
import { isLong, less, some } from "../../long.ts";

const MTTF = 300;
const MTTR = 80;
const USERS = 8;
/** From a death until a standby serves [s]. */
const TAKEOVER = 1.5;

interface Played {
  readonly active: number;
  readonly standby: number;
  readonly refresh: number;
  readonly expires: number;
  /** How late copies are [s]. */
  readonly lag?: number;
  /** Chance that a failover works, beside which everybody is blocked for so long on average [s]; nothing is copied then. */
  readonly coverage?: number;
  readonly recovery?: number;
  /** Whether a user registers at one address, by these chances; bindings are then known to all. */
  readonly shares?: readonly number[];
}

/**
 * Share of moments at which a call would find its address served and its callee unknown. Standbys step in for the dead one to one, and
 * whoever comes back takes what it had, or what is vacant, or stands by; it reads what the living know. Copies go to those that stood by at
 * first and to those that have stood by since they came back.
 */
function missing(played: Played, seconds: number): number {
  const { active, standby, refresh, expires, lag = 0, shares, coverage = 1, recovery = 0 } = played;
  const random = new Stream(`bindings played/${active}/${standby}/${lag}`, refresh);
  const after = (mean: number) => mean * random.exponential();
  const nodes = Array.from({ length: active + standby }, (_, i) => ({
    isUp: true,
    has: i < active ? i : -1,
    serves: i < active,
    readyAt: Infinity,
    getsCopies: i >= active,
    next: after(MTTF),
    until: Array.from({ length: active }, () => Array.from({ length: USERS }, () => expires)),
  }));
  type Node = (typeof nodes)[number];
  const common = Array.from({ length: USERS }, () => expires);
  const copies: {
    readonly at: number;
    readonly from: Node;
    readonly to: Node;
    readonly place: number;
    readonly user: number;
    readonly until: number;
  }[] = [];
  const places = Array.from({ length: active }, (_, place) => place);
  const drawn = (): number => {
    let left = random.uniform();
    for (const place of places) {
      left -= shares?.[place] ?? 1 / active;
      if (left < 0) return place;
    }
    return active - 1;
  };
  const stepIn = (now: number, takes: number): void => {
    for (const place of places) {
      if (nodes.some((node) => node.isUp && node.has === place)) continue;
      const spare = nodes.find((node) => node.isUp && node.has < 0);
      if (spare === undefined) return;
      for (const dead of nodes) if (dead.has === place) dead.has = -1;
      spare.has = place;
      spare.readyAt = now + takes;
    }
  };
  const refreshes = places.flatMap((place) =>
    shares !== undefined && place > 0
      ? []
      : common.map((_, user) => ({ place, user, at: (refresh * (user + 0.5 + place / active)) / USERS })),
  );
  let blockedUntil = 0;
  let bad = 0;
  for (let now = 0; now < seconds; now++) {
    const isBlocked = now < blockedUntil;
    if (!isBlocked && now < blockedUntil + 1) stepIn(now, 0);
    // A second's events, in any order: a second is short beside all that counts.
    for (const node of nodes) {
      if (node.readyAt <= now) {
        node.readyAt = Infinity;
        node.serves = node.isUp;
      }
      if (node.next > now) continue;
      const served = node.serves;
      node.isUp = !node.isUp;
      node.next = now + after(node.isUp ? MTTF : MTTR);
      node.serves = false;
      node.readyAt = Infinity;
      if (!node.isUp) {
        if (served && !isBlocked && random.uniform() > coverage) blockedUntil = now + after(recovery);
        if (now >= blockedUntil) stepIn(now, TAKEOVER);
      } else {
        const others = nodes.filter((other) => other !== node && other.isUp);
        for (const place of places)
          for (const user of common.keys())
            node.until[place]![user] =
              coverage < 1 ? 0 : Math.max(0, ...others.map(({ until }) => until[place]![user]!));
        node.serves = node.has >= 0;
        if (node.has < 0) {
          node.getsCopies = coverage === 1;
          if (now >= blockedUntil) stepIn(now, 0);
        } else node.getsCopies = nodes.indexOf(node) >= active;
      }
      if (!nodes.some(({ isUp }) => isUp)) common.fill(0);
    }
    for (const one of refreshes) {
      if (one.at > now) continue;
      one.at += refresh;
      const place = shares === undefined ? one.place : drawn();
      const server = nodes.find((node) => node.serves && node.has === place);
      if (server === undefined || isBlocked) continue;
      common[one.user] = now + expires;
      server.until[place]![one.user] = now + expires;
      copies.push(
        ...nodes.map((to) => ({ at: now + lag, from: server, to, place, user: one.user, until: now + expires })),
      );
    }
    while (copies.length > 0 && copies[0]!.at <= now) {
      const { from, to, place, user, until } = copies.shift()!;
      if (from.isUp && to.isUp && coverage === 1 && (to.getsCopies || to.has < 0))
        to.until[place]![user] = Math.max(to.until[place]![user]!, until);
    }
    const place = drawn();
    const server = nodes.find((node) => node.serves && node.has === place);
    const user = Math.floor(USERS * random.uniform());
    if (
      server !== undefined &&
      now >= blockedUntil &&
      (shares === undefined ? server.until[place]![user]! : common[user]!) <= now
    )
      bad++;
  }
  return bad / seconds;
}

/**
 * The same under election: an owner that lives has its address, else the first living standby, however many that has already. All living
 * standbys get all copies, those in flight go down with their sender; whoever comes back reads what the living know.
 */
function missingUnderElection({ active, standby, refresh, expires, lag = 0 }: Played, seconds: number): number {
  const random = new Stream(`bindings under election/${active}/${standby}`, refresh);
  const after = (mean: number) => mean * random.exponential();
  const places = Array.from({ length: active }, (_, place) => place);
  const users = Array.from({ length: USERS }, (_, user) => user);
  const nodes = Array.from({ length: active + standby }, (_, i) => ({
    isStandby: i >= active,
    isUp: true,
    next: after(MTTF),
    until: places.map((place) => users.map(() => (place === i || i >= active ? expires : 0))),
  }));
  type Node = (typeof nodes)[number];
  const masters: (Node | undefined)[] = places.map((place) => nodes[place]);
  const electedAt = places.map(() => 0);
  const standbys = () => nodes.filter(({ isStandby, isUp }) => isStandby && isUp);
  const refreshes = places.flatMap((place) =>
    users.map((user) => ({ place, user, at: (refresh * (user + 0.5 + place / active)) / USERS })),
  );
  let copies: {
    readonly at: number;
    readonly from: Node;
    readonly place: number;
    readonly user: number;
    readonly until: number;
  }[] = [];
  let bad = 0;
  for (let now = 0; now < seconds; now++) {
    for (const node of nodes) {
      if (node.next > now) continue;
      const others = nodes.filter((other) => other !== node && other.isUp);
      node.isUp = !node.isUp;
      node.next = now + after(node.isUp ? MTTF : MTTR);
      copies = copies.filter(({ from }) => from !== node);
      for (const place of places) {
        if (!node.isUp && masters[place] === node) {
          masters[place] = undefined;
          electedAt[place] = now + TAKEOVER;
        }
        if (!node.isUp) continue;
        for (const user of users)
          node.until[place]![user] = Math.max(0, ...others.map(({ until }) => until[place]![user]!));
        if (nodes[place] === node) masters[place] = node;
        else if (standbys().length === 1 && node.isStandby) electedAt[place] = now + TAKEOVER;
      }
    }
    for (const place of places) if (electedAt[place]! <= now) masters[place] ??= standbys()[0];
    for (const one of refreshes) {
      if (one.at > now) continue;
      one.at += refresh;
      const master = masters[one.place];
      if (master === undefined) continue;
      master.until[one.place]![one.user] = now + expires;
      copies.push({ at: now + lag, from: master, place: one.place, user: one.user, until: now + expires });
    }
    while (copies.length > 0 && copies[0]!.at <= now) {
      const { place, user, until } = copies.shift()!;
      for (const to of standbys()) to.until[place]![user] = Math.max(to.until[place]![user]!, until);
    }
    const place = Math.floor(active * random.uniform());
    const user = Math.floor(USERS * random.uniform());
    const master = masters[place];
    if (master !== undefined && master.until[place]![user]! <= now) bad++;
  }
  return bad / seconds;
}

function tier(name: string, role: Tier["role"], active: number, standby = 0): Tier {
  const nodes = Array.from({ length: active + standby }, (_, i) => ({ name: `${name}-${i + 1}`, speed: 1 }));
  const lifetimes = { timeToFailure: exponential(MTTF), timeToRepair: exponential(MTTR) };
  const service = { each: deterministic(1e-3), byMethod: {}, lookup: 0 };
  return { name, role, nodes, active, standby, workers: 1, queue: 64, service, lifetimes };
}

const HEARTBEAT: Detector = {
  ...{ kind: "heartbeat", interval: TAKEOVER / 1.5, misses: 2 },
  ...{ judged: "at timeout", stagger: null },
};

/** Proxies that own addresses, and a database that may be down alone. */
function service(proxies: Tier, bindings: Bindings, database?: Tier, detector = HEARTBEAT): Architecture {
  return {
    preset: "custom",
    title: "by hand",
    tiers: [proxies, ...(database ? [database] : [])],
    addresses: proxies.nodes
      .slice(0, proxies.active)
      .map(({ name }, i) => ({ name: `A${i + 1}`, tier: proxies.name, owner: name, priority: 0, weight: 1 })),
    watches: [
      {
        ...{ tier: proxies.name, by: proxies.name },
        detector,
        consequence: { kind: "takeover", select: 0, claim: 0, gratuitousArp: true, staleArp: deterministic(30) },
      },
    ],
    directors: "call-id hash",
    bindings,
    needs: anyOf(...(database ?? proxies).nodes.map(({ name }) => name)),
  };
}

function defects(
  architecture: Architecture,
  caller: Partial<Caller>,
  settings: Parameters<typeof modelOfArchitecture>[1] = {},
): (cause: CallCause) => number {
  const all: Caller = {
    timers: { t1: 0.5, t2: 4 },
    ...{ persistence: 0, ring: 0, hold: [0], recordRoute: false, nextTarget: undefined, avoid: 0, access: "weighted" },
    registration: { expires: 3600, refresh: Infinity, repeated: 0, atOneAddress: false },
    ...caller,
  };
  const chain = generateChain(modelOfArchitecture(architecture, settings));
  const { lines } = callDefects(chain, routesOf(architecture, chain.layouts, all), all);
  return (cause) => lines.reduce((sum, line) => (line.cause === cause ? sum + line.probability : sum), 0);
}

const COMMON: Bindings = inMemory({ mode: "synchronous" }, { copiedTo: "all proxies" });

describe("as played one by one", () => {
  test.each<Played>(
    some(
      [
        { active: 2, standby: 1, refresh: 60, expires: 120 },
        { active: 2, standby: 1, refresh: 120, expires: 240 },
        { active: 2, standby: 1, refresh: 60, expires: 120, lag: 20 },
        { active: 3, standby: 1, refresh: 60, expires: 120 },
        { active: 3, standby: 1, refresh: 120, expires: 240 },
        { active: 3, standby: 2, refresh: 120, expires: 240 },
      ],
      [2],
    ),
  )("who serves has no copies for ever: %o", (played) => {
    const { refresh, expires, lag } = played;
    const checkpoint = lag === undefined ? ({ mode: "synchronous" } as const) : ({ mode: "lagged", lag } as const);
    const proxies = tier("proxy", "proxy", played.active, played.standby);
    const of = defects(service(proxies, inMemory(checkpoint)), {
      registration: { expires, refresh, repeated: 0, atOneAddress: false },
    });
    const truth = missing(played, less(1e6, 2e6));
    expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(0.08);
  });

  test.each<Played>(
    some(
      [
        { active: 2, standby: 1, refresh: 60, expires: 120 },
        { active: 2, standby: 2, refresh: 120, expires: 240 },
        { active: 3, standby: 1, refresh: 120, expires: 360 },
        { active: 2, standby: 1, refresh: 60, expires: 120, lag: 20 },
        { active: 2, standby: 2, refresh: 60, expires: 120, lag: 20 },
        { active: 1, standby: 2, refresh: 60, expires: 120, lag: 20 },
        { active: 1, standby: 2, refresh: 60, expires: 120, lag: 45 },
        { active: 2, standby: 2, refresh: 60, expires: 180, lag: 20 },
      ],
      [4, 6],
    ),
  )("under election owners have copies from their return on, which grow old: %o", (played) => {
    const { active, standby, refresh, expires, lag } = played;
    const checkpoint = lag === undefined ? ({ mode: "synchronous" } as const) : ({ mode: "lagged", lag } as const);
    const vrrp: Detector = { kind: "vrrp", version: 3, advertisement: TAKEOVER / 3.1, priority: 100 };
    const proxies = tier("proxy", "proxy", active, standby);
    const of = defects(service(proxies, inMemory(checkpoint), undefined, vrrp), {
      registration: { expires, refresh, repeated: 0, atOneAddress: false },
    });
    const truth = missingUnderElection(played, less(1e6, 2e6));
    expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(
      active < 3 ? 0.06 : 0.1,
    );
  });

  test.each<Played>(
    some(
      [
        { active: 2, standby: 0, refresh: 60, expires: 180, coverage: 0.6, recovery: 60 },
        { active: 3, standby: 1, refresh: 120, expires: 240, coverage: 0.8, recovery: 60 },
      ],
      [1],
    ),
  )("who is blocked without having failed keeps what it knows: %o", (played) => {
    const { active, standby, refresh, expires, coverage, recovery } = played;
    const of = defects(
      service(tier("proxy", "proxy", active, standby), inMemory({ mode: "none" })),
      { registration: { expires, refresh, repeated: 0, atOneAddress: false } },
      { coverage: { probability: coverage!, uncovered: "blocks group", manualRecovery: recovery! } },
    );
    const truth = missing(played, less(1e6, 2e6));
    expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(0.05);
  });

  test.each<Played>(
    some(
      [
        { active: 2, standby: 0, refresh: 60, expires: 120, shares: [2 / 3, 1 / 3] },
        { active: 3, standby: 0, refresh: 120, expires: 360, shares: [1 / 2, 1 / 4, 1 / 4] },
      ],
      [0],
    ),
  )("who registers at one address misses it when that is vacant: %o", (played) => {
    const { refresh, expires } = played;
    const of = defects(service(tier("proxy", "proxy", played.active), COMMON), {
      registration: { expires, refresh, repeated: 0, atOneAddress: true },
    });
    const truth = missing(played, less(1e6, 2e6));
    expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(0.05);
  });
});

/** Copies of what nobody answers, after the first (timers E and A of RFC 3261: 500 ms, doubled, at most 4 s for a REGISTER) [s]. */
const REGISTERS = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];
const INVITES = [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5];

/**
 * Share of calls that servers, dead now and then and empty once all are, answer without knowing the callee; all is sent again.
 *
 * @param timeout after which a request goes on to the next server, whichever was drawn first; Infinity: a lone server
 */
function unknownAfterCopies(refresh: number, seconds: number, timeout = Infinity, invites = INVITES): number {
  const servers = timeout < Infinity ? 2 : 1;
  const random = new Stream("copies played", refresh);
  const lives = Array.from({ length: servers }, (_, server) => {
    const own: { readonly server: number; readonly from: number; readonly to: number; epoch: number }[] = [];
    for (let now = 0; now < seconds + 2 * refresh; ) {
      const to = now + MTTF * random.exponential();
      own.push({ server, from: now, to, epoch: 0 });
      now = to + MTTR * random.exponential();
    }
    return own;
  })
    .flat()
    .sort((one, other) => one.from - other.from);
  let [first, epoch, last] = [0, 0, 0];
  for (const life of lives) {
    if (life.from > last) epoch++;
    life.epoch = epoch;
    last = Math.max(last, life.to);
  }
  /** Since everybody was last dead, the time of the server that the first copy meets which meets any. */
  const met = (at: number, copies: readonly number[]) => {
    while (lives[first]!.to < at - 2 * refresh) first++;
    const drawn = servers === 1 ? 0 : random.integer(servers);
    const sent = copies.filter((offset) => offset < timeout);
    for (let turn = 0; turn < servers; turn++)
      for (const copy of sent.map((offset) => at + offset + (turn > 0 ? turn * timeout : 0)))
        for (let i = first; i < lives.length && lives[i]!.from <= copy; i++)
          if (lives[i]!.server === (drawn + turn) % servers && copy < lives[i]!.to)
            return { epoch: lives[i]!.epoch, at: copy };
    return undefined;
  };
  let bad = 0;
  for (let at = refresh; at < seconds; at++) {
    const call = met(at, invites);
    // A callee whose refreshes began before the call's answer at any moment within a refresh.
    const since = at - refresh * random.uniform();
    const knows = [since - refresh, since, since + refresh].some((when) => {
      const known = met(when, REGISTERS);
      return known !== undefined && known.epoch === call?.epoch && known.at <= call.at;
    });
    if (call !== undefined && !knows) bad++;
  }
  return bad / (seconds - refresh);
}

const REFRESHES = some([60, 120], [1]);

test.each(REFRESHES)("who is still sending when a server is back is there with its next copy: %i s", (refresh) => {
  const of = defects(service(tier("proxy", "proxy", 1), inMemory({ mode: "none" })), {
    persistence: 31.5,
    registration: { expires: 2 * refresh, refresh, repeated: 32, atOneAddress: false },
  });
  const truth = unknownAfterCopies(refresh, 1e6);
  expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(0.03);
});

test.runIf(isLong)("REGISTERs have a clock of their own: they go out again where the INVITE goes out once", () => {
  const of = defects(service(tier("proxy", "proxy", 1), inMemory({ mode: "none" })), {
    registration: { expires: 120, refresh: 60, repeated: 32, atOneAddress: false },
  });
  const truth = unknownAfterCopies(60, 1e6, Infinity, [0]);
  expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(0.03);
});

test.each(
  some(
    [
      { refresh: 60, timeout: 1, persistence: 0.5 },
      { refresh: 60, timeout: 4, persistence: 3.5 },
      { refresh: 120, timeout: 1, persistence: 0.5 },
      { refresh: 120, timeout: 16, persistence: 15.5 },
    ],
    [2],
  ),
)("who goes on to the next target has soon tried them all: %o", ({ refresh, timeout, persistence }) => {
  const of = defects(service(tier("proxy", "proxy", 2), COMMON), {
    ...{ persistence, nextTarget: timeout },
    registration: { expires: 2 * refresh, refresh, repeated: persistence, atOneAddress: true },
  });
  const truth = unknownAfterCopies(refresh, less(1e6, 2e6), timeout);
  expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(0.03);
});

/** From one call that is looked at to the next [s]. */
const STEP = 7;

/** Share of calls that meet a lone server and whose callee's binding has run out in a database that forgets nothing. */
function expired(
  refresh: number,
  expires: number,
  sent: Record<"calls" | "registers", readonly number[]>,
  seconds: number,
): number {
  const random = new Stream("expiry played", refresh, expires);
  const lives: { readonly from: number; readonly to: number }[] = [];
  for (let now = 0; now < seconds + 2 * expires; now = lives.at(-1)!.to + MTTR * random.exponential())
    lives.push({ from: now, to: now + MTTF * random.exponential() });
  let first = 0;
  const met = (at: number, copies: readonly number[]): number => {
    while (lives[first]!.to < at - 2 * expires) first++;
    const found = copies.find((copy) => {
      for (let i = first; i < lives.length && lives[i]!.from <= at + copy; i++)
        if (at + copy < lives[i]!.to) return true;
      return false;
    });
    return found === undefined ? Infinity : at + found;
  };
  let bad = 0;
  for (let at = 2 * expires; at < seconds; at += STEP) {
    const answered = met(at, sent.calls);
    if (answered === Infinity) continue;
    const turn = answered - refresh * random.uniform();
    const turns = Array.from({ length: Math.ceil(expires / refresh) + 1 }, (_, i) => turn - i * refresh);
    if (!turns.some((when) => met(when, sent.registers) <= answered && when + expires > answered)) bad++;
  }
  return (bad * STEP) / (seconds - 2 * expires);
}

const ONCE = [0];

test.each(
  some(
    [
      { refresh: 60, expires: 120 },
      { refresh: 60, expires: 180 },
      { refresh: 120, expires: 240 },
      { refresh: 120, expires: 360 },
    ],
    [],
  ),
)("a binding runs out just when its user's turn comes: %o", ({ refresh, expires }) => {
  const bindings: Bindings = { kind: "database", tier: "db", cache: false, timeout: 1 };
  const alone = service(tier("proxy", "proxy", 1), bindings, tier("db", "database", 1));
  for (const [calls, registers] of [
    [ONCE, ONCE],
    [ONCE, REGISTERS],
    [INVITES, REGISTERS],
  ] as const) {
    // Of a database that nothing needs no failure is known.
    const of = defects(
      { ...alone, needs: anyOf("proxy-1") },
      {
        persistence: calls.at(-1)!,
        registration: { expires, refresh, repeated: registers.length > 1 ? 32 : 0, atOneAddress: false },
      },
    );
    const truth = expired(refresh, expires, { calls, registers }, 1e7);
    expect(Math.abs(of("bindings") / truth - 1), `${of("bindings")} against ${truth}`).toBeLessThan(0.05);
  }
});

test("a REGISTER that is refused is not sent again: users are back when their turn comes, whatever they repeat", () => {
  const alone = service(
    tier("proxy", "proxy", 1),
    { kind: "database", tier: "db", cache: false, timeout: 1 },
    tier("db", "database", 1),
  );
  const registration = { expires: 60, refresh: 60 - 1e-9, repeated: 0, atOneAddress: false };
  const [once, repeated] = [0, 32].map((seconds) =>
    defects(alone, { persistence: seconds, registration: { ...registration, repeated: seconds } })("bindings"),
  );
  expect(once).toBeGreaterThan(0.02);
  expect(repeated).toBeCloseTo(once!, 9);
});

test("what is said within a dialog with a route set has no next target", () => {
  const hold = 20;
  const two = service(tier("proxy", "proxy", 2), COMMON);
  const vacancy = (recordRoute: boolean) => defects(two, { hold: [hold], nextTarget: 1e-9, recordRoute })("vacancy");
  const down = MTTR / (MTTF + MTTR);
  // The call's address was served when it began; the other one does not matter.
  const since = down * (1 - Math.exp(-(1 / MTTF + 1 / MTTR) * hold));
  expect(vacancy(true)).toBeCloseTo(down ** 2 + (1 - down ** 2) * since, 6);
  expect(vacancy(false)).toBeLessThan(0.9 * vacancy(true));
});

/** Queues of which textbooks know the answer, and what they say. */

import { expect } from "vitest";
import type { Bounds } from "../../src/capacity/criteria.ts";
import { type Found, searchRate } from "../../src/capacity/search.ts";
import { type ServiceCapacity, serviceCapacity } from "../../src/capacity/service-capacity.ts";
import { SteadyService } from "../../src/capacity/steady-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

/** Numbers uniform on (0, 1), another generator than the house's (mulberry32). */
export function uniforms(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x51ed270b) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32 + 2 ** -33;
  };
}

/** Customers of one replication of a queue, those before that are not counted. */
const CUSTOMERS = 4000;
const BEFORE = 1000;

/** A queue of c workers by itself, customer by customer: shares of those whose sojourn exceeds a limit, and of those turned away. */
export function played(
  rate: number,
  random: () => number,
  of: { service: () => number; workers: number; room: number; limit: number },
) {
  const free = new Array<number>(of.workers).fill(0);
  const departures: number[] = [];
  let now = 0;
  let [slow, lost] = [0, 0];
  for (let i = -BEFORE; i < CUSTOMERS; i++) {
    now -= Math.log(random()) / rate;
    const service = of.service();
    while (departures.length > 0 && departures[0]! <= now) departures.shift();
    if (departures.length >= of.room) {
      if (i >= 0) lost++;
      continue;
    }
    const next = free.indexOf(Math.min(...free));
    free[next] = Math.max(now, free[next]!) + service;
    let place = departures.length;
    while (place > 0 && departures[place - 1]! > free[next]!) place--;
    departures.splice(place, 0, free[next]!);
    if (i >= 0 && free[next]! - now > of.limit) slow++;
  }
  return { slow: slow / CUSTOMERS, lost: lost / CUSTOMERS };
}

/** The search, over such a queue. */
export async function searched(
  probe: (rate: number, random: () => number) => number,
  bound: number,
  seed: number,
  precision: number,
): Promise<Found> {
  const found = await searchRate({
    ...{ bounds: [bound], late: [0] },
    probe: (rate, replication) => [probe(rate, uniforms(1000 * seed + replication))],
    ...{ start: 100, precision, most: 400, isOver: () => Promise.resolve(false) },
  });
  if (found.kind !== "found") throw new Error(JSON.stringify(found));
  return found;
}

/** One stateful proxy with room for so many transactions, whose workers are idle nearly always; users never register. */
export function fewTransactions(limit: number): Scenario {
  const { scenario, problems } = parseScenario(
    `format: 2
title: little room
architecture:
  preset: single
  tiers: { proxies: { service: { each: 1 ms }, transactions: { limit: ${limit} } } }
traffic:
  users: 2
  calls: { rate: 1/s, duration: 10 s, ring: { exponential: 4 s }, hold: 10 s }
`,
    "room.yaml",
  );
  expect(problems).toBeUndefined();
  return scenario!;
}

/**
 * One proxy whose six messages of a call all take exponential times of 1 ms, and between which so much time passes that each finds the
 * queue as it is in the long run: a Jackson network of one station that each call visits six times.
 */
export function sixVisits(workers: number, waiting: number | "unlimited", seed = 1): Scenario {
  const text = `format: 2
title: six visits
about: a Jackson network
architecture:
  preset: single
  tiers: { proxies: { workers: ${workers}, queue: ${waiting}, service: { each: { exponential: 1 ms }, lookup: 0 s } } }
network: { delay: 200 ms }
traffic:
  calls: { rate: 10/s, arrivals: poisson, duration: 1 s, ring: 0.5 s, hold: { exponential: 0.5 s } }
  clients: { retransmission: false }
run: { seed: ${seed} }
`;
  const read = parseScenario(text, "queue.yaml");
  if (read.problems) throw new Error(JSON.stringify(read.problems));
  return read.scenario;
}

/** Registrars, one of them unless said otherwise, whose users come at random and send each REGISTER once. */
export function registrar(
  proxies: string,
  { tiers = "", bindings = "{ memory: { checkpoint: none } }", preset = "", traffic = "", seed = 1 } = {},
): Scenario {
  const own = `tiers: { proxies: { role: proxy, active: [p1], ${proxies} }, ${tiers} }, addresses: { A: { tier: proxies, owner: p1 } }, bindings: ${bindings}, needs: p1`;
  const text = `format: 2
title: registrar
architecture: { ${preset === "" ? own : `preset: ${preset}`} }
network: { delay: 0.1 ms }
traffic: { users: 10, ${traffic.includes("clients") ? traffic : `clients: { retransmission: false }, ${traffic}`} }
run: { seed: ${seed}, horizon: 10 s }
`;
  const read = parseScenario(text, "registrar.yaml");
  if (read.problems) throw new Error(JSON.stringify(read.problems));
  return read.scenario;
}

export const capacityOf = (scenario: Scenario, bounds: Bounds): Promise<ServiceCapacity> =>
  found(new SteadyService(scenario, bounds));

export const registrationRateOf = (scenario: Scenario, bounds: Bounds): Promise<ServiceCapacity> =>
  found(new SteadyService(scenario, bounds, [], "registrations"));

async function found(service: SteadyService): Promise<ServiceCapacity> {
  const capacity = await serviceCapacity(service, { precision: 0.05, most: 200 });
  if (capacity === "interrupted" || "unboundedAt" in capacity) throw new Error(JSON.stringify(capacity));
  return capacity;
}

/** The interval covers the truth and is as narrow as asked. */
export function expectAround(found: ServiceCapacity, truth: number, precision = 0.05): void {
  const [low, high] = found.interval;
  expect(low).toBeLessThan(truth);
  expect(high).toBeGreaterThan(truth);
  expect((high! - low!) / 2 / truth).toBeLessThan(precision * 1.01);
}

/** The x at which a growing function is `value`, by halving. */
export function solved(grows: (x: number) => number, value: number, low: number, high: number, halvings = 60): number {
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (grows(middle) < value) low = middle;
    else high = middle;
  }
  return low;
}

/** P(a customer of M/M/1/K is turned away), from the balance of its states one by one. */
export function lossOfMM1K(rho: number, k: number): number {
  const weights = [1];
  for (let n = 1; n <= k; n++) weights.push(weights[n - 1]! * rho);
  return weights[k]! / weights.reduce((sum, weight) => sum + weight, 0);
}

/** P(sojourn > t) in M/M/c with service rate `mu`, by conditioning on the number found: all waits are Erlang sums of rate cμ. */
export function slowOfMMc(lambda: number, mu: number, c: number, t: number, steps = 2000): number {
  const a = lambda / mu;
  const weights = [1];
  for (let n = 1; n < 1000; n++) weights.push((weights[n - 1]! * a) / Math.min(n, c));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Wait W and service S ~ exp(μ): P(W + S > t) = P(W > t) + ∫ density of W at u · exp(−μ(t − u)) du, with an atom at 0.
  const late = weights.slice(c).reduce((sum, weight) => sum + weight, 0) / total;
  const wait = (u: number): number => late * Math.exp(-(c * mu - lambda) * u);
  let sum = wait(t) + (1 - wait(0)) * Math.exp(-mu * t);
  for (let i = 0; i < steps; i++) {
    const [u, v] = [(i * t) / steps, ((i + 1) * t) / steps];
    sum += (wait(u) - wait(v)) * Math.exp(-mu * (t - (u + v) / 2));
  }
  return sum;
}

/** P(two independent sojourns in M/M/c together > t), by the trapezoidal rule. */
export function slowTwice(lambda: number, mu: number, c: number, t: number): number {
  const steps = 400;
  const tail = Array.from({ length: steps + 1 }, (_, i) => slowOfMMc(lambda, mu, c, (i * t) / steps, 200));
  let sum = tail[steps]!;
  for (let i = 0; i < steps; i++) sum += (tail[i]! - tail[i + 1]!) * ((tail[steps - i]! + tail[steps - i - 1]!) / 2);
  return sum;
}

/** P(sojourn > t) in M/D/1, by Erlang's formula for the wait: P(W ≤ x) = (1 − ρ) Σ (λ(jD − x))ʲ e^{−λ(jD − x)} / j!, j = 0 … ⌊x/D⌋. */
export function slowOfMD1(lambda: number, d: number, t: number): number {
  const x = t - d;
  if (x < 0) return 1;
  let sum = 0;
  let factorial = 1;
  for (let j = 0; j * d <= x; j++) {
    if (j > 0) factorial *= j;
    const y = lambda * (j * d - x);
    sum += (y ** j * Math.exp(-y)) / factorial;
  }
  return 1 - (1 - lambda * d) * sum;
}

const MU = 200;
const exponential = (random: () => number) => () => -Math.log(random()) / MU;

/** Searches from several seeds; how many intervals cover the truth, all of them as narrow as asked. */
export async function covering(
  truth: number,
  precision: number,
  seeds: number,
  one: (seed: number) => Promise<Found>,
): Promise<number> {
  let covered = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { rate, low, high, isPrecise } = await one(seed);
    expect(isPrecise).toBe(true);
    expect((high! - low!) / 2 / rate).toBeLessThanOrEqual(precision);
    expect(Math.abs(rate / truth - 1)).toBeLessThan(2.5 * precision);
    if (low! <= truth && truth <= high!) covered++;
  }
  return covered;
}

/** Each: its truth, and a search with a seed. */
export const QUEUES = {
  "p95 of M/M/1 ≤ 50 ms": {
    truth: MU - Math.log(20) / 0.05,
    search: (seed: number) =>
      searched(
        (rate, random) =>
          played(rate, random, { service: exponential(random), workers: 1, room: Infinity, limit: 0.05 }).slow,
        0.05,
        seed,
        0.03,
      ),
  },
  "p95 of M/M/4 ≤ 25 ms": {
    truth: solved((rate) => slowOfMMc(rate, MU, 4, 0.025), 0.05, 100, 799),
    search: (seed: number) =>
      searched(
        (rate, random) =>
          played(rate, random, { service: exponential(random), workers: 4, room: Infinity, limit: 0.025 }).slow,
        0.05,
        seed,
        0.03,
      ),
  },
  "p95 of M/D/1 ≤ 20 ms": {
    truth: solved((rate) => slowOfMD1(rate, 1 / MU, 0.02), 0.05, 10, 199.9),
    search: (seed: number) =>
      searched(
        (rate, random) => played(rate, random, { service: () => 1 / MU, workers: 1, room: Infinity, limit: 0.02 }).slow,
        0.05,
        seed,
        0.03,
      ),
  },
  "1 % turned away by M/M/1/10": {
    truth: MU * solved((rho) => lossOfMM1K(rho, 10), 0.01, 0.01, 2),
    search: (seed: number) =>
      searched(
        (rate, random) =>
          played(rate, random, { service: exponential(random), workers: 1, room: 10, limit: Infinity }).lost,
        0.01,
        seed,
        0.03,
      ),
  },
};

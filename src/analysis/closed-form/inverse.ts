import { expectCount, expectPositive, expectRange } from "../../units/range.ts";
import { nodeAvailability, nodeUnavailability } from "./node.ts";
import { kOfNUnavailability } from "./redundancy.ts";
import { isTie, meetsTarget } from "./tie.ts";

/** More servers than this are not looked for. */
const SERVERS_MAX = 100_000;

/**
 * The fewest servers that reach a target: the inverse of thesis eq. (2), and of k-of-n where more than one is required.
 * At an exact tie the target counts as met.
 *
 * @param target largest unavailability allowed, in (0, 1); five nines is 1e-5
 * @param mttf mean time to failure of one server [s]
 * @param mttr mean time to repair of one server [s]
 * @param required servers that must be up, ≥ 1 (1: any one will do, as in the thesis)
 * @throws Refused when even `SERVERS_MAX` servers are too few
 */
export function serversNeeded(target: number, mttf: number, mttr: number, required = 1): number {
  expectTarget(target);
  expectCount("required", required, 1, SERVERS_MAX);
  const a = nodeAvailability(mttf, mttr);
  const u = nodeUnavailability(mttf, mttr);
  const enough = (servers: number): boolean =>
    meetsTarget({ unavailability: kOfNUnavailability(required, servers, u, a), target, required, servers, mttf, mttr });
  let tooFew = required - 1;
  let many = required;
  while (!enough(many)) {
    expectRange(many < SERVERS_MAX, "target", target, `a target that ${SERVERS_MAX} such servers can reach`);
    many = Math.min(2 * many, SERVERS_MAX);
  }
  while (many - tooFew > 1) {
    const middle = Math.floor((tooFew + many) / 2);
    if (enough(middle)) many = middle;
    else tooFew = middle;
  }
  return many;
}

/**
 * The shortest MTTF with which n servers still reach a target [s]. For one required server of N it is
 * MTTR · (U^(−1/N) − 1): with five nines, MTTR 72 h and three servers a little under 3270 h, not the 6000 h that the
 * thesis reads off its grid; with five servers exactly 648 h.
 *
 * @param target largest unavailability allowed, in (0, 1)
 * @param servers n
 * @param mttr mean time to repair of one server [s], > 0
 * @param required servers that must be up, 1 ≤ required ≤ servers; `servers` for full capacity
 */
export function tolerableMttf(target: number, servers: number, mttr: number, required = 1): number {
  expectPositive("mttr", mttr);
  const mttf = mttr / oddsOfDown(target, servers, required);
  return tiedNeighbour(mttf, (candidate) => isTie(target, required, servers, candidate, mttr));
}

/**
 * The longest MTTR with which n servers still reach a target [s].
 *
 * @param target largest unavailability allowed, in (0, 1)
 * @param servers n
 * @param mttf mean time to failure of one server [s], > 0
 * @param required servers that must be up, 1 ≤ required ≤ servers
 */
export function tolerableMttr(target: number, servers: number, mttf: number, required = 1): number {
  expectPositive("mttf", mttf);
  const mttr = mttf * oddsOfDown(target, servers, required);
  return tiedNeighbour(mttr, (candidate) => isTie(target, required, servers, mttf, candidate));
}

/** u / (1 − u) of the server unavailability u at which k-of-n meets the target: MTTR / MTTF. */
function oddsOfDown(target: number, servers: number, required: number): number {
  expectTarget(target);
  expectCount("servers", servers, 1, SERVERS_MAX);
  expectCount("required", required, 1, servers);
  if (required === 1) return 1 / Math.expm1(-Math.log(target) / servers);
  // Bisection on the logarithm of the odds r = u / a: the group's unavailability grows with it.
  let low = Math.log(Number.MIN_VALUE);
  let high = -low;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return Math.exp(middle);
    const odds = Math.exp(middle);
    const found = kOfNUnavailability(required, servers, 1 / (1 + 1 / odds), 1 / (1 + odds));
    if (found > target) high = middle;
    else low = middle;
  }
}

/** The decimal of at most 12 digits beside a computed time, if that is the exact answer; else the time as computed. */
function tiedNeighbour(time: number, isExact: (candidate: number) => boolean): number {
  const candidate = Number(time.toPrecision(12));
  return Math.abs(candidate - time) < 1e-13 * time && isExact(candidate) ? candidate : time;
}

function expectTarget(target: number): void {
  expectRange(target > 0 && target < 1, "target", target, "an unavailability between 0 and 1, both excluded");
}

import { expectRange } from "../units/range.ts";
import { Refused } from "../units/refused.ts";
import { serversNeeded, tolerableMttf, tolerableMttr } from "./closed-form/inverse.ts";
import { farmAvailability, isByFormula } from "./server-farm.ts";
import { modelOfServers, type Servers } from "./server-model.ts";
import { serviceAvailability } from "./service-availability.ts";

/** Servers tried where no formula inverts the question. */
const SERVERS_TRIED = 40;

/** Unavailability of a farm. */
const unavailabilityOf = (farm: Servers): number =>
  (isByFormula(farm) ? farmAvailability(farm).outage : serviceAvailability(modelOfServers(farm)).outage).unavailability;

/**
 * The fewest servers that reach a target.
 *
 * @throws Refused where more servers do not help: a crew that cannot keep up, or failures that are not covered
 */
export function farmServersNeeded(target: number, farm: Omit<Servers, "servers">): number {
  const { required = 1, mttf, mttr } = farm;
  if (isByFormula(farm)) return serversNeeded(target, mttf, mttr, required);
  let best = Infinity;
  for (let servers = required; servers < required + SERVERS_TRIED; servers++) {
    const { failover, ...rest } = farm;
    // Where none stands by there is no failover.
    const found = unavailabilityOf({ ...rest, servers, ...(servers > required && failover ? { failover } : {}) });
    if (found <= target) return servers;
    best = Math.min(best, found);
  }
  throw new Refused(
    `${target}`,
    `an unavailability that up to ${SERVERS_TRIED} spare servers can reach: the best is ${best.toPrecision(3)}`,
    "target",
    "More crews, better coverage or faster failover would help; more servers do not.",
  );
}

/** The shortest MTTF [s] with which a farm reaches a target. */
export function farmTolerableMttf(target: number, farm: Omit<Servers, "mttf">): number {
  const { servers, required = 1, mttr } = farm;
  if (isByFormula({ ...farm, mttf: 1 })) return tolerableMttf(target, servers, mttr, required);
  return boundary((mttf) => unavailabilityOf({ ...farm, mttf }) <= target, mttr, true);
}

/** The longest MTTR [s] with which a farm reaches a target. */
export function farmTolerableMttr(target: number, farm: Omit<Servers, "mttr">): number {
  const { servers, required = 1, mttf } = farm;
  if (isByFormula({ ...farm, mttr: 1 })) return tolerableMttr(target, servers, mttf, required);
  return boundary((mttr) => unavailabilityOf({ ...farm, mttr }) <= target, mttf, false);
}

/** Where a condition that holds for long (or short) times begins to hold, by bisection on the logarithm. */
function boundary(holds: (time: number) => boolean, from: number, isForLong: boolean): number {
  const limit = 1e9;
  const best = isForLong ? from * limit : from / limit;
  expectRange(
    holds(best),
    "target",
    best,
    "a target that can be reached at all; uncovered failures or failover may forbid it",
  );
  let [good, bad] = isForLong ? [best, from / limit] : [best, from * limit];
  if (holds(bad)) return bad;
  while (Math.abs(Math.log(good / bad)) > 1e-14) {
    const middle = Math.sqrt(good * bad);
    if (middle === good || middle === bad) break;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

import { type DroppedByDeath, droppedRate } from "../analysis/call/dropped-calls.ts";
import type { ServiceAvailability } from "../analysis/service-availability.ts";
import { momentsOf, quantileOf } from "../distributions/law.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Tier } from "../tiers/description.ts";

/** Values that stand for a distribution of hold times. */
const POINTS = 1000;
const YEAR = 365 * 86_400;

/** Calls in progress that a tier of back-to-back user agents drops. */
export interface DroppedCalls {
  readonly group: string;
  readonly perYear: number;
  /** By the death of one serving node, while others of the tier live. */
  readonly perDeath: number;
}

/** What one death drops of a tier: rate × share × mean hold, or of the lesser of hold and lag where there are copies. */
export function droppedByDeath({ active, dialogs }: Tier, { calls }: Scenario["traffic"]): DroppedByDeath {
  if (calls === null || dialogs === undefined) return { amongOthers: 0, alone: 0 };
  const rate = calls.arrivals.kind === "rounds" ? 0 : calls.arrivals.rate / active;
  const { hold } = calls;
  const alone = rate * momentsOf(hold).mean;
  const { replication } = dialogs;
  if (replication.mode === "none") return { amongOthers: alone, alone };
  if (replication.mode === "synchronous") return { amongOthers: 0, alone };
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += Math.min(replication.lag, quantileOf(hold, (i + 0.5) / POINTS));
  return { amongOthers: (rate * sum) / POINTS, alone };
}

/**
 * Calls in progress that are dropped in a year, for each tier that keeps dialogs; callers are taken to use its addresses equally, and a node
 * to have its whole share again when it dies. None where there is no chain.
 */
export function droppedCalls({ architecture, traffic }: Scenario, chain: ServiceAvailability): DroppedCalls[] {
  return architecture.tiers.flatMap((tier) => {
    const layout = chain.service.layouts.find(({ group }) => group.name === tier.name);
    if (tier.dialogs === undefined || traffic.calls === null || layout === undefined) return [];
    const byDeath = droppedByDeath(tier, traffic);
    const perYear = YEAR * droppedRate(chain.service, chain.probability, layout, byDeath);
    return [{ group: tier.name, perYear, perDeath: byDeath.amongOthers }];
  });
}

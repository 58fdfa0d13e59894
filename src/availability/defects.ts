import type { ServiceAvailability } from "../analysis/service-availability.ts";
import type { UserBehaviour } from "../scenario/availability-settings.ts";

/** Calls of a million that meet an outage of the service, for one cause of the downtime budget. */
export interface DefectLine {
  readonly cause: string;
  readonly group: string;
  readonly perMillion: number;
  /** Of callers who retransmit for as long as their patience lasts. */
  readonly withRetransmission: number;
  /** Of callers who also redial. */
  readonly withRedial: number;
}

/** Calls of a million that meet an outage of the service, and how many are left when callers keep trying. */
export interface Defects {
  readonly lines: readonly DefectLine[];
  readonly perMillion: number;
  readonly withRetransmission: number;
  readonly withRedial: number;
  /** Unavailability as users perceive it: of callers who retransmit and redial. */
  readonly userPerceivedUnavailability: number;
  readonly sentence: string;
}

/**
 * What callers make of the outages of the service as a whole. Outages are taken as exponential, so that a caller who keeps trying
 * for w seconds is still refused with probability exp(−w / mean outage). What one call meets while the service is up is the
 * business of `callAvailability`.
 */
export function defectsOf(chain: ServiceAvailability, users: UserBehaviour): Defects {
  const redialling = users.patience + users.redials * (users.redialAfter + users.patience);
  const lines = chain.budget
    .filter((line) => line.unavailability > 0)
    .map(({ cause, group, unavailability, frequency }): DefectLine => {
      const outage = frequency > 0 ? unavailability / frequency : Infinity;
      const perMillion = 1e6 * unavailability;
      return {
        cause,
        group,
        perMillion,
        withRetransmission: perMillion * Math.exp(-users.patience / outage),
        withRedial: perMillion * Math.exp(-redialling / outage),
      };
    })
    .sort((a, b) => b.perMillion - a.perMillion);
  const sum = (key: "perMillion" | "withRetransmission" | "withRedial"): number =>
    lines.reduce((total, line) => total + line[key], 0);
  return {
    lines,
    perMillion: sum("perMillion"),
    withRetransmission: sum("withRetransmission"),
    withRedial: sum("withRedial"),
    userPerceivedUnavailability: sum("withRedial") / 1e6,
    sentence: "Calls that meet an outage of the service, and those of callers who keep trying.",
  };
}

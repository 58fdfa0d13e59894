import type { BudgetLine } from "../../analysis/downtime-budget.ts";
import type { ServiceAvailability } from "../../analysis/service-availability.ts";
import type { UserBehaviour } from "../../scenario/availability-settings.ts";
import type { LossPerFailure, MessageLevel } from "./loss-per-failure.ts";

/** Calls that fail, of a million, for one reason. */
export interface DefectLine {
  /** A cause of the downtime budget, or a cause of failed calls around a failover. */
  readonly cause: string;
  readonly group: string;
  readonly perMillion: number;
  /** Of callers who retransmit for as long as their patience lasts. */
  readonly withRetransmission: number;
  /** Of callers who also redial. */
  readonly withRedial: number;
  /** Where the figure comes from. */
  readonly from: "chain" | "messages";
}

/** Defects per million calls by cause. */
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
 * Joins what a failure costs (calls lost, from the message level) with how often it happens (from the chain).
 *
 * A call that meets an outage of the chain fails; outages are taken as exponential, so that a caller who keeps trying for
 * w seconds is still refused with probability exp(−w / mean outage). Around failovers the message level is the better
 * judge, where it was asked: it then takes the place of the chain's lines for detection and takeover.
 */
export function defectsOf(chain: ServiceAvailability, users: UserBehaviour, messages?: MessageLevel): Defects {
  const judged = new Set(messages?.losses.map(({ group }) => group) ?? []);
  const isJudged = ({ cause, group }: BudgetLine): boolean =>
    (cause === "detection" || cause === "takeover") && judged.has(group);
  const redialling = users.patience + users.redials * (users.redialAfter + users.patience);
  const fromChain = chain.budget
    .filter((line) => line.unavailability > 0 && !isJudged(line))
    .map(({ cause, group, unavailability, frequency }): DefectLine => {
      const outage = frequency > 0 ? unavailability / frequency : Number.POSITIVE_INFINITY;
      const perMillion = 1e6 * unavailability;
      return {
        cause,
        group,
        perMillion,
        withRetransmission: perMillion * Math.exp(-users.patience / outage),
        withRedial: perMillion * Math.exp(-redialling / outage),
        from: "chain",
      };
    });
  const fromMessages = (messages?.losses ?? []).flatMap((loss) => messageLines(chain, messages!, loss, users));
  const lines = [...fromChain, ...fromMessages].sort((a, b) => b.perMillion - a.perMillion);
  const sum = (key: "perMillion" | "withRetransmission" | "withRedial"): number =>
    lines.reduce((total, line) => total + line[key], 0);
  return {
    lines,
    perMillion: sum("perMillion"),
    withRetransmission: sum("withRetransmission"),
    withRedial: sum("withRedial"),
    userPerceivedUnavailability: sum("withRedial") / 1e6,
    sentence:
      messages === undefined
        ? "Every call that meets an outage of the chain counts as a defect."
        : `Calls lost around a failure are those of ${messages.replications} simulated replications at ${Number(messages.callRate.toPrecision(3))} calls/s; how often it happens is the chain's.`,
  };
}

/** Calls that one kind of failure costs, times how often it happens, over all calls. */
function messageLines(
  chain: ServiceAvailability,
  { callRate }: MessageLevel,
  { group, calls, outage }: LossPerFailure,
  users: UserBehaviour,
): DefectLine[] {
  const frequency = failuresWhileServing(chain, group);
  // The message level already retransmits as the scenario says; a redial finds the failover over, or not.
  const redialling = users.redials * (users.redialAfter + users.patience);
  const again = outage > 0 ? Math.exp(-redialling / outage) : 0;
  return calls.map(({ cause, count }): DefectLine => {
    const perMillion = (1e6 * frequency * count) / callRate;
    return {
      cause,
      group,
      perMillion,
      withRetransmission: perMillion,
      withRedial: users.redials === 0 ? perMillion : perMillion * again,
      from: "messages",
    };
  });
}

/** How often a serving node of a group fails [1/s]. */
function failuresWhileServing({ service, probability }: ServiceAvailability, name: string): number {
  const layout = service.layouts.find(({ group }) => group.name === name)!;
  let serving = 0;
  for (let state = 0; state < service.chain.states; state += 1)
    serving += probability[state]! * service.stateOf(state)[layout.serving]!;
  return serving / layout.group.mttf;
}

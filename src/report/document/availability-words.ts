/** What an analysis comes to, in one line. */
import type { CallAvailability } from "../../availability/call-availability.ts";
import type { UncertainAvailability } from "../../availability/uncertainty.ts";
import { formatDuration } from "../../units/duration.ts";
import { downtimePerYear, formatNines, formatReached } from "../../units/nines.ts";
import { formatNumber } from "../../units/number.ts";

/** What the line is made of. */
export interface AnsweredService {
  readonly title: string;
  readonly unavailability: number;
  /** Unavailability to reach, where there is a target. */
  readonly target?: number | undefined;
  readonly singlePointsOfFailure: readonly { readonly component: string }[];
  /** What a caller sees, where that is known. */
  readonly call?:
    | {
        readonly unavailability: number;
        readonly causes: readonly { readonly cause: string; readonly group: string; readonly perMillion: number }[];
      }
    | null
    | undefined;
  readonly budget: readonly { readonly cause: string; readonly group: string; readonly unavailability: number }[];
}

/** Why calls fail, as it is said of them. */
const CALL_CAUSES: Readonly<Record<string, string>> = {
  detection: "because nobody has noticed yet that their server is dead",
  takeover: "while a standby steps in",
  restart: "until a process that has failed is noticed and started again in place",
  coverage: "because a failover failed",
  maintenance: "during planned work",
  "common cause": "because all servers of a tier are down at once",
  vacancy: "because their address has no owner until a server is repaired",
  removal: "because they are sent to a dead proxy until it is removed",
  fencing: "while a dead node is being fenced",
  quorum: "because too few nodes are left to have quorum",
  "not removed": "because they are sent to a dead proxy that nobody removes",
  "no proxy": "because no proxy is left",
  database: "because the database is down",
  bindings: "because the callee's binding is gone",
  dialogs: "because the server died that was setting them up or had their dialog",
  overload: "because the servers that are left are overloaded",
  "no failure": "although every server is well",
} satisfies Readonly<Record<CallAvailability["causes"][number]["cause"], string>>;

export const minutes = (unavailability: number): string => formatDuration(downtimePerYear(unavailability), 3);
export const ninesText = (unavailability: number): string => `${Number(formatNines(unavailability))} nines`;

/** One line that answers. */
export function availabilityAnswer({
  title,
  unavailability,
  target,
  singlePointsOfFailure,
  budget,
  call,
}: AnsweredService): string {
  if (unavailability === 0) return `${title} is never down.`;
  const most = [...budget].sort((a, b) => b.unavailability - a.unavailability)[0];
  const goal =
    target === undefined
      ? ""
      : unavailability <= target
        ? `, which meets the target of ${ninesText(target)}`
        : `, which misses the target of ${ninesText(target)}`;
  const where =
    most === undefined
      ? ""
      : ` ${formatNumber((100 * most.unavailability) / unavailability)} % of the downtime comes from ${most.cause}${most.group === "" ? "" : ` (${most.group})`}.`;
  const singles =
    singlePointsOfFailure.length === 0
      ? " There is no single point of failure."
      : ` Single points of failure: ${singlePointsOfFailure.map(({ component }) => component).join(", ")}.`;
  const [first] = call?.causes ?? [];
  const calls =
    call == null || first === undefined
      ? ""
      : ` Of a million calls ${formatNumber(1e6 * call.unavailability, 4)} fail (${ninesText(call.unavailability)}), most of them ${CALL_CAUSES[first.cause] ?? `for ${first.cause}`} (${first.group}).`;
  return `${title} reaches ${ninesText(unavailability)} (${formatReached(unavailability, 3)}): ${minutes(unavailability)} down a year${goal}.${where}${calls}${singles}`;
}

/** How sure the unavailability is, by what is known of the parameters. */
export function uncertaintyWords(found: Omit<UncertainAvailability, "samples" | "p50" | "worthMeasuring">): string[] {
  const { probabilityMet, probabilityMetInterval, target, p05, p95, isAssumed, sentence } = found;
  const [met, low, high] = [probabilityMet, ...probabilityMetInterval].map((share) => `${formatNumber(share * 100)} %`);
  return [
    `With what is known of the parameters, the service reaches ${ninesText(target)} with a probability of ${met} (95 %: ${low} to ${high}); its unavailability lies between ${formatNumber(p05)} and ${formatNumber(p95)} with a probability of 90 %. ${sentence}`,
    ...(isAssumed ? ["Assumed: each MTTF and MTTR lognormal around its value, known within a factor of two."] : []),
  ];
}

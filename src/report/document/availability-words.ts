/** What an analysis comes to, in one line. */
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
      : ` Of a million calls ${formatNumber(1e6 * call.unavailability, 4)} fail (${ninesText(call.unavailability)}), most of them for ${first.cause} (${first.group}).`;
  return `${title} reaches ${ninesText(unavailability)} (${formatReached(unavailability, 3)}): ${minutes(unavailability)} down a year${goal}.${where}${calls}${singles}`;
}

import {
  kOfNUnavailability,
  nodeUnavailability,
  redundantUnavailability,
  seriesUnavailability,
  serversNeeded,
  tolerableMttf,
} from "../library/analysis.ts";

const HOUR = 3600;
/** Mean time to recovery of a server in Fig. 12 (thesis §4, after its references [7] and [22]): a hardware repair. */
const MTTR_HOURS = 72;
const FIVE_NINES = 1e-5;

/** One point of Fig. 12: unavailability of the service by eq. (1) to (3). */
export interface AvailabilityPoint {
  readonly servers: number;
  readonly mttfHours: number;
  readonly mttrHours: number;
  readonly unavailability: number;
}

/** What eq. (2) leaves out, at the same MTTF and MTTR. */
export interface BeyondPoint {
  readonly design: "any 1 of 3" | "2 of 3 at full capacity" | "PPDR with its database in series";
  readonly mttfHours: number;
  readonly mttrHours: number;
  readonly unavailability: number;
}

export interface ThesisAvailability {
  readonly grid: readonly AvailabilityPoint[];
  readonly beyond: readonly BeyondPoint[];
  /** Servers that five nines need at an MTTF of 1500 h. */
  readonly serversAt1500: number;
  /** Least MTTF with which three servers reach five nines, exactly [h]. */
  readonly tolerableMttfHours: number;
  /** The same if two of the three must be up [h]. */
  readonly tolerableMttfFullCapacityHours: number;
}

const MTTF_HOURS = Array.from({ length: 20 }, (_, i) => 500 * (i + 1));

/** Fig. 12: availability against MTTF for N = 1 … 8 servers, and the sentences around it. No simulation. */
export function serviceAvailability(): ThesisAvailability {
  const mttr = MTTR_HOURS * HOUR;
  return {
    grid: Array.from({ length: 8 }, (_, i) => i + 1).flatMap((servers) =>
      MTTF_HOURS.map((mttfHours) => point(servers, mttfHours)),
    ),
    beyond: MTTF_HOURS.flatMap(beyond),
    serversAt1500: serversNeeded(FIVE_NINES, 1500 * HOUR, mttr),
    tolerableMttfHours: tolerableMttf(FIVE_NINES, 3, mttr) / HOUR,
    tolerableMttfFullCapacityHours: tolerableMttf(FIVE_NINES, 3, mttr, 2) / HOUR,
  };
}

/** Eq. (1) to (3) at one MTTF [h]. */
export function point(servers: number, mttfHours: number): AvailabilityPoint {
  const one = nodeUnavailability(mttfHours * HOUR, MTTR_HOURS * HOUR);
  return { servers, mttfHours, mttrHours: MTTR_HOURS, unavailability: redundantUnavailability(servers, one) };
}

/** Three servers counted as the thesis counts them, the same at full capacity, and PPDR of three nodes of the same kind. */
function beyond(mttfHours: number): BeyondPoint[] {
  const one = nodeUnavailability(mttfHours * HOUR, MTTR_HOURS * HOUR);
  const pair = redundantUnavailability(2, one);
  const designs: [BeyondPoint["design"], number][] = [
    ["any 1 of 3", redundantUnavailability(3, one)],
    ["2 of 3 at full capacity", kOfNUnavailability(2, 3, one)],
    ["PPDR with its database in series", seriesUnavailability([pair, pair, one])],
  ];
  return designs.map(([design, unavailability]) => ({ design, mttfHours, mttrHours: MTTR_HOURS, unavailability }));
}

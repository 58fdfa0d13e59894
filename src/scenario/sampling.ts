import { quoted, UnitError } from "../units/unit-error.ts";

/** How points are spread over the parameters when not all combinations are wanted. */
export interface Sampling {
  readonly method: "latin-hypercube" | "sobol";
  readonly size: number;
}

/** No study has more points. */
export const POINTS_MAX = 1_000_000;

/**
 * Reads `latin-hypercube:N` or `sobol:N`, for N points.
 *
 * @throws UnitError for another method, or for a number of points out of range
 */
export function parseSampling(text: string): Sampling {
  const match = /^(latin-hypercube|lhs|sobol):(\d+)$/.exec(text);
  if (!match) throw new UnitError(quoted(text), "latin-hypercube:N or sobol:N for a design of N points");
  const size = Number(match[2]);
  if (!(size >= 1 && size <= POINTS_MAX)) throw new UnitError(`a design of ${size} points`, `from 1 to ${POINTS_MAX}`);
  return { method: match[1] === "sobol" ? "sobol" : "latin-hypercube", size };
}

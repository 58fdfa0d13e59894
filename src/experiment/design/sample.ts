import { Stream } from "../../random/stream.ts";
import { type Axis, withUnit } from "../../scenario/axis.ts";
import type { Sampling } from "../../scenario/sampling.ts";
import { power } from "../../special/power.ts";
import { UnitError } from "../../units/unit-error.ts";
import { DIMENSIONS_MAX, sobolPoints } from "./sobol.ts";

/**
 * Points over all axes at once: rows of values, one for each axis. Each axis is covered evenly: by as many equal strata as there
 * are points (Latin hypercube; M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239), or by a Sobol' sequence.
 *
 * @param seed of the scenario; each axis draws from a stream of its own name, so that one more axis does not move the others
 * @throws UnitError for more axes than the method knows
 */
export function samplePoints(axes: readonly Axis[], { method, size }: Sampling, seed: number): string[][] {
  if (method === "sobol" && axes.length > DIMENSIONS_MAX)
    throw new UnitError(`${axes.length} parameters in a Sobol design`, `at most ${DIMENSIONS_MAX}`);
  const streams = axes.map(({ path }) => new Stream(`design/${method}/${path}`, seed));
  const columns =
    method === "sobol"
      ? transposed(
          sobolPoints(
            size,
            streams.map((random) => random.integer(2 ** 32)),
          ),
          axes.length,
        )
      : streams.map((random) => hypercubeColumn(size, random));
  return Array.from({ length: size }, (_, i) => axes.map((axis, column) => valueAt(axis, columns[column]![i]!)));
}

const transposed = (points: readonly Float64Array[], width: number): Float64Array[] =>
  Array.from({ length: width }, (_, column) => Float64Array.from(points, (point) => point[column]!));

/** One number in each of as many equal strata, in random order. */
function hypercubeColumn(size: number, random: Stream): Float64Array {
  const column = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const stratum = (i + random.uniform()) / size;
    const j = random.integer(i + 1); // shuffled from the inside out
    column[i] = column[j]!;
    column[j] = stratum;
  }
  return column;
}

/** The value of an axis at a share of its length. */
function valueAt(axis: Axis, share: number): string {
  if (axis.kind === "listed") return axis.values[Math.floor(share * axis.values.length)]!;
  const { low, high, unit, logarithmic } = axis;
  return withUnit(logarithmic ? low * power(high / low, share) : low + (high - low) * share, unit);
}

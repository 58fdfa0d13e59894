import { create, type Fraction, fractionDependencies } from "mathjs";

const { fraction } = create({ fractionDependencies: fractionDependencies! });

/** Doubles this close, relatively, are compared again as exact fractions. Far above rounding, far below any real gap. */
const TIE_SUSPECTED = 1e-9;

/** A k-of-n group of servers, and what is asked of it. */
export interface Candidate {
  /** Of the group, computed in doubles. */
  readonly unavailability: number;
  /** Largest unavailability allowed. */
  readonly target: number;
  /** Servers of which no fewer may be up. */
  readonly required: number;
  readonly servers: number;
  /** Mean time to failure of a server [s]. */
  readonly mttf: number;
  /** Mean time to its repair [s]. */
  readonly mttr: number;
}

/**
 * Whether n servers of which k are required are at least as available as the target allows, decided exactly at ties.
 *
 * The numbers are taken as the decimals they print as: MTTF 648 h, MTTR 72 h, five servers and a target of 1e-5 tie,
 * since (72 / 720)⁵ = 10⁻⁵, although no double is 10⁻⁵ and a rounding error would otherwise decide.
 */
export function meetsTarget({ unavailability, target, required, servers, mttf, mttr }: Candidate): boolean {
  if (Math.abs(unavailability - target) > TIE_SUSPECTED * target) return unavailability < target;
  return exactKOfNUnavailability(required, servers, mttf, mttr).compare(decimal(target)) <= 0;
}

/** Whether n servers of which k are required have exactly the unavailability `target`. */
export function isTie(target: number, required: number, servers: number, mttf: number, mttr: number): boolean {
  return exactKOfNUnavailability(required, servers, mttf, mttr).equals(decimal(target));
}

/** Unavailability of n equal servers of which k are required, as an exact fraction of decimal times. */
function exactKOfNUnavailability(required: number, servers: number, mttf: number, mttr: number): Fraction {
  const up = decimal(mttf);
  const down = decimal(mttr);
  let sum = fraction(0);
  let ways = fraction(1);
  for (let i = 0; i < required; i++) {
    sum = sum.add(ways.mul(up.pow(i)).mul(down.pow(servers - i)));
    ways = ways.mul(servers - i).div(i + 1);
  }
  return sum.div(up.add(down).pow(servers));
}

/** A double as the decimal it prints as, such as 1e-5. */
function decimal(value: number): Fraction {
  const [digits, exponent = "0"] = String(value).split("e");
  return fraction(digits!).mul(fraction(10).pow(Number(exponent)));
}

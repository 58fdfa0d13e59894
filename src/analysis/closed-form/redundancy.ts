import { power } from "../../special/power.ts";
import { expectCount, expectProbability } from "../../units/range.ts";

/**
 * Unavailability of independent components in series, 1 − Π(1 − uᵢ), without cancellation however small they are.
 *
 * @param unavailabilities one probability per component; none gives 0
 */
export function seriesUnavailability(unavailabilities: readonly number[]): number {
  let logAvailability = 0;
  for (const u of unavailabilities) {
    expectProbability("unavailability", u);
    logAvailability += Math.log1p(-u);
  }
  return 0 - Math.expm1(logAvailability);
}

/**
 * Unavailability of independent components in parallel, Π uᵢ: down only while all are down.
 *
 * With N equal servers this is 1 − A in thesis eq. (2), A = 1 − (1 − A₁)^N, and by eq. (3) that of the service. It
 * counts any one server as service and leaves out failover time, coverage, common causes and a shared repair crew.
 *
 * @param unavailabilities one probability per component, at least one
 */
export function parallelUnavailability(unavailabilities: readonly number[]): number {
  expectCount("number of components", unavailabilities.length, 1);
  let product = 1;
  for (const u of unavailabilities) {
    expectProbability("unavailability", u);
    product *= u;
  }
  return product;
}

/**
 * Unavailability of N equal independent servers when any one of them is service enough: u^N (thesis eq. 2 and 3).
 *
 * @param servers N, ≥ 1
 * @param unavailability u of one server
 */
export function redundantUnavailability(servers: number, unavailability: number): number {
  return kOfNUnavailability(1, servers, unavailability);
}

/**
 * Unavailability of n equal independent servers of which k are required: the probability that fewer than k are up,
 * Σ_{i<k} C(n, i) aⁱ uⁿ⁻ⁱ. Every term is positive, so no digit cancels.
 *
 * @param required k, 1 ≤ k ≤ n
 * @param servers n
 * @param unavailability u of one server, in [0, 1]
 * @param availability a of one server; give it when u is near 1 and 1 − u would lose digits
 */
export function kOfNUnavailability(
  required: number,
  servers: number,
  unavailability: number,
  availability: number = 1 - unavailability,
): number {
  expectCount("servers", servers, 1);
  expectCount("required", required, 1, servers);
  expectProbability("unavailability", unavailability);
  expectProbability("availability", availability);
  let sum = 0;
  for (let up = required - 1; up >= 0; up--) sum += binomialTerm(servers, up, availability, unavailability);
  return Math.min(sum, 1);
}

/**
 * Unavailability of independent, unequal components of which k are required. A recursion over the components on the
 * number of them that are down; sums of positive terms only.
 *
 * @param required k, 1 ≤ k ≤ number of components
 * @param unavailabilities one probability per component
 */
export function kOfUnequalUnavailability(required: number, unavailabilities: readonly number[]): number {
  const n = unavailabilities.length;
  expectCount("number of components", n, 1);
  expectCount("required", required, 1, n);
  const fatal = n - required + 1;
  const down = new Float64Array(fatal + 1); // down[j]: exactly j down; the last entry: `fatal` or more
  down[0] = 1;
  for (const u of unavailabilities) {
    expectProbability("unavailability", u);
    down[fatal]! += down[fatal - 1]! * u;
    for (let j = fatal - 1; j > 0; j--) down[j] = down[j]! * (1 - u) + down[j - 1]! * u;
    down[0]! *= 1 - u;
  }
  return down[fatal]!;
}

/**
 * P(exactly i of n are up) = C(n, i) aⁱ uⁿ⁻ⁱ, multiplied so that neither the coefficient overflows nor the powers
 * underflow before the product itself does.
 */
export function binomialTerm(n: number, i: number, a: number, u: number): number {
  const few = Math.min(i, n - i);
  let term = 1;
  let ups = i;
  let downs = n - i;
  for (let j = 1; j <= few; j++) {
    term *= (n - few + j) / j;
    while (term > 1 && ups + downs > 0) {
      if (ups > 0) {
        term *= a;
        ups--;
      }
      if (downs > 0) {
        term *= u;
        downs--;
      }
    }
  }
  return term * power(a, ups) * power(u, downs);
}

import { expectCount, expectPositive, expectRange } from "../../units/range.ts";

/** A chain on the states 0, 1, …, n that moves one step at a time. Rates per second, all > 0. */
export interface BirthDeath {
  /** Rate of the step i → i + 1. */
  readonly births: readonly number[];
  /** Rate of the step i + 1 → i; as many as births. */
  readonly deaths: readonly number[];
}

/**
 * n equal servers with any number of repair crews; the state is the number of servers that are down.
 *
 * @param servers n
 * @param crews repair crews, 1 to Infinity; each repairs one server at a time
 * @param failing how many servers can fail while `down` are down: all that are up (hot standby) unless said otherwise;
 *   with cold standby, the required ones only
 */
export function machineRepair(
  servers: number,
  mttf: number,
  mttr: number,
  crews = Infinity,
  failing: (down: number) => number = (down) => servers - down,
): BirthDeath {
  expectCount("servers", servers, 1);
  expectPositive("mttf", mttf);
  expectPositive("mttr", mttr);
  expectRange(crews >= 1, "crews", crews, "at least 1");
  return {
    births: Array.from({ length: servers }, (_, down) => failing(down) / mttf),
    deaths: Array.from({ length: servers }, (_, down) => Math.min(down + 1, crews) / mttr),
  };
}

/**
 * Mean time from state `from` to the first visit of state `to` > `from` [s]:
 * Σ_{j=from}^{to−1} (π₀ + … + πⱼ) / (πⱼ bⱼ).
 *
 * Source: Karlin & Taylor, A First Course in Stochastic Processes, §4.7.
 */
export function birthDeathPassage(chain: BirthDeath, from: number, to: number): number {
  expectCount("to", to, 1, chain.births.length);
  expectCount("from", from, 0, to - 1);
  const weights = relativeWeights(chain);
  let below = 0;
  let mean = 0;
  for (let j = 0; j < to; j++) {
    below += weights[j]!;
    if (j >= from) mean += below / (weights[j]! * chain.births[j]!);
  }
  return mean;
}

function relativeWeights({ births, deaths }: BirthDeath): number[] {
  expectCount("deaths", deaths.length, births.length, births.length);
  const weights = [1];
  births.forEach((birth, i) => {
    expectPositive(`births[${i}]`, birth);
    expectPositive(`deaths[${i}]`, deaths[i]!);
    weights.push((weights[i]! * birth) / deaths[i]!);
  });
  return weights;
}

/** Mean of the state in the long run over n: of repaired servers the share that is down. Source: Karlin & Taylor, as above. */
export function meanShare({ births, deaths }: BirthDeath): number {
  let [weight, all, sum] = [1, 1, 0];
  for (const [i, birth] of births.entries()) {
    weight *= birth / deaths[i]!;
    all += weight;
    sum += weight * (i + 1);
  }
  return sum / all / births.length;
}

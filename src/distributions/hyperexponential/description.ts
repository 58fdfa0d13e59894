import { inside, meanOf, number, parts, probability } from "../../notation/plain-parts.ts";
import { probability as probabilityShape } from "../../notation/quantities.ts";
import { items, strict } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatProbability } from "../../units/probability.ts";
import { UnitError } from "../../units/unit-error.ts";
import { above, CV_MAX, type DistributionKind, short, time } from "../kind.ts";

export interface Branch<P, M> {
  readonly probability: P;
  readonly mean: M;
}

/** One of several exponential distributions by chance: a process restart or a new machine. More variable than exponential. */
export interface Hyperexponential {
  readonly kind: "hyperexponential";
  readonly branches: readonly { readonly probability: number; readonly mean: number }[];
}

/** Always written with its branches; a file may also say the mean and the coefficient of variation of two that are balanced. */
type Written = readonly Branch<string | number, string>[] | { readonly mean: string; readonly cv: number };

export const hyperexponential: DistributionKind<Hyperexponential, { readonly hyperexponential: Written }> = {
  meaning: "A mixture of exponentials: by mean and cv, or branch by branch.",
  schema: {
    anyOf: [
      strict({ mean: time, cv: above(1, CV_MAX) }),
      items(strict({ probability: probabilityShape.schema, mean: time }), 1),
    ],
  },
  read: (parameters) => {
    if (Array.isArray(parameters)) return { kind: "hyperexponential", branches: branchesOf(parameters) };
    const { mean, cv } = parts(parameters, ["mean", "cv"], '{ mean: "1 s", cv: 2 }');
    return balanced(
      meanOf(mean),
      inside("cv", () => number(cv, 1, CV_MAX)),
    );
  },
  written: ({ branches }) => ({
    hyperexponential: branches.map((branch) => ({
      probability: formatProbability(branch.probability),
      mean: formatDuration(branch.mean),
    })),
  }),
  divided: (law, by) => ({ ...law, branches: law.branches.map((branch) => ({ ...branch, mean: branch.mean / by })) }),
  rounded: (law) => {
    const first = law.branches.slice(0, -1).map(({ probability }) => Number(probability.toFixed(4)));
    const probabilities = [...first, Number((1 - first.reduce((sum, p) => sum + p, 0)).toFixed(4))]; // they add up to 1
    return {
      ...law,
      branches: law.branches.map(({ mean }, i) => ({ probability: probabilities[i]!, mean: short(mean) })),
    };
  },
};

/**
 * Two branches with the given mean and coefficient of variation cv > 1 that carry half of the mean each ("balanced means"):
 * p₁ = (1 + √((cv²−1)/(cv²+1)))/2, mean₁ = mean/(2p₁).
 * Source: H. C. Tijms, Stochastic Models (1994), appendix B.
 */
export function balanced(mean: number, cv: number): Hyperexponential {
  const squared = cv * cv;
  const first = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  const second = 1 / (squared + 1) / (2 * first); // (1 − first) without cancellation: first · second = 1/(2(cv²+1))
  return {
    kind: "hyperexponential",
    branches: [
      { probability: first, mean: mean / (2 * first) },
      { probability: second, mean: mean / (2 * second) },
    ],
  };
}

function branchesOf(given: readonly unknown[]): Branch<number, number>[] {
  const example = '{ probability: "90 %", mean: "1 min" }';
  const branches = given.map((item, i) =>
    inside(i, () => {
      const { probability: p, mean } = parts(item, ["probability", "mean"], example);
      return { probability: inside("probability", () => probability(p)), mean: meanOf(mean) };
    }),
  );
  const total = branches.reduce((sum, branch) => sum + branch.probability, 0);
  if (Math.abs(total - 1) <= 1e-9) return branches;
  throw new UnitError(
    `branches whose probabilities add up to ${total}`,
    `branches that add up to 1, such as [${example}, …]`,
  );
}

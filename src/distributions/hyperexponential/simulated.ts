import type { Drawing } from "../mechanism.ts";
import type { Hyperexponential } from "./description.ts";

export const hyperexponential: Drawing<Hyperexponential> = ({ branches }, stream) => {
  const means = branches.map((branch) => branch.mean);
  const upTo = cumulative(branches.map((branch) => branch.probability));
  const draw = () => {
    const u = stream.uniform();
    let branch = 0;
    while (u >= upTo[branch]!) branch++;
    return means[branch]! * stream.exponential();
  };
  return { by: "function", draw };
};

/** Sums of the probabilities up to each branch; the last is ∞, so that rounding leaves no gap above it. */
function cumulative(probabilities: readonly number[]): Float64Array {
  let sum = 0;
  const upTo = Float64Array.from(probabilities, (probability) => {
    sum += probability;
    return sum;
  });
  upTo[probabilities.findLastIndex((probability) => probability > 0)] = Infinity;
  return upTo;
}

import { Sampler } from "../random/sampler.ts";
import type { Stream } from "../random/stream.ts";
import type { Distribution, DistributionName } from "./description.ts";
import { deterministic } from "./deterministic/simulated.ts";
import type { Duration } from "./duration.ts";
import { empirical } from "./empirical/simulated.ts";
import { erlang } from "./erlang/simulated.ts";
import { exponential } from "./exponential/simulated.ts";
import { gamma } from "./gamma/simulated.ts";
import { hyperexponential } from "./hyperexponential/simulated.ts";
import { meanOf } from "./law.ts";
import { lognormal } from "./lognormal/simulated.ts";
import type { Drawing } from "./mechanism.ts";
import { uniform } from "./uniform/simulated.ts";
import { weibull } from "./weibull/simulated.ts";

const DRAWINGS: { readonly [K in DistributionName]: Drawing<Distribution<K>> } = {
  ...{ deterministic, exponential, uniform, erlang, gamma, lognormal, weibull, hyperexponential, empirical },
};

/** A sampler of the distribution on the stream. Several samplers may share a stream; they then share its sequence. */
export const samplerOf = <K extends DistributionName>(distribution: Distribution<K>, stream: Stream): Sampler =>
  new Sampler(DRAWINGS[distribution.kind](distribution, stream), stream);

/** A duration as a model takes it: what is the same every time as it is, and else how it is drawn [s]. */
export function drawnFrom(duration: Duration, stream: Stream): number | { readonly mean: number; sample(): number } {
  if (typeof duration === "number") return duration;
  const sampler = samplerOf(duration, stream);
  return { mean: meanOf(duration), sample: () => sampler.sample() };
}

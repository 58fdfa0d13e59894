import { Sampler } from "../random/sampler.ts";
import type { Stream } from "../random/stream.ts";
import type { Distribution, DistributionName } from "./description.ts";
import { deterministic } from "./deterministic/simulated.ts";
import { empirical } from "./empirical/simulated.ts";
import { erlang } from "./erlang/simulated.ts";
import { exponential } from "./exponential/simulated.ts";
import { gamma } from "./gamma/simulated.ts";
import { hyperexponential } from "./hyperexponential/simulated.ts";
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

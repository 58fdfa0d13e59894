import type { Drawing } from "../mechanism.ts";
import type { Weibull } from "./description.ts";
import { scaleOf } from "./law.ts";

export const weibull: Drawing<Weibull> = (distribution, stream) => {
  const scale = scaleOf(distribution);
  // E^(1/shape), faster than by a power
  const draw = () => scale * Math.exp(Math.log(stream.exponential()) / distribution.shape);
  return { by: "function", draw };
};

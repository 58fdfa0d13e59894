import type { Drawing } from "../mechanism.ts";
import type { Weibull } from "./description.ts";
import { scaleOf } from "./law.ts";

export const weibull: Drawing<Weibull> = (distribution, stream) => {
  const scale = scaleOf(distribution);
  const power = 1 / distribution.shape;
  return { by: "function", draw: () => scale * stream.exponential() ** power };
};

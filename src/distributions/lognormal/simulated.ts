import type { Drawing } from "../mechanism.ts";
import type { Lognormal } from "./description.ts";
import { ofLogarithm } from "./law.ts";

export const lognormal: Drawing<Lognormal> = (distribution, stream) => {
  const { location, scale } = ofLogarithm(distribution);
  return { by: "function", draw: () => Math.exp(location + scale * stream.normal()) };
};

import type { Stream } from "../../random/stream.ts";
import type { Drawing } from "../mechanism.ts";
import type { Gamma } from "./description.ts";

export const gamma: Drawing<Gamma> = ({ shape, mean }, stream) => {
  const scale = mean / shape;
  // a variate of shape a + 1 times U^(1/a) has shape a (Marsaglia and Tsang, section 6)
  const standard = standardGamma(shape >= 1 ? shape : shape + 1, stream);
  const draw =
    shape >= 1 ? () => scale * standard() : () => scale * standard() * Math.exp(Math.log(stream.uniform()) / shape);
  return { by: "function", draw };
};

/**
 * Gamma variates of scale 1 and shape a ≥ 1 by rejection from the cube of a normal variate.
 * Source: G. Marsaglia, W. W. Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000) 363–372.
 */
function standardGamma(shape: number, stream: Stream): () => number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = stream.normal();
      const t = 1 + c * x;
      if (t <= 0) continue;
      const v = t * t * t;
      const u = stream.uniform();
      if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  };
}

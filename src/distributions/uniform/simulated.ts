import type { Drawing } from "../mechanism.ts";
import type { Uniform } from "./description.ts";

export const uniform: Drawing<Uniform> = ({ low, high }) => ({ by: "uniform", low, width: high - low });

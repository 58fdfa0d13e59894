import type { Drawing } from "../mechanism.ts";
import type { Exponential } from "./description.ts";

export const exponential: Drawing<Exponential> = ({ mean }) => ({ by: "exponential", mean });

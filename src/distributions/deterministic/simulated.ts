import type { Drawing } from "../mechanism.ts";
import type { Deterministic } from "./description.ts";

export const deterministic: Drawing<Deterministic> = ({ value }) => ({ by: "constant", value });

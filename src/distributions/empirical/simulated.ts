import type { Drawing } from "../mechanism.ts";
import type { Empirical } from "./description.ts";

export const empirical: Drawing<Empirical> = ({ values }, stream) => {
  const table = Float64Array.from(values);
  return { by: "function", draw: () => table[stream.integer(table.length)]! };
};

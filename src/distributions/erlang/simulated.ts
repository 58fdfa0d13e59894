import type { Drawing } from "../mechanism.ts";
import type { Erlang } from "./description.ts";

export const erlang: Drawing<Erlang> = ({ stages, mean }, stream) => {
  const stageMean = mean / stages;
  const draw = () => {
    let sum = 0;
    for (let stage = 0; stage < stages; stage++) sum += stream.exponential();
    return stageMean * sum;
  };
  return { by: "function", draw };
};

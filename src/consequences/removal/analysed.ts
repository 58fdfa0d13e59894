import type { ConsequenceLaw } from "../law.ts";
import type { Removal } from "./description.ts";

export const removal: ConsequenceLaw<Removal> = {
  mean: ({ delay }) => delay,
  longest: ({ delay }) => delay,
};

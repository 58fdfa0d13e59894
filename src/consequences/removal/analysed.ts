import { longestOf, meanOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { Removal } from "./description.ts";

export const removal: ConsequenceLaw<Removal> = {
  mean: ({ delay }) => meanOf(delay),
  longest: ({ delay }) => longestOf(delay),
};

import { longestOf, meanOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { Route } from "./description.ts";

/** Until the routers agree. */
export const route: ConsequenceLaw<Route> = {
  mean: ({ convergence }) => meanOf(convergence),
  longest: ({ convergence }) => longestOf(convergence),
};

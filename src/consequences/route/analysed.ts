import type { ConsequenceLaw } from "../law.ts";
import type { Route } from "./description.ts";

/** Until the routers agree. */
export const route: ConsequenceLaw<Route> = {
  mean: ({ convergence }) => convergence,
  longest: ({ convergence }) => convergence,
};

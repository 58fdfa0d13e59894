import type { Fit } from "../fit.ts";

export const empirical: Fit = () => ({ none: "every value would be a parameter of its own" });

import type { Fit } from "../fit.ts";

export const deterministic: Fit = () => ({ none: "values that vary are not the same every time" });

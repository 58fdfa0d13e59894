import type { Fit } from "../fit.ts";

export const uniform: Fit = () => ({
  none: "its likelihood is highest with the smallest and the largest value as bounds, and has no slope there",
});

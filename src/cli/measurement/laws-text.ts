/** Laws that were fitted, in words and as YAML. */
import type { ProfileInterval } from "../../statistics/fit/profile-likelihood.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";

/** As YAML would write it on one line. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(", ")} }`;
  return String(value);
}

/** A parameter with its interval, as `mean 3.2 d (2.9 d … 3.5 d)`. */
export function intervalText({ parameter, estimate, low, high }: ProfileInterval): string {
  const text = (value: number | null): string =>
    value === null || value > 1e12
      ? "?"
      : parameter.startsWith("mean")
        ? formatDuration(value, 3)
        : formatNumber(value, 3);
  return `${parameter} ${text(estimate)} (${text(low)} … ${text(high)})`;
}

import { numberOf } from "../block.ts";

/** Whose defaults these are: Debian 12's; configuration.txt, intro.txt and defaults.h of that version. */
export const HAPROXY = "haproxy 2.6.12";

const UNITS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** A time [s]: a whole number with its unit, or alone in milliseconds; NaN for everything else. */
export function secondsOf(text: string, unit: keyof typeof UNITS = "ms"): number {
  const [, digits = "", written = ""] = /^(\d+)(us|ms|s|m|h|d|)$/.exec(text) ?? [];
  const factor = UNITS[written === "" ? unit : written]!;
  // Divided rather than multiplied by a fraction that has no exact number.
  return factor < 1 ? numberOf(digits) / Math.round(1 / factor) : numberOf(digits) * factor;
}

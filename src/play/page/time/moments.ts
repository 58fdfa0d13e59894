import { parseDuration } from "../../../units/duration.ts";
import { UnitError } from "../../../units/unit-error.ts";

/** Simulated seconds per second that can be chosen. */
export const SPEEDS: readonly number[] = [
  ...[1e-5, 1e-4, 1e-3, 0.01, 0.1],
  ...[1, 2, 5, 10, 20, 50, 100, 1000, Infinity],
];

/** A speed as a choice. */
export function speedText(speed: number): string {
  if (speed === Infinity) return "as fast as it can";
  if (speed === 1) return "real time";
  if (speed > 1) return `${speed} × real time`;
  return speed < 1e-3 ? `${Math.round(speed * 1e6)} µs per second` : `${Math.round(speed * 1e3)} ms per second`;
}

/** The next faster speed, or slower one. */
export function otherSpeed(speed: number, by: 1 | -1): number {
  const at = SPEEDS.indexOf(speed) + by;
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))]!;
}

/** Decimals of a second that somebody can follow at such a speed; all that matter where the run stands. */
export const decimalsAt = (speed: number, isPlaying: boolean): number =>
  isPlaying ? Math.min(6, Math.max(1, 2 - Math.floor(Math.log10(Math.min(speed, 10))))) : 6;

/** A time of the run: "12.345678 s". */
export const timeText = (time: number, decimals: number): string => `${time.toFixed(decimals)} s`;

/** Reads a time that somebody types: a number of seconds, or a duration with its unit. A sentence if it is neither. */
export function readTime(text: string): number | string {
  const trimmed = text.trim().replace(",", ".");
  if (/^\d*\.?\d+$/.test(trimmed)) return Number(trimmed);
  try {
    return parseDuration(trimmed);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return "Write a time such as 12.5 s, 300 ms or 2 min.";
  }
}

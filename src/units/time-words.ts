import { formatDuration } from "./duration.ts";

/** A length of time to the second, as people say it: "1 min 10 s". */
export function timeWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return formatDuration(seconds, 3);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60] as const;
  return ["h", "min", "s"].flatMap((unit, i) => (parts[i]! > 0 ? [`${parts[i]} ${unit}`] : [])).join(" ");
}

import type { TransientUnavailability } from "../../analysis/chain/measures.ts";
import { NoAnswer } from "../../units/refused.ts";
import { durationText } from "./outage-json.ts";

/** The answer to one question among several; or a sentence that says why there is none. */
export function answered<T>(solve: () => T, onNoAnswer: (why: NoAnswer) => void = () => {}): T | string {
  try {
    return solve();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    onNoAnswer(error);
    return error.message;
  }
}

export const transientJson = (time: number, transient: TransientUnavailability | string) => ({
  transient: { timeHours: time / 3600, ...(typeof transient === "string" ? { refused: transient } : transient) },
});

/** Point and interval unavailability in words. */
export function transientText(time: number, transient: TransientUnavailability | string): string {
  if (typeof transient === "string") return `after ${durationText(time)}: no answer. ${transient}\n`;
  const { instantaneous, interval, errorBound } = transient;
  return (
    `after ${durationText(time)}: down with probability ${instantaneous.toPrecision(8)}, on average until then ` +
    `${interval.toPrecision(8)} (± ${errorBound.toExponential(1)})\n`
  );
}

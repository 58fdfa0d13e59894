import type { TransientUnavailability } from "../../analysis/chain/measures.ts";
import { parseDuration } from "../../units/duration.ts";
import { UnitError } from "../../units/unit-error.ts";
import type { CommandLine } from "../command-line.ts";
import { optionValue } from "../option-values.ts";
import type { AvailabilityOptions } from "./availability-options.ts";
import { durationText } from "./outage-json.ts";

/** The time that --at names [s], if it was given. */
export const instantOf = ({ at }: AvailabilityOptions, line: CommandLine): number | undefined =>
  optionValue(line, "--at", at, (text) => {
    const seconds = parseDuration(text);
    if (seconds > 0) return seconds;
    throw new UnitError(JSON.stringify(text), 'a duration above 0, such as "8760 h"');
  });

export const transientJson = (time: number, transient: TransientUnavailability) => ({
  transient: { timeHours: time / 3600, ...transient },
});

/** Point and interval unavailability in words. */
export const transientText = (time: number, { instantaneous, interval, errorBound }: TransientUnavailability): string =>
  `after ${durationText(time)}: down with probability ${instantaneous.toPrecision(8)}, on average until then ` +
  `${interval.toPrecision(8)} (± ${errorBound.toExponential(1)})\n`;

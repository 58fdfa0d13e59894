import type { OutageMeasures } from "../../analysis/closed-form/outage.ts";
import { styled } from "../../report/terminal.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNines, formatReached } from "../../units/nines.ts";

const HOUR = 3600;
const MINUTE = 60;
const YEAR = 365 * 24 * HOUR;

/** A time that may be infinite. */
export const durationText = (seconds: number): string =>
  seconds === Infinity
    ? "never"
    : Number.isNaN(seconds)
      ? "–"
      : seconds > 1e14
        ? `${(seconds / YEAR).toExponential(2)} y`
        : formatDuration(seconds, 4);

/** The measures of outages under the names that JSON carries. */
export const outageJson = (outage: OutageMeasures) => ({
  availability: 1 - outage.unavailability,
  unavailability: outage.unavailability,
  nines: outage.nines,
  downtimeMinutesPerYear: outage.downtimePerYear / MINUTE,
  downtimeMinutesPerMonth: outage.downtimePerMonth / MINUTE,
  downtimeMinutesPerWeek: outage.downtimePerWeek / MINUTE,
  failuresPerYear: outage.failureFrequency * YEAR,
  meanUpTimeHours: outage.upTimeMean / HOUR,
  meanDownTimeHours: outage.downTimeMean / HOUR,
});

/** The same for the terminal. */
export function outageText(outage: OutageMeasures, colour: boolean): string {
  const { unavailability, nines, failureFrequency, upTimeMean, downTimeMean, downtimePerYear } = outage;
  const lines = [
    `${styled(`${nines === Infinity ? "never down" : `${formatNines(unavailability)} nines`}`, "bold", colour)}   availability ${formatReached(unavailability, 4)}, unavailability ${unavailability.toPrecision(6)}`,
    `down ${durationText(downtimePerYear)} a year, ${durationText(outage.downtimePerMonth)} a month, ${durationText(outage.downtimePerWeek)} a week`,
  ];
  if (failureFrequency > 0)
    lines.push(
      `${Number((failureFrequency * YEAR).toPrecision(4))} outages a year of ${durationText(downTimeMean)} on average; ${durationText(upTimeMean)} up between them`,
    );
  return `${lines.join("\n")}\n`;
}

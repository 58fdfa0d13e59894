import { formatDuration } from "../../units/duration.ts";
import { downtimePerYear, formatNines, formatReached, nines } from "../../units/nines.ts";
import type { PricedDesign } from "../plot/availability-plots.ts";
import { type Table, tableOf } from "../table/table.ts";

/** What a design is made of, in words: "active 2, standby 1". */
export const choiceText = (choice: readonly (readonly [path: string, value: string | number])[]): string =>
  choice.map(([path, value]) => `${path.replace(/^(?:architecture|availability)\./, "")} ${value}`).join(", ");

/** The unavailability to reach, in words. */
export const goalText = (target: number): string => `${Number(nines(target).toFixed(3))} nines`;

/**
 * What a search comes to, in one line.
 * @param hasRejected whether some reach the target and fail by what else was asked
 */
export function searchAnswer(designs: readonly PricedDesign[], target: number, hasRejected: boolean): string {
  const winner = designs.find(({ isWinner }) => isWinner);
  return winner === undefined
    ? `No design reaches ${goalText(target)}${hasRejected ? " and what else was asked" : ""} (${designs.length} tried).`
    : `The cheapest of ${designs.length} designs that reaches ${goalText(target)} is ${winner.choice}, at a cost of ${winner.cost}: ${formatReached(winner.unavailability, 3)}, ${formatDuration(downtimePerYear(winner.unavailability), 3)} down a year.`;
}

/** The designs with what they cost and reach. */
export const designsTable = (designs: readonly PricedDesign[], title: string): Table =>
  tableOf<PricedDesign>(
    title,
    [
      { field: "choice", heading: "design" },
      { field: "cost", heading: "cost", as: "count" },
      { field: "unavailability" },
      {
        ...{ field: "nines", heading: "nines", of: ({ unavailability }) => nines(unavailability) },
        shown: ({ unavailability }) => formatNines(unavailability),
      },
      {
        ...{ field: "minutesPerYear", heading: "downtime", unit: "min/year", digits: 4 },
        of: ({ unavailability }) => downtimePerYear(unavailability) / 60,
      },
      {
        ...{ field: "frontier", heading: "on the frontier" },
        of: ({ isWinner, isOnFrontier }) => (isWinner ? "chosen" : isOnFrontier ? "yes" : "no"),
      },
    ],
    designs,
  );

import { downtimePerYear, formatNines, nines } from "../../units/nines.ts";
import type { PricedDesign } from "../plot/availability-plots.ts";
import { type Table, tableOf } from "../table/table.ts";

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

/** How much the service carries beside what it has to, whole and with servers down. */

import type { ServiceCapacity } from "../../../capacity/service-capacity.ts";
import { formatNumber } from "../../../units/number.ts";
import { list, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import { boundsText, COUNTED_WORDS } from "../capacity-tables.ts";
import type { Carried, Evidence } from "./evidence.ts";
import { intervalWords } from "./money.ts";

const FIGURES = 4;
const rateText = (value: number): string => formatNumber(value, FIGURES);

/** A capacity with its interval; or what would be needed to tell it. */
export function capacityText({ rate, interval: [low, high], counted, isPrecise }: ServiceCapacity): string {
  if (rate === 0) return "none within the bounds";
  if (!isPrecise)
    return "not shown: its precision was not reached; sipnines capacity with a larger --maximum would reach it";
  return `${rateText(rate)} ${COUNTED_WORDS[counted].unit}${intervalWords({ mean: rate, low, high }, rateText)}`;
}

export const downText = (down: readonly string[]): string => `${down.join(" and ")} down`;

/** Sets of servers without which the service carries less than it has to. */
export const tooWeak = ({ survivors, offered }: Carried): ServiceCapacity[] =>
  offered === null || offered === 0
    ? []
    : survivors.filter(({ rate, isPrecise }) => rate < offered && (isPrecise || rate === 0));

export function roomSection({ capacity }: Evidence): Section | null {
  if (capacity === null) return null;
  const { whole, survivors, offered, bounds } = capacity;
  const { unit } = COUNTED_WORDS[whole.counted];
  const share =
    offered === null || offered === 0 || whole.rate === 0 || !whole.isPrecise
      ? ""
      : ` The scenario has ${rateText(offered)} ${unit}, ${formatNumber((100 * offered) / whole.rate, 2)} % of that.`;
  return section(
    "room",
    "Room to grow",
    paragraph(
      `With all servers well, within ${boundsText(bounds, whole.counted)}: ${capacityText(whole)}. First to saturate: ${whole.limitedBy}.${share}`,
    ),
    ...(survivors.length === 0
      ? []
      : [list(survivors.map((one) => `With ${downText(one.down)}: ${capacityText(one)}.`))]),
  );
}

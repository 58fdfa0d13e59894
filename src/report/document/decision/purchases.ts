/** What to buy next: designs and spares by what they gain for their price. */
import { formatNumber } from "../../../units/number.ts";
import { type Html, list, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import { onPage } from "../../table/on-page.ts";
import { tableOf } from "../../table/table.ts";
import { choiceText, goalText } from "../designs-table.ts";
import type { Evidence, Search, TriedDesign } from "./evidence.ts";
import { amount, minutesDown, money, type Prices, priceText } from "./money.ts";

/** Something that makes the service better, and what it costs more than what there is. */
export interface Purchase {
  readonly what: string;
  /** What it costs more; null where the scenario says no price. Not positive: it costs no more. */
  readonly price: number | null;
  /** Minutes down a year that it saves. */
  readonly saved: number;
  /** What is left of them; null where cut sets alone tell what is saved. */
  readonly left: number | null;
}

const ROWS_MAX = 6;

/** What differs from the design that there is: "standby 1 → 2". */
const change = (from: TriedDesign["choice"], to: TriedDesign["choice"]): string =>
  Object.entries(to)
    .filter(([path, value]) => from[path] !== value)
    .map(([path, value]) => `${choiceText([[path, `${from[path]} → ${value}`]])}`)
    .join(", ");

/** Better designs than the one that there is, without those that cost as much as another and save less. */
function betterDesigns({ designs, current }: Search): Purchase[] {
  if (current === null) return [];
  const better = designs
    .filter(({ unavailability }) => unavailability < current.unavailability)
    .map(({ choice, cost, unavailability }) => ({
      what: change(current.choice, choice),
      price: cost - current.cost,
      saved: minutesDown(current.unavailability - unavailability),
      left: minutesDown(unavailability),
    }));
  return better.filter(
    (one) =>
      !better.some(
        (other) =>
          other.price <= one.price && other.saved >= one.saved && (other.price < one.price || other.saved > one.saved),
      ),
  );
}

/** A second one beside each single point of failure. */
const spares = ({ analysis }: Evidence): Purchase[] =>
  (analysis?.file.singlePointsOfFailure ?? []).flatMap(({ component, cost, downtimeSavedPerYear }) =>
    downtimeSavedPerYear === undefined
      ? []
      : [{ what: `a second ${component}`, price: cost ?? null, saved: downtimeSavedPerYear / 60, left: null }],
  );

/** Minutes a year for one unit of price; without bound where it costs no more, and nothing where the price is not known. */
const gain = ({ price, saved }: Purchase): number => (price === null ? 0 : price <= 0 ? Infinity : saved / price);

/** The best gain first; of what costs no more, what saves most. */
export const purchases = (evidence: Evidence): Purchase[] =>
  [...(evidence.search === null ? [] : betterDesigns(evidence.search)), ...spares(evidence)].sort((x, y) =>
    gain(x) === gain(y) ? y.saved - x.saved : gain(y) - gain(x),
  );

/** What gains most for its price; null where nothing has one. */
export const bestPurchase = (evidence: Evidence): Purchase | null =>
  purchases(evidence).find(({ price }) => price !== null) ?? null;

/** Years in which what is saved pays the price; null where a minute has no price. */
export const yearsToEarn = ({ price, saved }: Purchase, { minuteDown }: Prices): number | null =>
  price === null || price <= 0 || minuteDown === undefined || minuteDown === 0 ? null : price / (saved * minuteDown);

const yearsText = (years: number): string =>
  years < 1 ? `${formatNumber(years * 12, 2)} months` : `${formatNumber(years, 2)} years`;

/** A purchase in one sentence. */
export function purchaseWords(purchase: Purchase, prices: Prices): string {
  const { what, price, saved, left } = purchase;
  const years = yearsToEarn(purchase, prices);
  const worth = prices.minuteDown === undefined ? "" : `, worth ${money(saved * prices.minuteDown, prices)}`;
  const cost =
    price === null
      ? ""
      : price > 0
        ? ` for ${priceText(price, prices)}`
        : price === 0
          ? " for the same price"
          : ` for ${priceText(-price, prices)} less`;
  return `${what}${cost} saves ${amount(saved)} minutes down a year${worth}${left === null ? "" : `; ${amount(left)} are left`}.${years === null ? "" : ` It has paid for itself after ${yearsText(years)}.`}`;
}

function purchasesTable(shown: readonly Purchase[], { prices, search, analysis }: Evidence): Html {
  const target = search?.target ?? analysis?.file.target;
  const per = `1000${prices.currency === undefined ? " of the price" : ` ${prices.currency}`}`;
  return onPage(
    tableOf<Purchase>(
      "What would make the service better, the best gain for its price first",
      [
        { heading: "what", of: ({ what }) => what },
        {
          ...{ heading: "price", of: ({ price }) => price },
          shown: ({ price }) => (price === null ? "not said" : priceText(price, prices)),
        },
        { heading: "saves", unit: "min/year", of: ({ saved }) => saved, shown: ({ saved }) => amount(saved) },
        {
          ...{ heading: `saves for each ${per}`, unit: "min/year" },
          of: ({ price, saved }) => (price === null || price <= 0 ? null : (1000 * saved) / price),
          shown: ({ price, saved }) =>
            price === null ? "–" : price > 0 ? amount((1000 * saved) / price) : "costs no more",
        },
        ...(prices.minuteDown === undefined
          ? []
          : [
              {
                heading: "worth in a year",
                of: ({ saved }: Purchase) => saved * prices.minuteDown!,
                shown: ({ saved }: Purchase) => money(saved * prices.minuteDown!, prices),
              },
              {
                heading: "paid for after",
                of: (one: Purchase) => yearsToEarn(one, prices),
                shown: (one: Purchase) => {
                  const years = yearsToEarn(one, prices);
                  return years === null ? (one.price !== null && one.price <= 0 ? "at once" : "–") : yearsText(years);
                },
              },
            ]),
        {
          ...{ heading: "down then", unit: "min/year", of: ({ left }) => left },
          shown: ({ left }) => (left === null ? "–" : amount(left)),
        },
        ...(target === undefined
          ? []
          : [
              {
                heading: goalText(target),
                of: ({ left }: Purchase) => (left === null ? "–" : left <= minutesDown(target) ? "reached" : "missed"),
              },
            ]),
      ],
      shown,
    ),
    true,
  );
}

/** Where the downtime passes through, by importance of components. */
function importanceWords({ analysis }: Evidence): string[] {
  const weighed = Object.entries(analysis?.file.importance ?? {})
    .flatMap(([name, { fussellVesely }]) => (fussellVesely === null ? [] : [{ name, share: fussellVesely }]))
    .sort((x, y) => y.share - x.share);
  const top = weighed.slice(0, 5);
  if (top.length === 0) return [];
  const rest = weighed.length > top.length ? `, and ${weighed.length - top.length} more with less` : "";
  return [
    `Share of the downtime in which a component has a part (Fussell–Vesely importance, failures taken as independent): ${top.map(({ name, share }) => `${name} ${formatNumber(100 * share)} %`).join(", ")}${rest}.`,
  ];
}

export function purchasesSection(evidence: Evidence): Section | null {
  const { search, analysis, prices } = evidence;
  if (search === null && analysis === null) return null;
  const found = purchases(evidence);
  const shown = found.slice(0, ROWS_MAX);
  const unpriced = found.filter(({ price }) => price === null).map(({ what }) => what.replace("a second ", ""));
  const remarks = [
    ...(search === null
      ? []
      : search.current === null
        ? [
            `The design as the scenario has it is not among the ${search.designs.length} that were tried, so what others gain over it cannot be told: add its values to availability.search, and run sipnines optimize again.`,
          ]
        : [
            `Compared with the design as it is, ${choiceText(Object.entries(search.current.choice))}, at ${priceText(search.current.cost, prices)}; ${search.designs.length} designs were solved, each exactly as a Markov chain.`,
          ]),
    ...(found.length > shown.length ? [`${found.length - shown.length} more gain less for their price.`] : []),
    ...(unpriced.length === 0
      ? []
      : [`The scenario says no price of ${unpriced.join(", ")}: availability.costs.nodes would.`]),
    ...(search === null
      ? ["Only a second one beside each single point of failure was looked at; sipnines optimize tries whole designs."]
      : []),
    ...(found.some(({ left }) => left === null)
      ? ["What a second one saves is reckoned by cut sets, failures taken as independent."]
      : []),
    ...(found.some(({ price }) => price !== null && price > 0)
      ? ["Prices are those of the scenario. One that is paid each year must have paid for itself within a year."]
      : []),
    ...importanceWords(evidence),
  ];
  return section(
    "next",
    "What to buy next",
    ...(found.length === 0
      ? [paragraph("Nothing that was tried makes the service better.")]
      : [purchasesTable(shown, evidence)]),
    list(remarks),
  );
}

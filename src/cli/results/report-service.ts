/** Of which service results are: a page for those who decide is of one. */
import { createHash } from "node:crypto";
import type { Prices } from "../../report/document/decision/money.ts";
import type { ServiceResult } from "../../scenario/scenario-text.ts";
import { Refusal } from "../refusal.ts";
import type { ResultPlace } from "./report-place.ts";

/** A result, and what is known of the service that it is of. */
export interface OfService {
  readonly place: ResultPlace;
  /** As the result says it; null where it does not. */
  readonly title: string | null;
  /** The scenario beside it; null where there is none that this version can read. */
  readonly service: ServiceResult | null;
}

/** What makes a service the one that it is: architecture, or components and what is needed of them. What it is called does not. */
function essence(service: ServiceResult | null): Readonly<Record<string, unknown>> | null {
  if (service?.scenario !== undefined) {
    const { title: _, ...architecture } = service.scenario.architecture;
    return architecture;
  }
  if (service?.components === undefined) return null;
  const { components, needs } = service.components;
  return { components, needs };
}

/** A short digest, equal for results of one service; null where it is not known. */
export function serviceDigest(service: ServiceResult | null): string | null {
  const found = essence(service);
  return found && createHash("sha256").update(JSON.stringify(found)).digest("hex").slice(0, 12);
}

type Parts = Readonly<Record<string, unknown>>;

const differing = (x: Parts, y: Parts): string[] =>
  [...new Set([...Object.keys(x), ...Object.keys(y)])].filter(
    (key) => JSON.stringify(x[key]) !== JSON.stringify(y[key]),
  );

/** The result whose scenario speaks for all: that of the analysis, else the first that has one. */
export const speaker = (all: readonly OfService[]): OfService | undefined => {
  const known = all.filter(({ service }) => essence(service) !== null);
  return known.find(({ place }) => place.kind === "availability") ?? known[0];
};

/** @throws Refusal for results that are not of one service */
export function expectOneService(all: readonly OfService[]): void {
  const first = speaker(all);
  const told = first ?? all.find(({ title }) => title !== null);
  if (told === undefined) return;
  const titles = all
    .filter(({ service }) => essence(service) !== null || first === undefined)
    .map(({ title }) => title);
  for (const one of all) {
    const [mine, other] = [essence(one.service), essence(first?.service ?? null)];
    if (mine !== null && other !== null) {
      if (JSON.stringify(mine) !== JSON.stringify(other)) throw notOne(one, told, differing(mine, other));
    } else if (one.title !== null && !titles.includes(one.title)) throw notOne(one, told, []);
    else if (first === undefined && one.title !== null && told.title !== null && one.title !== told.title)
      throw notOne(one, told, []);
  }
}

function notOne(one: OfService, first: OfService, parts: readonly string[]): Refusal {
  const { place } = one;
  const how =
    parts.length === 0
      ? `the one is of ${JSON.stringify(one.title)}, the other of ${JSON.stringify(first.title)}`
      : `${essenceWords(one.service)} differ in ${parts.join(", ")}`;
  return Refusal.at(
    place.span,
    "result",
    `${JSON.stringify(place.name)} of another service than ${JSON.stringify(first.place.name)}: ${how}`,
    "results of one service",
    "Make them again from one scenario with the same --set, or report each by itself; sipnines compare puts two runs beside each other.",
  );
}

const essenceWords = (service: ServiceResult | null): string =>
  service?.scenario === undefined ? "what they are made of and need" : "their architectures";

/** Parts of a scenario that change what happens to calls, beside its architecture; what breaks and what is planned is each result's own. */
const PARTS = ["network", "traffic", "failures", "availability"] as const;

/** What is not the same in all results, or not known of one, as sentences. */
export function differencesOf(all: readonly OfService[]): string[] {
  const first = speaker(all);
  return all.flatMap(({ place: { name, kind }, service, title }): string[] => {
    if (essence(service) === null) {
      const by = title === null ? "the command line" : "its title";
      const of = kind === "check" ? "The check" : `The ${kind === "plan" ? "plan" : "result"}`;
      return [
        `${of} ${JSON.stringify(name)} has no scenario beside it: that it is of this service is taken from ${by}.`,
      ];
    }
    const [mine, other] = [service?.scenario, first?.service?.scenario];
    if (mine === undefined || other === undefined || mine === other) return [];
    const parts = PARTS.filter((part) => JSON.stringify(settled(mine, part)) !== JSON.stringify(settled(other, part)));
    return parts.length === 0
      ? []
      : [
          `The scenario of ${JSON.stringify(name)} differs from that of ${JSON.stringify(first!.place.name)} in ${parts.join(", ")}: its figures hold for its own.`,
        ];
  });
}

/** Without how long calls are made, what a search may try, what is expected and what is wanted, which change nothing of what happens. */
function settled(scenario: NonNullable<ServiceResult["scenario"]>, part: (typeof PARTS)[number]): unknown {
  if (part === "traffic") {
    const { calls } = scenario.traffic;
    const arrivals = calls && { ...calls.arrivals, start: 0, duration: 0, count: 0 };
    return { ...scenario.traffic, calls: calls && { ...calls, arrivals } };
  }
  if (part !== "availability" || scenario.availability === undefined) return scenario[part];
  const { search: _, expect: __, target: ___, costs: ____, ...rest } = scenario.availability;
  return rest;
}

/** What failures cost, as the scenarios say it; nothing, and why, where they do not agree. */
export function pricesOf(all: readonly OfService[]): {
  readonly prices: Prices;
  readonly conflict: string[];
} {
  const said = all.flatMap(({ service, place }) => {
    const costs = (service?.scenario ?? service?.components)?.availability?.costs;
    if (costs === undefined) return [];
    const { minuteDown, failedCall, currency } = costs;
    const prices: Prices = { minuteDown, failedCall, currency };
    return Object.values(prices).every((one) => one === undefined) ? [] : [{ name: place.name, prices }];
  });
  const [first, ...rest] = said;
  const other = rest.find(({ prices }) => JSON.stringify(prices) !== JSON.stringify(first?.prices));
  if (first === undefined || other === undefined) return { prices: first?.prices ?? {}, conflict: [] };
  return {
    prices: {},
    conflict: [
      `The scenarios of ${JSON.stringify(first.name)} and ${JSON.stringify(other.name)} say different prices or currencies under availability.costs, so no money is counted: make the results again with one of them.`,
    ],
  };
}

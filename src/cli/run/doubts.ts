import type { MessageKind, Tier } from "../../architecture/description.ts";
import { momentsOf } from "../../random/laws.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Arrivals } from "../../sip/traffic.ts";
import { formatNumber } from "../../units/number.ts";
import type { Outcome } from "./outcome.ts";

/** Half-width over mean above which an interval is called wide, and the half-width that would do. */
const WIDE = 0.2;
const NARROW = 0.05;

/** Messages of one call at a proxy (SIPp's default flow); three of them look the callee up. */
const OF_A_CALL: readonly MessageKind[] = ["INVITE", "180", "200 INVITE", "ACK", "BYE", "200 BYE"];
const LOOKUPS = 3;

const rateOf = (arrivals: Arrivals | undefined): number =>
  arrivals === undefined || arrivals.kind === "rounds" ? 0 : arrivals.rate;

/** Work that arrives at all proxies of a tier together [erlang at speed 1]; waiting for a database is not counted. */
function offered({ service }: Tier, { traffic }: Scenario): number {
  const mean = (kind: MessageKind) => momentsOf(service.byMethod[kind] ?? service.each).mean;
  const call = OF_A_CALL.reduce((sum, kind) => sum + mean(kind), LOOKUPS * service.lookup);
  return (
    rateOf(traffic.calls?.arrivals) * call +
    rateOf(traffic.options?.arrivals) * mean("OPTIONS") +
    rateOf(traffic.subscribe?.arrivals) * mean("SUBSCRIBE")
  );
}

/** Tiers that are offered more than they can do and drop nothing: their queues grow for as long as the run lasts. */
function saturated(scenario: Scenario): string[] {
  const { tiers, bindings } = scenario.architecture;
  return tiers.flatMap((tier) => {
    if (tier.role !== "proxy" || tier.queue < Infinity || bindings.kept === "database") return [];
    const capacity = tier.nodes.slice(0, tier.active).reduce((sum, { speed }) => sum + speed * tier.workers, 0);
    const load = offered(tier, scenario);
    if (load < capacity) return [];
    return [
      `${tier.name} are offered ${formatNumber(load)} erlang and can serve ${formatNumber(capacity)}: the queue grows without limit, and times in it say how long the run was. Lower the rate, or give the queue a limit.`,
    ];
  });
}

/** The metric whose interval is widest for its mean, and how many replications would make it narrow. */
function wide({ rows, figures, scenario }: Outcome): string[] {
  const telling = ["failedCalls", "outageTime", "sojournTime", "processingTime", "callSetupTime"];
  const widths = rows.flatMap(({ metric: { name }, interval: { mean, halfWidth } }) =>
    telling.includes(name) && halfWidth !== null && mean > 0 ? [{ name, width: halfWidth / mean }] : [],
  );
  const widest = widths.sort((x, y) => y.width - x.width)[0];
  if (widest === undefined || widest.width <= WIDE) return [];
  const needed =
    Math.ceil((figures.length * (widest.width / NARROW) ** 2) / scenario.run.stratify) * scenario.run.stratify;
  return [
    `${widest.name} is known to ± ${formatNumber(widest.width * 100, 2)} % only; some ${needed} replications would make that ± ${NARROW * 100} %.`,
  ];
}

/** Why the figures should not be trusted yet, each with what would help; nothing if there is no reason. */
export function doubts(outcome: Outcome): string[] {
  const { figures, scenario } = outcome;
  const { stratify } = scenario.run;
  const batched = outcome.batches.size > 0;
  const few =
    figures.length >= 2 * stratify
      ? []
      : [
          `${figures.length} of ${2 * stratify} replications that an interval needs: ${batched ? "only mean times have one, by batch means" : "there is none"}. Use --replications ${2 * stratify} or more.`,
        ];
  return [...few, ...correlated(outcome), ...wide(outcome), ...saturated(scenario)];
}

/** Mean times whose batches are too much alike for their interval to be right. */
const correlated = ({ batches }: Outcome): string[] =>
  [...batches].flatMap(([name, { independent, lagOne }]) =>
    independent
      ? []
      : [
          `the batch means of ${name} are correlated (${formatNumber(lagOne, 2)} from one to the next): its interval is too narrow. Run longer, or leave out the warm-up (sipnines warm-up).`,
        ],
  );

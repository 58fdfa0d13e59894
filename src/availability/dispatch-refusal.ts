import { quantileOf } from "../distributions/law.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import { type Directors, directorsOf, keepsCallsTogether } from "../service/directors.ts";
import { isRegistrar } from "../tiers/description.ts";
import { busiest } from "./busiest.ts";
import { withoutNodes } from "./smaller-architecture.ts";

/** Of a thousand calls one lasts longer. */
const NEARLY_ALL = 0.999;

/**
 * Why the chain of a call cannot follow how directors choose; undefined: it can. It takes the proxies of a tier as alike: which of them are dead is a matter of chance that knows neither
 * weights nor priorities, and neither does their long-run share, since whatever part of the calls each of those believed alive gets, the parts add up to one. That holds for what falls on one
 * proxy as a whole, and while none of them has more to do than it can.
 */
export function dispatchRefusal(scenario: Scenario): string | undefined {
  const { architecture } = scenario;
  const directors = directorsOf(architecture.directors);
  const why = whyUntold(scenario, directors) ?? whyLimited(architecture) ?? whyUneven(scenario, directors);
  return (
    why &&
    `${why}: no share of failed calls can be told. The service's own availability does not depend on it, and runs tell the calls.`
  );
}

function whyUntold({ architecture, traffic }: Scenario, { policy, state, flows }: Directors): string | undefined {
  const several = architecture.tiers.some(({ role, nodes }) => role === "director" && nodes.length > 1);
  if (policy === "call load")
    return "Directors that count calls (architecture.directors.policy) send fewer to whom they fail fast, which the chain of a call does not know";
  if (state === "shared" && several)
    return "Directors that share what they find (architecture.directors.state) know by the first of them, which the chain of a call does not";
  if (flows === undefined) return undefined;
  if (flows.until === "silence" && flows.sources < Infinity)
    return "Flows of trunks stay with a dead proxy (architecture.directors.flows) for as long as they call, which the chain of a call does not know";
  if (flows.until === "silence" && traffic.retransmission)
    return "What is sent again stays with a dead proxy (architecture.directors.flows, traffic.clients.retransmission), where the chain of a call lets it find another";
  const hold = traffic.calls === null ? 0 : quantileOf(traffic.calls.hold, NEARLY_ALL);
  return Math.min(flows.idle, flows.unanswered ?? flows.idle) <= hold
    ? "Calls outlast the flows that they begin (architecture.directors.flows), so that their BYEs are dispatched anew, which the chain of a call does not know"
    : undefined;
}

function whyLimited({ tiers }: Architecture): string | undefined {
  const proxies = tiers.filter(isRegistrar).reduce((sum, { nodes }) => sum + nodes.length, 0);
  const failovers = tiers.flatMap(({ role, transactions }) =>
    role === "director" ? (transactions?.failover ?? []) : [],
  );
  const limited = failovers.find(({ destinations }) => destinations < proxies);
  if (limited === undefined) return undefined;
  if (limited.destinations > 1)
    return `A call is sent to ${limited.destinations} of ${proxies} proxies at most (transactions.failover.destinations); which of them are dead at once the chain of a call does not tell apart`;
  return limited.probation > 0
    ? "A call that fails marks its proxy and goes nowhere else (transactions.failover.destinations), so that what is lost depends on the rate of calls, which the chain of a call does not know"
    : undefined;
}

function whyUneven(scenario: Scenario, directors: Directors): string | undefined {
  if (directors.proxies.length === 0) return undefined;
  const { architecture } = scenario;
  const tiers = architecture.tiers.filter(isRegistrar);
  if (tiers.length > 1)
    return "Proxies of different tiers that differ in weight or priority the chain of a call does not tell apart";
  const names = tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name));
  const goesOn = architecture.tiers.some(
    ({ role, transactions }) => role === "director" && (transactions?.failover?.destinations ?? 1) > 1,
  );
  if (!goesOn && !keepsCallsTogether(directors, names))
    return "Messages of a call that are dispatched one by one, by weight or priority (architecture.directors.proxies), the chain of a call does not follow; with a hash (policy) it can";
  const alone = names.map((kept) =>
    withoutNodes(
      architecture,
      names.filter((name) => name !== kept),
    ),
  );
  return alone.some((left) => busiest(scenario, left).mayLose)
    ? "Loads of proxies that differ in weight or priority (architecture.directors.proxies) the chain of a call does not tell apart, and one that had all calls would be too busy to lose none"
    : undefined;
}

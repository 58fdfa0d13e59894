/** Expectations of what cannot occur in a scenario: they hold or fail whatever happens. */
import { bindingsAsked } from "../../bindings/description.ts";
import { replaces } from "../../consequences/description.ts";
import { isByChance } from "../../faults/description.ts";
import type { Place } from "../../notation/place.ts";
import type { Scenario } from "../scenario.ts";

/** Why a metric cannot occur, by the beginning of its name; null where it can. */
const CONDITIONS: Readonly<Record<string, (scenario: Scenario) => string | null>> = {
  "failedCalls.busy": ({ traffic: { calls } }) =>
    calls && calls.busy === 0 && !calls.flows ? "no callee declines" : null,
  "failedCalls.databaseFailure": ({ architecture }) =>
    bindingsAsked(architecture.bindings).registers !== null ? null : "bindings are in memory",
  "failedCalls.noProxy": ({ architecture }) =>
    architecture.tiers.some(({ role, transport }) => role === "director" || transport !== undefined)
      ? null
      : "there are no directors",
  "failedCalls.overload": (scenario) => undefended(scenario),
  "failedCalls.throttled": (scenario) => undefended(scenario),
  "failedCalls.abandoned": ({ traffic: { calls } }) => (calls && calls.patience === null ? "no caller hangs up" : null),
  "failedCalls.unauthorized": (scenario) => unchallenged(scenario),
  challenges: (scenario) => unchallenged(scenario),
  redialledCalls: ({ traffic }) => (traffic.calls?.redial ? null : "nobody dials again"),
  declinedArrivals: ({ traffic }) =>
    (traffic.calls?.openLimit ?? Infinity) < Infinity ? null : "no number of open calls is too large",
  nextTargetRequests: ({ traffic }) => (traffic.nextTarget ? null : "no request goes to a next target"),
  options: ({ traffic }) => (traffic.options ? null : "no OPTIONS requests are sent"),
  subscribe: ({ traffic }) => (traffic.subscribe ? null : "no SUBSCRIBE requests are sent"),
  rrd: (scenario) => unregistered(scenario),
  ira: (scenario) => unregistered(scenario),
  nodeUnavailability: ({ faults }) => (faults.some(isByChance) ? null : "no node breaks by chance"),
  callSetupTime: (scenario) => uncalled(scenario),
  srd: (scenario) => uncalled(scenario),
  ser: (scenario) => uncalled(scenario),
  seer: (scenario) => uncalled(scenario),
  isa: (scenario) => uncalled(scenario),
  scr: (scenario) => uncalled(scenario),
  intentSer: ({ traffic }) => (traffic.calls?.redial ? null : "nobody dials again"),
  processingTime: (scenario) => uncalled(scenario),
  detectionTime: (scenario) => unwatched(scenario),
  takeoverTime: (scenario) => unwatched(scenario),
  outageTime: (scenario) => unwatched(scenario),
  selectionTime: (scenario) => unwatched(scenario) ?? withoutTakeover(scenario),
  claimTime: (scenario) => unwatched(scenario) ?? withoutTakeover(scenario),
  announcementTime: (scenario) => unwatched(scenario) ?? withoutTakeover(scenario),
};

const undefended = ({ architecture }: Scenario) =>
  architecture.tiers.some(({ overload }) => overload !== undefined) ? null : "no tier defends itself against overload";
const unchallenged = ({ architecture }: Scenario) =>
  architecture.tiers.some(({ authentication }) => authentication !== undefined) ? null : "no tier has `authentication`";
const unregistered = ({ traffic: { registration } }: Scenario) =>
  registration.within === null && registration.refresh === Infinity && registration.avalanche === null
    ? "everybody has registered before the run, and nobody refreshes"
    : null;
const uncalled = ({ traffic }: Scenario) => (traffic.calls ? null : "no calls are made");
const unwatched = ({ architecture, faults }: Scenario) =>
  architecture.watches.length === 0 && architecture.tiers.every(({ promotion }) => promotion === undefined)
    ? "nobody watches anybody"
    : faults.length === 0
      ? "there are no faults"
      : null;
const withoutTakeover = ({ architecture }: Scenario) =>
  architecture.watches.some(replaces) ? null : "no watch ends in a takeover";

export function warnOfExpectations(scenario: Scenario, place: Place): void {
  for (const { metric } of scenario.expect) {
    const because = conditionOf(metric)?.(scenario) ?? null;
    if (because !== null)
      place
        .at(metric)
        .warn(`an expectation of ${metric}, where ${because}`, "it is decided before the run and tests nothing");
  }
}

/** By its whole name, by that of the quantity of which it is a quantile, or by its first word. */
function conditionOf(metric: string) {
  const [quantity = ""] = metric.split(".");
  const [word = ""] = quantity.split(/(?=[A-Z])/);
  const name = [metric, quantity, word].find((one) => Object.hasOwn(CONDITIONS, one));
  return name === undefined ? undefined : CONDITIONS[name];
}

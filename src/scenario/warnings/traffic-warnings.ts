/** Traffic that cannot come through, or never comes. */

import { bindingsKind } from "../../bindings/description.ts";
import { momentsOf, quantileOf } from "../../distributions/law.ts";
import type { Place } from "../../notation/place.ts";
import type { Arrivals } from "../../sip/traffic.ts";
import { power } from "../../special/power.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { lastArrival } from "../amount-of-work.ts";
import type { Scenario } from "../scenario.ts";
import { warnOfLoad } from "./load-warnings.ts";

export function warnOfTraffic(scenario: Scenario, place: Place): void {
  const { traffic, network, run } = scenario;
  const at = place.at("traffic");
  const hasRequests = traffic.calls !== null || traffic.options !== null || traffic.subscribe !== null;
  if (network.loss === 1)
    place
      .at("network", "loss")
      .warn(
        "a network that loses everything",
        "no message arrives, nor does any beat of a detector",
        "Say a loss below 100 %.",
      );
  if (traffic.calls !== null && !traffic.retransmission && network.loss > 0 && network.loss < 1)
    at.at("clients", "retransmission").warn(
      `no retransmission in a network that loses ${formatNumber(100 * network.loss)} % of all messages`,
      `every call of which a message is lost has failed: ${formatNumber(100 * (1 - power(1 - network.loss, MESSAGES)), 2)} % of calls without any fault`,
      "Turn retransmission on, or say no loss.",
    );
  for (const kind of ["calls", "options", "subscribe"] as const) {
    const first = startOf(traffic[kind]?.arrivals);
    if (run.horizon !== null && first >= run.horizon && first < Infinity)
      at.at(kind).warn(
        `${kind === "calls" ? "calls" : `${kind.toUpperCase()} requests`} from ${formatDuration(first)} on, in a run that ends at ${formatDuration(run.horizon)}`,
        "none is made",
        "Let them start earlier, or the run end later.",
      );
  }
  warnOfPatience(scenario, at.at("calls"));
  warnOfBindings(scenario, at.at("registration"));
  if (hasRequests) warnOfLoad(scenario, place);
  if (traffic.nextTarget !== null && scenario.architecture.addresses.length === 1)
    at.at("clients", "nextTarget").warn(
      "a next target where there is one address only",
      "there is nowhere to go to",
      "Add an address, or leave out nextTarget.",
    );
}

/** Messages of a call on all its hops between caller, proxy and callee. */
const MESSAGES = 12;

const startOf = (arrivals: Arrivals | undefined): number =>
  arrivals === undefined ? Infinity : arrivals.kind === "rounds" ? Math.min(...arrivals.at) : arrivals.start;

/** Callers who hang up, or are given up, before anybody can answer. */
function warnOfPatience({ traffic: { calls } }: Scenario, place: Place): void {
  if (calls === null || calls.flows) return;
  const { patience, ring, hold, callTimeout } = calls;
  if (patience !== null && quantileOf(patience, 1) <= quantileOf(ring, 0))
    place
      .at("patience")
      .warn(
        `callers who wait for ${formatDuration(quantileOf(patience, 1), 4)} at most, while it rings for ${formatDuration(quantileOf(ring, 0), 4)} at least`,
        "every caller hangs up before the answer",
      );
  const talk = momentsOf(ring).mean + momentsOf(hold).mean;
  if (talk >= callTimeout)
    place
      .at("timeout")
      .warn(
        `calls that last ${formatDuration(talk, 4)} on average and have failed after ${formatDuration(callTimeout)}`,
        "most calls fail while both sides talk",
        "Say a timeout beyond ring and hold, or never.",
      );
}

/** Bindings that run out while calls go on. */
function warnOfBindings(scenario: Scenario, place: Place): void {
  const { traffic } = scenario;
  const { expires, refresh, within, avalanche, with: how } = traffic.registration;
  const { bindings, addresses } = scenario.architecture;
  if (traffic.calls === null) return;
  if (how === "one address" && addresses.length > 1 && !bindingsKind(bindings).areCommon(bindings))
    place
      .at("with")
      .warn(
        "users who register with one address, and bindings in the memory of its server alone",
        "who is called at another address is not found (404)",
        "Say copiedTo: all proxies, a database, or every address.",
      );
  const end = Math.min(lastArrival(scenario), scenario.run.horizon ?? Infinity);
  if (refresh === Infinity && avalanche === null && (within ?? 0) + expires < end)
    place
      .at("expires")
      .warn(
        `bindings that expire after ${formatDuration(expires)} and are never refreshed, with calls until ${formatDuration(end, 4)}`,
        "from then on no callee is found (404)",
        "Say a refresh below expires, or a longer expires.",
      );
}

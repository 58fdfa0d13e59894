/** What tiers in front of others, dialogs and relays ask of each other and of the traffic. */
import { didYouMean, oneOf } from "../notation/nearest.ts";
import type { Place } from "../notation/place.ts";
import type { Architecture } from "../service/description.ts";
import { isRegistrar, nextOf, type Tier } from "../tiers/description.ts";
import { quoted } from "../units/unit-error.ts";
import type { Scenario } from "./scenario.ts";

/** @param place that of the architecture */
export function checkCallPaths(architecture: Architecture, place: Place): void {
  const { tiers } = architecture;
  const at = place.at("tiers");
  if (at.isBroken || place.at("addresses").isBroken) return;
  const proxies = tiers.filter(({ role }) => role === "proxy");
  if (proxies.length > 0 && !proxies.some(isRegistrar))
    at.report("next at every tier of proxies", "one without: it keeps the bindings, and sends calls on to the callees");
  for (const tier of tiers) {
    if (tier.next !== undefined) checkNext(architecture, tier, at.at(tier.name, "next"));
    if (tier.dialogs !== undefined) checkDialogs(architecture, tier, at.at(tier.name));
    if (tier.role === "relay") checkRelays(architecture, tier, at.at(tier.name));
    const { challenge } = tier.authentication ?? {};
    if (
      challenge !== undefined &&
      challenge.INVITE + challenge.BYE > 0 &&
      (tier.dialogs !== undefined || isBehind(architecture, tier))
    )
      at.at(tier.name, "authentication").report(
        `challenges of calls at ${tier.name}, which ${tier.dialogs === undefined ? "stand behind another tier" : "are back-to-back user agents"}`,
        "INVITE: 0 % and BYE: 0 %; calls can be challenged by proxies without dialogs that callers aim at",
      );
    const asks = tier.overload !== undefined && (tier.overload.retryAfter !== null || tier.overload.control !== null);
    if (asks && tiers.some(({ next, dialogs }) => next !== undefined || dialogs !== undefined))
      at.at(tier.name, "overload").report(
        "overload control where back-to-back user agents or other tiers stand between",
        "overload without retryAfter and control: nobody passes them on",
      );
  }
  checkSides(architecture, place.at("addresses"));
}

function checkNext(architecture: Architecture, tier: Tier, place: Place): void {
  const { tiers, addresses } = architecture;
  const places = nextOf(architecture, tier);
  if (places.length === 0) {
    const known = addresses.flatMap((one) => (one.tier === tier.name || one.side ? [] : [one.name]));
    place.report(
      `${quoted(tier.next!)}, which is no address and owns none`,
      oneOf(known),
      didYouMean(tier.next!, known),
    );
    return;
  }
  if (!addresses.some((one) => one.tier === tier.name))
    place.report(`next at ${tier.name}, which has no address`, "an address of its own, at which callers find it");
  const behind = tiers.find(({ name }) => name === addresses[places[0]!]!.tier)!;
  if (behind === tier) place.report("its own address", "an address of another tier");
  else if (behind.role === "director" && behind.transactions !== undefined)
    place.report(`${behind.name}, directors that keep transactions`, "directors without transactions, or proxies");
  else if (behind.dialogs !== undefined)
    place.report(
      `${behind.name}, a tier with dialogs behind another`,
      "back-to-back user agents at the entrance: nobody stands in front of them",
    );
  else if (behind.next !== undefined && leadsTo(architecture, behind, tier))
    place.report(`${behind.name}, which leads back to ${tier.name}`, "a tier nearer to the callees");
}

const isBehind = ({ tiers, addresses }: Architecture, tier: Tier): boolean =>
  tiers.some((other) => nextOf({ addresses }, other).some((i) => addresses[i]!.tier === tier.name));

function leadsTo(architecture: Architecture, from: Tier, wanted: Tier): boolean {
  const seen = new Set<Tier>();
  for (let at: Tier | undefined = from; at !== undefined && !seen.has(at); ) {
    if (at === wanted) return true;
    seen.add(at);
    const [next] = nextOf(architecture, at);
    at = architecture.tiers.find(({ name }) => name === architecture.addresses[next ?? -1]?.tier);
  }
  return seen.has(wanted);
}

function checkDialogs({ tiers, addresses }: Architecture, tier: Tier, place: Place): void {
  const media = tier.dialogs?.media ?? null;
  if (!addresses.some((one) => one.tier === tier.name))
    place
      .at("dialogs")
      .report(`dialogs at ${tier.name}, which has no address`, "an address that its dialogs belong to");
  if (media === null) return;
  const at = place.at("dialogs", "media");
  if (tiers.some((other) => other !== tier && other.dialogs?.media))
    at.report("anchored media at a second tier", "one tier that anchors media");
  const relays = tiers.filter(({ role }) => role === "relay").map(({ name }) => name);
  if (media.relays !== undefined && !relays.includes(media.relays))
    at.at("anchored", "relays").report(
      `${quoted(media.relays)}, which is no tier of relays`,
      relays.length === 0 ? "a tier with role: relay" : oneOf(relays),
      didYouMean(media.relays, relays),
    );
}

function checkRelays({ tiers, watches }: Architecture, tier: Tier, place: Place): void {
  if (!tiers.some(({ dialogs }) => dialogs?.media?.relays === tier.name))
    place.report(
      `the relays ${tier.name}, which nobody uses`,
      `dialogs: { media: { anchored: { relays: ${tier.name} } } } somewhere`,
    );
  if (tier.standby > 0)
    place.at("standby").report("standby relays", "all of them active: calls take them in turn, and leave out the dead");
  if (watches.some((watch) => watch.tier === tier.name || watch.by === tier.name))
    place.report(
      `a watch of the relays ${tier.name}`,
      "none: who uses them notices their death (dialogs.media.anchored.noticed)",
    );
}

function checkSides({ tiers, addresses }: Architecture, place: Place): void {
  for (const { name, tier: tierName, owner, side } of addresses) {
    if (side === undefined) continue;
    const at = place.at(name, "side");
    const tier = tiers.find((one) => one.name === tierName);
    if (tier !== undefined && tier.dialogs === undefined)
      at.report(`an inner address of ${tierName}`, "inner addresses of tiers with dialogs only");
    const others = addresses.filter((one) => one.tier === tierName && one.owner === owner);
    if (others.filter((one) => one.side === "inside").length > 1)
      at.report(`a second inner address of ${owner}`, "one for each owner");
    if (others.filter((one) => one.side === undefined).length !== 1)
      at.report(`an inner address of ${owner}, which has not one outer address`, "one outer address of the same owner");
  }
}

/** @param place that of the scenario */
export function checkTalking({ architecture, traffic }: Scenario, place: Place): void {
  const { calls } = traffic;
  if (place.at("traffic").isBroken || place.at("architecture").isBroken) return;
  const isRelayed = architecture.tiers.some((tier) => tier.role === "director" && tier.transactions !== undefined);
  if (calls?.sessionTimer !== undefined && isRelayed)
    place
      .at("traffic", "calls", "sessionTimer")
      .report(
        "a session timer behind directors that keep transactions",
        "no sessionTimer, or directors without transactions",
      );
  const between = architecture.tiers.find(({ dialogs, next }) => dialogs !== undefined || next !== undefined);
  if (traffic.registration.contacts !== undefined && (between !== undefined || calls?.sessionTimer !== undefined))
    place
      .at("traffic", "registration", "contacts")
      .report(
        `several contacts where ${between === undefined ? "sessions are refreshed" : `${between.name} stand between`}`,
        "one contact for each user: no contacts",
      );
  if (calls?.flows === undefined) return;
  for (const key of ["sessionTimer", "mediaTimeout"] as const)
    if (calls[key] !== undefined)
      place
        .at("traffic", "calls", key)
        .report(
          `${key} beside SIPp scenarios`,
          `no ${key}, or calls without \`sipp\`: their flows know no more than their steps`,
        );
  const front = architecture.tiers.find(({ next }) => next !== undefined);
  if (front !== undefined && !place.at("architecture", "tiers").isBroken)
    place
      .at("architecture", "tiers", front.name, "next")
      .report("a tier in front for calls that follow a SIPp scenario", "no next, or calls without `sipp`");
}

/** What no single value of an architecture can tell: names that must exist, parts that must fit together. */

import { USER_NAMES } from "../architecture/hosts.ts";
import { CHANNELS_PER_WATCH } from "../architecture/watching.ts";
import { bindingsKind } from "../bindings/description.ts";
import { consequenceKind, replaces } from "../consequences/description.ts";
import { detectorKind, isByElection } from "../detectors/description.ts";
import { isKnown } from "../notation/known.ts";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import type { Place } from "../notation/place.ts";
import type { Architecture, Watch } from "../service/description.ts";
import type { Tier } from "../tiers/description.ts";
import { quoted } from "../units/unit-error.ts";
import { checkCallPaths } from "./call-path-checks.ts";
import { checkQuorums, checkReplication } from "./database-checks.ts";
import { checkDispatch } from "./dispatch-checks.ts";
import { namesIn } from "./needs-shape.ts";

/** Channels by which detectors tell their signals apart. */
const CHANNELS = 64;

/** @param watchNames names of the architecture's watches, in the same order */
export function checkArchitecture(architecture: Architecture, watchNames: readonly string[], place: Place): void {
  const { tiers, addresses, watches } = architecture;
  if (place.at("tiers").node === undefined || tiers.length === 0) return;
  checkNodes(tiers, place.at("tiers"));
  const nodes = nodeNames(tiers, place.at("tiers"));
  if (nodes !== null) checkHosts(architecture, nodes, place.at("hosts"));
  checkTiers(architecture, place);
  for (const { name, tier: tierName, owner } of addresses) {
    const at = place.at("addresses", name);
    const tier = tiers.find((candidate) => candidate.name === tierName);
    if (
      !isKnown(
        tierName,
        tiers.map((candidate) => candidate.name),
        "a tier",
        at.at("tier"),
      ) ||
      !tier
    )
      continue;
    if (tier.role !== "proxy" && tier.role !== "director")
      at.at("tier").report(`the ${tier.role} tier ${tierName}`, "a tier of proxies or directors");
    const actives = tier.nodes.slice(0, tier.active).map((node) => node.name);
    if (nodes !== null && !actives.includes(owner) && !at.at("owner").isBroken)
      at.at("owner").report(
        `the owner ${quoted(owner)}, which is not active in ${tierName}`,
        oneOf(actives),
        didYouMean(owner, actives),
      );
  }
  checkCallPaths(architecture, place);
  bindingsKind(architecture.bindings).check(architecture.bindings, architecture, place);
  checkDispatch(architecture, place.at("directors"));
  for (const [i, watch] of watches.entries()) checkWatch(architecture, watch, place.at("watches", watchNames[i]!));
  checkRivals(watches, watchNames, place.at("watches"));
  checkChannels(architecture, watchNames, place.at("watches"));
  if (nodes !== null)
    for (const { name, path } of namesIn(architecture.needs))
      isKnown(name, nodes, "a node", place.at("needs", ...path));
  checkQuorums(tiers, architecture.needs, place.at("needs"));
}

/** The names of all nodes; null if they could not all be read, and then nothing can be said about a name that is missing. */
export function nodeNames(tiers: readonly Tier[], place: Place): readonly string[] | null {
  const areRead = tiers.every(({ name }) => !place.at(name, "active").isBroken && !place.at(name, "standby").isBroken);
  return areRead && tiers.length > 0 ? tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name)) : null;
}

function checkNodes(tiers: readonly Tier[], place: Place): void {
  const seen = new Map<string, string>();
  for (const tier of tiers)
    for (const [i, { name }] of tier.nodes.entries()) {
      const at = place.at(tier.name, ...(i < tier.active ? ["active", i] : ["standby", i - tier.active]));
      const before = seen.get(name);
      if (USER_NAMES.includes(name))
        at.report(`a node ${quoted(name)}`, "another name: this one stands for user agents");
      if (before !== undefined && name !== "")
        at.report(`a second node ${quoted(name)} (there is one in ${before})`, "a name of its own for each node");
      seen.set(name, tier.name);
    }
}

/** Each node of a host is there, and on one host once. */
function checkHosts({ hosts = [] }: Architecture, known: readonly string[], place: Place): void {
  const seen = new Map<string, string>();
  for (const { name: host, nodes } of hosts) {
    if (known.includes(host))
      place.at(host).report(`the host ${quoted(host)}, called like a node`, "a name of its own");
    for (const [i, node] of nodes.entries()) {
      const at = place.at(host, "nodes", i);
      const before = seen.get(node);
      if (isKnown(node, [...known, "callers", "callees"], "a node", at) && before !== undefined)
        at.report(`${quoted(node)} a second time (it is on ${before})`, "each node on one host");
      seen.set(node, host);
    }
  }
}

function checkTiers({ tiers, addresses }: Architecture, place: Place): void {
  const at = (tier: Tier) => place.at("tiers", tier.name);
  if (!tiers.some(({ role }) => role === "proxy") && !place.at("tiers").isBroken)
    place.at("tiers").report("no tier of proxies", "at least one tier with role: proxy");
  const hasDirectors = tiers.some(({ role }) => role === "director");
  for (const tier of tiers) {
    checkReplication(tier, at(tier));
    const isDispatchedTo =
      tier.role === "proxy" && hasDirectors && !addresses.some((address) => address.tier === tier.name);
    if (isDispatchedTo && tier.standby > 0)
      at(tier)
        .at("standby")
        .report("standby proxies behind directors", "all of them active: directors dispatch to every proxy");
  }
}

function checkWatch({ tiers, addresses }: Architecture, watch: Watch, place: Place): void {
  const known = tiers.map(({ name }) => name);
  const [isThere, byIsThere] = [
    isKnown(watch.tier, known, "a tier", place.at("tier")),
    isKnown(watch.by, known, "a tier", place.at("by")),
  ];
  if (!isThere || !byIsThere || place.at("detector").isBroken) return;
  const watched = tiers.find(({ name }) => name === watch.tier)!;
  const watchers = tiers.find(({ name }) => name === watch.by)!;
  const { detector, consequence } = watch;
  const { mayElect, check, goesBack } = consequenceKind(consequence);
  const isElection = isByElection(detector);
  const about = { watched, watchers, addresses, tiers, detector: detector.kind, isByElection: isElection };
  check(consequence, about, place);
  const at = place.at("detector", detector.kind);
  detectorKind(detector).check(
    detector,
    { watched, watchers, mayElect, goesBack: goesBack(consequence, isElection), addresses },
    at,
  );
}

/** Two takeovers of the same tier would both step in for the same death. */
function checkRivals(watches: readonly Watch[], names: readonly string[], place: Place): void {
  for (const [i, watch] of watches.entries()) {
    const isSame = (other: Watch) =>
      other.tier === watch.tier && other.by === watch.by && other.consequence.kind === watch.consequence.kind;
    const first = watches.findIndex(
      (other) => isSame(other) || (other.tier === watch.tier && replaces(other) && replaces(watch)),
    );
    if (first < i && !place.at(names[i]!).isBroken)
      place
        .at(names[i]!)
        .report(
          `a second ${watch.consequence.kind} of ${watch.tier} (the first is ${names[first]})`,
          "one for each tier and its watchers",
        );
  }
}

function checkChannels({ tiers, watches }: Architecture, names: readonly string[], place: Place): void {
  if (watches.length > CHANNELS / CHANNELS_PER_WATCH) {
    place.report(`${watches.length} watches`, `at most ${CHANNELS / CHANNELS_PER_WATCH}`);
    return;
  }
  for (const [i, { tier, detector }] of watches.entries()) {
    const { channels, counted } = detectorKind(detector);
    if (channels === "watch") continue;
    const described = tiers.find(({ name }) => name === tier);
    const needed = (channels === "address" ? described?.active : described?.nodes.length) ?? 0;
    const room = i === watches.length - 1 ? CHANNELS - CHANNELS_PER_WATCH * i : CHANNELS_PER_WATCH;
    if (needed > room)
      place
        .at(names[i]!, "detector", detector.kind)
        .report(
          `${counted} of ${needed} nodes`,
          `at most ${room} nodes here, and at most ${CHANNELS - CHANNELS_PER_WATCH * (watches.length - 1)} in the last watch`,
        );
  }
}

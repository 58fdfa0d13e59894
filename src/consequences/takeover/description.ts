import { distribution } from "../../distributions/description.ts";
import { durations } from "../../distributions/duration.ts";
import { defaulted, object, optional } from "../../notation/object.ts";
import { duration, flag, word } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { type ConsequenceKind, checkOwned, nothing, time } from "../kind.ts";
import { checkFencing, fencingShape, fencingWords, warnOfFencing } from "./description/fencing.ts";
import { checkQuorum, quorumShape, quorumWords, warnOfQuorum } from "./description/quorum.ts";
import { checkResource, resourceShape, resourceWords } from "./description/resource.ts";

const fields = ofKind(
  "takeover",
  object("a takeover", {
    select: defaulted("Choosing the standby.", durations("0 s"), 0, "0 s"),
    claim: defaulted("Configuring the address on it.", durations("50 ms"), 0.05, "50 ms"),
    gratuitousArp: defaulted("Whether neighbours are told by gratuitous ARP.", flag, true),
    staleArp: defaulted(
      "How long neighbours keep a stale entry when nobody tells them.",
      distribution("20 s"),
      { kind: "uniform", low: 23, high: 53 },
      { uniform: ["23 s", "53 s"] },
    ),
    repeatArp: optional(
      "How long after a takeover neighbours are told once more (garp_master_delay of Keepalived, 5 s there). Left out: once.",
      duration("5 s", { above: 0 }),
    ),
    refreshArp: optional(
      "How often whoever has an address tells the neighbours while nothing happens (garp_master_refresh of Keepalived, off there). Left out: never.",
      duration("60 s", { above: 0 }),
    ),
    lowerPriorityArp: optional(
      "Under VRRP, whether a master that hears an advertisement of lower priority sends gratuitous ARPs, as Keepalived does from 1.2.20 on (garp_lower_prio_repeat), and advertises at once. Left out: it ignores it (RFC 3768 §6.4.3).",
      flag,
    ),
    virtualMac: optional(
      "Under VRRP, whether addresses have a MAC address of their own (RFC 3768 §7.3; Keepalived's use_vmac): neighbours' entries stay right, and switches learn the way from the next advertisement. Left out: the interface's own.",
      flag,
    ),
    quorum: optional(
      "Only nodes that a majority of votes is with have addresses, as under corosync and pacemaker (no-quorum-policy: stop). Left out: whoever lives.",
      quorumShape,
    ),
    fencing: optional(
      "Nodes that are considered down are switched off before anybody takes their addresses (STONITH). Left out: they are believed to be dead.",
      fencingShape,
    ),
    resource: optional(
      "The server process is a resource of Pacemaker, which stops and starts it. Left out: a takeover moves addresses only.",
      resourceShape,
    ),
    failback: optional(
      "Whether a node that comes back takes its addresses back (preempt, as under VRRP by default) or stands by (none, elsewhere).",
      word("none", "preempt"),
    ),
  }),
);

/** A standby takes the addresses of the dead node, in the order of the thesis: select, claim, announce; times in seconds. */
export type Takeover = Read<typeof fields>;

/** Whether a node that comes back takes its addresses back, where nothing says so as a detector has it. */
export const failbackOf = ({ failback, resource }: Takeover, isByElection: boolean): "none" | "preempt" =>
  failback ?? resource?.failback ?? (isByElection ? "preempt" : "none");

export const takeover: ConsequenceKind<Takeover, { readonly takeover: Written<typeof fields> }> = {
  meaning: "A standby takes over the dead node's addresses.",
  shape: fields,
  example: "takeover: { }",
  effect: "addresses move",
  mayElect: true,
  goesBack: (consequence, isByElection) => failbackOf(consequence, isByElection) === "preempt",
  arp: ({ gratuitousArp }) => (gratuitousArp ? "told" : "untold"),
  check: (consequence, watched, place) => {
    const [{ name: tier }, { name: by }] = [watched.watched, watched.watchers];
    if (by !== tier)
      place
        .at("by")
        .report(`${by}, which does not stand by for ${tier}`, `${tier}: a standby steps in for its own tier`);
    checkOwned(watched, "which owns no address to take over", place);
    for (const key of ["repeatArp", "refreshArp"] as const)
      if (consequence[key] !== undefined && !consequence.gratuitousArp)
        place.at("takeover", key).report(`${key} without gratuitous ARPs`, "gratuitousArp: true");
    const { quorum, fencing, resource } = consequence;
    for (const [key, isThere] of [
      ["quorum", quorum !== undefined],
      ["fencing", fencing !== undefined],
      ["resource", resource !== undefined],
    ] as const)
      if (isThere && watched.isByElection)
        place
          .at("takeover", key)
          .report(`${key} under ${watched.detector}`, "a detector of a cluster, such as totem: routers have none");
    if (quorum !== undefined) checkQuorum(quorum, watched.watched, watched.tiers, place.at("takeover", "quorum"));
    if (fencing !== undefined) checkFencing(fencing, watched.watched, place.at("takeover", "fencing"));
    if (resource !== undefined) checkResource(resource, consequence.failback, place.at("takeover", "resource"));
    if (watched.isByElection) return;
    for (const key of ["lowerPriorityArp", "virtualMac"] as const)
      if (consequence[key] !== undefined)
        place.at("takeover", key).report(`${key} under ${watched.detector}`, "no such key: it says something of VRRP");
  },
  warn: ({ quorum, fencing }, place, watched) => {
    if (quorum !== undefined) warnOfQuorum(quorum, fencing !== undefined, watched, place.at("quorum"));
    if (fencing !== undefined) warnOfFencing(fencing, quorum, watched, place.at("fencing"));
  },
  warnOfEnd: nothing,
  words: ({ select, claim, gratuitousArp, quorum, fencing, resource }) =>
    `a standby takes over${quorum === undefined ? "" : `, ${quorumWords(quorum)}`}${fencing === undefined ? "" : `, ${fencingWords(fencing)}`}${resource === undefined ? "" : `, ${resourceWords(resource)}`}: select ${time(select)}, claim ${time(claim)}${gratuitousArp ? ", gratuitous ARP" : ", no gratuitous ARP"}`,
  drawn: (dice) => ({
    takeover: {
      select: dice.pick("0 s", "10 ms"),
      claim: dice.pick("0 s", "50 ms"),
      gratuitousArp: dice.happens(0.8),
      staleArp: dice.durations(0.4),
      ...(dice.happens(0.4) && { failback: dice.pick("none", "preempt") }),
    },
  }),
};

import type { Node } from "../ha/node.ts";
import { subjectOf, viaOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Architecture } from "../service/description.ts";
import type { Calls } from "../sip/calls.ts";
import { DIALOG_COPIED, DIALOG_COPY, Dialogs, type DialogsParts } from "../sip/dialogs.ts";
import type { Hops } from "../sip/hops.ts";
import { nextOf, type Tier } from "../tiers/description.ts";
import { CALLEES, CALLERS } from "./hosts.ts";

/** The dialogs of the back-to-back user agents, by host; they die with their process. */
export function dialogsOf(
  { tiers }: Architecture,
  nodes: readonly Node[],
  { engine, network, calls, begun }: Pick<DialogsParts, "engine" | "network" | "begun"> & { readonly calls: Calls },
): (Dialogs | undefined)[] {
  const byHost: (Dialogs | undefined)[] = [];
  for (const { name, dialogs: options } of tiers) {
    if (options === undefined) continue;
    const own = new Map(nodes.filter(({ tier }) => tier === name).map((node) => [node.host, node]));
    const dialogs = new Dialogs({
      engine,
      network,
      begun,
      lost: (call) => calls.loseDialog(call),
      found: (call) => calls.findDialog(call),
      options,
      hosts: [...own.keys()],
      isUp: (host) => own.get(host)!.isUp,
      isRunning: (host) => own.get(host)!.running,
      whenItWorks: (host, act) => own.get(host)!.whenItWorks(act),
    });
    for (const [host, node] of own) {
      byHost[host] = dialogs;
      node.onFailure(() => {
        if (!node.running) dialogs.forget(host);
      });
      node.onStart(() => dialogs.start(host));
      node.on(DIALOG_COPY, (copy, envelope) => dialogs.receive(host, subjectOf(copy), viaOf(envelope)), {
        waits: true,
      });
      node.on(DIALOG_COPIED, (copied, envelope) => dialogs.confirmed(viaOf(envelope), subjectOf(copied)), {
        waits: true,
      });
    }
  }
  return byHost;
}

/** How calls pass from tier to tier; null where every server sends them to the callees, and speaks by one address. */
export function hopsOf(
  architecture: Architecture,
  nodes: readonly Node[],
  { hosts }: Network,
  calls: Calls,
): Hops | null {
  const { tiers, addresses } = architecture;
  if (tiers.every(({ next }) => next === undefined) && addresses.every(({ side }) => side === undefined)) return null;
  const number = (place: number) => hosts + place;
  const tierOf = (address: number): Tier => tiers.find(({ name }) => name === addresses[address - hosts]!.tier)!;
  const byTier = new Map(tiers.map((tier) => [tier, nextOf(architecture, tier).map(number)]));
  const byHost = new Map(nodes.map((node) => [node.host, tiers.find(({ name }) => name === node.tier)!]));
  const nextAfter = (tier: Tier, call: number): number => {
    const choice = byTier.get(tier)!;
    return choice.length === 0 ? CALLEES : choice[call % choice.length]!;
  };
  const inner = new Map<number, number>();
  const outer = new Map<number, number>();
  for (const [place, { tier, owner, side }] of addresses.entries()) {
    if (side !== "inside") continue;
    for (const [other, address] of addresses.entries())
      if (address.tier === tier && address.owner === owner && address.side === undefined) {
        inner.set(number(other), number(place));
        outer.set(number(place), number(other));
      }
  }
  const inside = (address: number): number => inner.get(address) ?? address;
  return {
    next: (host, call) => nextAfter(byHost.get(host)!, call),
    upstream: (host, call) => {
      const own = byHost.get(host)!;
      let before = CALLERS;
      let at = calls.target[call]!;
      for (let tier = tierOf(at); tier !== own; tier = tierOf(at)) {
        before = inside(at);
        at = nextAfter(tier, call);
        if (at === CALLEES) break; // a proxy behind a director
      }
      return before;
    },
    inside,
    outside: (address) => outer.get(address) ?? address,
  };
}

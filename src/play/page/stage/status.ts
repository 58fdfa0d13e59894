import { STEERED } from "../../../network/steering.ts";
import { spanText } from "../../../report/trace/words.ts";
import { counted, formatNumber } from "../../../units/number.ts";
import { formatProbability } from "../../../units/probability.ts";
import type { Scene } from "../../protocol.ts";
import type { AddressView, ImpairmentView, NodeView, View } from "../../watched/view.ts";

/** How it stands with a node: well; on purpose or for a while not in service; broken. */
export type Mood = "well" | "resting" | "broken";

/** An address at a node: it serves it; it has it, and callers send elsewhere; callers send here, and it does not have it. */
export interface AddressHere {
  readonly name: string;
  readonly how: "served" | "unknown" | "stale";
}

/** What is written on a node. */
export interface NodeShown {
  readonly host: number;
  readonly name: string;
  readonly mood: Mood;
  /** "up", or all that is not as it should be. */
  readonly state: string;
  readonly waiting: number;
  readonly inService: number;
  readonly workers: number;
  readonly addresses: readonly AddressHere[];
  /** Names of those that it considers down, that it has waited for in vain, and that it awaits. */
  readonly considersDown: readonly string[];
  readonly doubts: readonly string[];
  /** Bindings that come from a peer: "40 bindings from proxy-2". */
  readonly holds: readonly string[];
}

function grouped<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** Whether it waits to step in for others, and has not. */
const standsIdle = ({ standsBy, addresses }: NodeView): boolean => standsBy && addresses.length === 0;

/** "up", "host dead", "machine frozen, 10 times as slow". */
export function stateWords(node: NodeView): string {
  const words = [
    node.state === "up" ? "" : node.state === "hangs" && node.isFrozen ? "machine frozen" : node.state,
    node.state === "host dead" || !node.dead.includes("link") || node.state === "cut off" ? "" : "link dead",
    node.isInMaintenance ? "in maintenance" : "",
    node.prepares ? "prepares to serve" : "",
    node.lacksQuorum ? "lacks quorum" : "",
    node.isBlocked ? "blocked: its failover failed" : "",
    node.slowness === 1 ? "" : `${formatNumber(node.slowness)} times as slow`,
    standsIdle(node) ? "standby" : "",
    node.isPrimary ? "primary" : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? "up" : words.join(", ");
}

function moodOf(node: NodeView): Mood {
  if (node.state !== "up" && !node.isInMaintenance) return "broken";
  if (node.isBlocked || node.lacksQuorum || node.slowness > 1) return "broken";
  return node.isInMaintenance || node.prepares || standsIdle(node) ? "resting" : "well";
}

/** What is written on all nodes. */
export function nodesShown({ architecture, participants: { names } }: Scene, view: View): NodeShown[] {
  const workers = new Map(architecture.tiers.flatMap((tier) => tier.nodes.map(({ name }) => [name, tier.workers])));
  const by = <T extends { readonly by: number }>(list: readonly T[]) => grouped(list, (one) => one.by);
  const [beliefs, awaited] = [by(view.beliefs), by(view.awaited)];
  const here = grouped(
    view.addresses.flatMap(({ address, believed, owners }) => {
      const name = names[address]!;
      return [
        ...owners.map((host) => ({
          ...{
            host,
            name,
            how: believed === host || believed === STEERED ? ("served" as const) : ("unknown" as const),
          },
        })),
        ...(believed >= 0 && !owners.includes(believed) ? [{ host: believed, name, how: "stale" as const }] : []),
      ];
    }),
    ({ host }) => host,
  );
  return view.nodes.map((node) => {
    const { host, waiting, inService } = node;
    const name = names[host]!;
    const mine = awaited.get(host) ?? [];
    const down = (beliefs.get(host) ?? []).map(({ of }) => names[of]!);
    return {
      ...{ host, name, mood: moodOf(node), state: stateWords(node), waiting, inService },
      workers: workers.get(name) ?? 1,
      addresses: (here.get(host) ?? []).map((one) => ({ name: one.name, how: one.how })),
      considersDown: down,
      doubts: mine
        .filter(({ doubted }) => doubted)
        .map(({ of }) => (of < 0 ? "the token" : names[of]!))
        .filter((one, i, all) => !down.includes(one) && all.indexOf(one) === i),
      holds: [
        ...(node.transfer === null || node.transfer.from < 0
          ? []
          : [`${counted(node.transfer.got, "binding")} from ${names[node.transfer.from]}`]),
      ],
    };
  });
}

const HOW = {
  served: "",
  unknown: " (unknown to the callers)",
  stale: " (callers send it here, and it does not have it)",
};

/** The whole of it as a sentence. */
export function nodeWords(node: NodeShown): string {
  return [
    `${node.name}: ${node.state}`,
    `${node.waiting} waiting, ${node.inService} of ${node.workers} ${node.workers === 1 ? "worker" : "workers"} busy`,
    ...node.holds,
    ...(node.addresses.length > 0
      ? [`addresses ${node.addresses.map(({ name, how }) => name + HOW[how]).join(", ")}`]
      : []),
    ...(node.considersDown.length > 0 ? [`considers ${node.considersDown.join(", ")} down`] : []),
    ...(node.doubts.length > 0 ? [`has waited in vain for ${node.doubts.join(", ")}`] : []),
  ].join("; ");
}

/** Who has an address and whom callers believe, in words; and whether that is amiss. */
export interface AddressShown {
  readonly name: string;
  readonly address: number;
  readonly owners: readonly number[];
  readonly text: string;
  readonly amiss: string | null;
}

export function addressShown({ participants: { names } }: Scene, shown: AddressView): AddressShown {
  const { address, believed, owners, otherwise } = shown;
  const name = names[address]!;
  const list = (hosts: readonly number[]) => hosts.map((host) => names[host] ?? "nobody").join(", ");
  const isSteered = believed === STEERED;
  const text = isSteered ? `${name} → ${list(owners)}` : `${name} → ${list([believed])}`;
  const amiss: string[] = [];
  if (!isSteered && owners.length > 1) amiss.push(`${owners.length} owners: ${list(owners)}`);
  else if (owners.length === 0) amiss.push("nobody has it");
  else if (!isSteered && believed >= 0 && !owners.includes(believed))
    amiss.push(`stale ARP entry: ${list(owners)} has it`);
  const others = grouped(
    otherwise.filter(({ by }) => !owners.includes(by)),
    ({ host }) => host,
  );
  if (!isSteered)
    for (const [host, who] of others) {
      const whose = who.length > 3 ? `${who.length} hosts` : list(who.map(({ by }) => by));
      amiss.push(`${whose} ${who.length === 1 ? "sends" : "send"} it to ${list([host])}`);
    }
  return { name, address, owners, text, amiss: amiss.length > 0 ? amiss.join("; ") : null };
}

const KINDS = {
  cut: "nothing passes",
  block: "what watches say does not pass",
  degrade: "worse",
  partition: "divided",
} as const;

/** What is wrong with links, in words: "proxy-1, callers | all others: nothing passes". */
export function impairmentWords(
  { kind, sides, oneWay, delay, loss }: ImpairmentView,
  names: readonly string[],
): string {
  const hosts = sides.flat().length;
  const side = (list: readonly number[]) =>
    list.length > 3 && list.length > hosts / 2 ? "all others" : list.map((host) => names[host]).join(", ");
  const added = [
    ...(delay > 0 ? [`${spanText(delay)} longer`] : []),
    ...(loss > 0 ? [`${formatProbability(loss)} lost`] : []),
  ];
  return `${sides.map(side).join(oneWay ? " → " : " | ")}: ${kind === "degrade" && added.length > 0 ? added.join(", ") : KINDS[kind]}`;
}

/** What is not as it was at the beginning, for those who listen; names first. */
export function summaryOf(scene: Scene, view: View): string {
  const { names, owners } = scene.participants;
  const nodes = view.nodes
    .filter((node) => moodOf(node) === "broken" || node.isInMaintenance || node.prepares)
    .map((node) => `${names[node.host]}: ${stateWords(node)}`);
  const addresses = view.addresses.flatMap((one) => {
    const { name, amiss } = addressShown(scene, one);
    if (amiss !== null) return [`${name}: ${amiss}`];
    return one.believed >= 0 && one.believed !== owners[one.address] ? [`${name} at ${names[one.believed]}`] : [];
  });
  const down = grouped(view.beliefs, ({ of }) => of);
  const beliefs = [...down].map(([of, by]) =>
    by.length > 3
      ? `${by.length} nodes consider ${names[of]} down`
      : `${by.map((one) => names[one.by]).join(", ")} ${by.length === 1 ? "considers" : "consider"} ${names[of]} down`,
  );
  const links = view.impairments.map((one) => impairmentWords(one, names));
  const all = [...nodes, ...addresses, ...beliefs, ...links];
  if (all.length === 0) return "Every node is up, and every address where it was.";
  return `${all.slice(0, 12).join("; ")}${all.length > 12 ? `; and ${all.length - 12} more` : ""}.`;
}

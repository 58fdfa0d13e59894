import { consequenceKind } from "../../../consequences/description.ts";
import { FAULTS, type VerbName } from "../../../faults/description.ts";
import { hostUnder } from "../../../tiers/description.ts";
import type { Scene } from "../../protocol.ts";
import { type Deed, withFault } from "../../text/by-hand.ts";
import type { NodeView, View } from "../../watched/view.ts";

/** What something can be done to. Names are those of the scenario. */
export type Target =
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "users" | "tier" | "site"; readonly name: string }
  | { readonly kind: "address"; readonly name: string; readonly owners: readonly string[] }
  | { readonly kind: "link"; readonly ends: readonly [string, string] };

/** What is asked beside a deed: a text, or one of some words; the empty text leaves it out. */
export interface Asked {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly choices?: readonly string[];
  readonly isNumber?: boolean;
}

/** One line that can be written into the fault script now. */
export interface Offer {
  readonly verb: VerbName;
  readonly label: string;
  /** How it is done on real machines. */
  readonly byHand: string;
  readonly asked: readonly Asked[];
  deed(values: Readonly<Record<string, string>>): Deed;
  /** Why it makes no sense now; null: it does. */
  readonly refused: string | null;
}

const LASTING: Asked = { key: "for", label: "for (left out: until it is mended)", value: "" };
const OTHERS = "all others";

/** What a line says beside its verb: what was asked and not left empty. */
function said(asked: readonly Asked[], values: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = asked.map(({ key, value, isNumber }) => [key, (values[key] ?? value).trim(), isNumber] as const);
  return Object.fromEntries(
    given.flatMap(([key, text, isNumber]) =>
      text === "" ? [] : [[key, isNumber && Number.isFinite(Number(text)) ? Number(text) : text]],
    ),
  );
}

/** What is offered of a verb, with what it says of its target. */
function offer(
  verb: VerbName,
  says: Readonly<Record<string, unknown>>,
  asked: readonly Asked[],
  told: Pick<Offer, "label" | "byHand" | "refused">,
): Offer {
  return { verb, asked, ...told, deed: (values) => ({ ...says, ...said(asked, values) }) as Deed };
}

interface Known {
  readonly scene: Scene;
  readonly view: View;
}

const nodeOf = (name: string, { scene, view }: Known): NodeView | undefined =>
  view.nodes.find(({ host }) => scene.participants.names[host] === name);
const tierOf = (name: string, { scene }: Known) =>
  scene.architecture.tiers.find(({ nodes }) => nodes.some((node) => node.name === name));

const isDead = (node: NodeView): string | null =>
  node.dead.includes("host") ? "its host is dead" : node.dead.includes("process") ? "its process is dead" : null;

/** Names of what a line of links can say beside the first: tiers, sites, users and single nodes. */
function otherEnds(name: string, { scene }: Known): string[] {
  const { tiers } = scene.architecture;
  const mine = tiers.find((tier) => tier.name === name || tier.nodes.some((node) => node.name === name));
  const isTier = mine?.name === name;
  const sites = scene.network.sites ?? [];
  if (sites.some((site) => site.name === name) && mine === undefined)
    return [OTHERS, ...sites.map((site) => site.name).filter((one) => one !== name)];
  const others = tiers.flatMap((tier) => {
    const nodes = tier.nodes.map((node) => node.name).filter((node) => node !== name);
    if (tier === mine) return isTier ? [] : nodes;
    return nodes.length > 1 ? [tier.name, ...nodes] : nodes;
  });
  const users = ["users", "callers", "callees"].filter(
    (one) => one !== name && (name === "callers" || name === "callees" ? one !== "users" : true),
  );
  return [OTHERS, ...users, ...new Set(others)];
}

const endsOf = (target: Target): readonly string[] | null =>
  target.kind === "link" ? target.ends : target.kind === "address" ? null : [target.name];

/** A line that says ends of links, the second of which may be asked for. */
function ofLinks(
  verb: "cut" | "degrade",
  target: Target,
  known: Known,
  asked: readonly Asked[],
  told: (ends: readonly string[]) => Pick<Offer, "label" | "byHand">,
): Offer[] {
  const ends = endsOf(target);
  if (ends === null) return [];
  if (ends.length === 2) return [offer(verb, { [verb]: [...ends] }, asked, { ...told(ends), refused: null })];
  const other: Asked = { key: "with", label: "between it and", value: OTHERS, choices: otherEnds(ends[0]!, known) };
  const all = [other, ...asked];
  const one: Offer = {
    ...{ verb, asked: all, ...told(ends), refused: null },
    deed: (values) => {
      const { with: second, ...rest } = said(all, values);
      return { [verb]: second === OTHERS ? ends[0] : [ends[0], second], ...rest } as Deed;
    },
  };
  return [one];
}

type OfVerb = (target: Target, known: Known) => Offer[];

/** For a node alone. */
const ofNode =
  (offers: (name: string, node: NodeView, known: Known) => Offer[]): OfVerb =>
  (target, known) => {
    const node = target.kind === "node" ? nodeOf(target.name, known) : undefined;
    return target.kind === "node" && node !== undefined ? offers(target.name, node, known) : [];
  };

function kills(name: string, node: NodeView, known: Known): Offer[] {
  const machine = hostUnder(known.scene.architecture, name)?.name;
  const kinds = ["host", "process", "link"] as const;
  const kill = (of: string, kind: (typeof kinds)[number], refused: string | null): Offer => {
    const fault = { verb: "kill", at: 0, kill: of, kind } as const;
    const { words, byHand } = FAULTS.kill;
    return offer("kill", { kill: of, kind }, [LASTING], {
      ...{ label: words(fault).present, byHand: byHand(fault), refused },
    });
  };
  return [
    ...kinds.map((kind) =>
      kill(name, kind, kind === "link" ? (node.dead.includes("link") ? "its link is dead" : null) : isDead(node)),
    ),
    ...(machine !== undefined && machine !== name ? [kill(machine, "host", isDead(node))] : []),
  ];
}

function freezes(name: string, node: NodeView, known: Known): Offer[] {
  const machine = hostUnder(known.scene.architecture, name)?.name ?? name;
  const fault = { verb: "freeze", at: 0, freeze: machine, for: undefined } as const;
  return [
    offer("freeze", { freeze: machine }, [{ key: "for", label: "for", value: "2 s" }], {
      ...{ label: FAULTS.freeze.words(fault).present, byHand: FAULTS.freeze.byHand(fault) },
      refused: isDead(node) ?? (node.isFrozen ? "its machine is frozen" : null),
    }),
  ];
}

const losesArp = (name: string, known: Known): Offer => {
  const fault = { verb: "loseArp", at: 0, loseArp: name, next: 1 } as const;
  const tier = tierOf(name, known);
  const tells = known.scene.architecture.watches.some(
    (watch) => watch.tier === tier?.name && consequenceKind(watch.consequence).arp(watch.consequence) === "told",
  );
  const next: Asked = { key: "next", label: "how many of the next", value: "1", isNumber: true };
  return offer("loseArp", { loseArp: name }, [next], {
    ...{ label: FAULTS.loseArp.words(fault).present, byHand: FAULTS.loseArp.byHand(fault) },
    refused: tells ? null : `${tier?.name ?? "its tier"} sends none`,
  });
};

/** By verb what is offered; what strikes by chance is written in the text. */
const BY_VERB: { readonly [K in VerbName]: OfVerb } = {
  kill: (target, known) =>
    target.kind === "address"
      ? target.owners.flatMap((name) => kills(name, nodeOf(name, known)!, known).slice(0, 2))
      : ofNode(kills)(target, known),
  restart: ofNode((name, node) => {
    const fault = { verb: "restart", at: 0, restart: name, takes: 30 } as const;
    return [
      offer("restart", { restart: name }, [{ key: "takes", label: "takes", value: "5 s" }], {
        ...{ label: FAULTS.restart.words(fault).present, byHand: FAULTS.restart.byHand(fault) },
        refused: node.prepares ? "it has started, and does not serve yet" : null,
      }),
    ];
  }),
  hang: ofNode((name, node) => {
    const fault = { verb: "hang", at: 0, hang: name } as const;
    return [
      offer("hang", { hang: name }, [LASTING], {
        ...{ label: FAULTS.hang.words(fault).present, byHand: FAULTS.hang.byHand(fault) },
        refused: isDead(node) ?? (node.state === "hangs" && !node.isFrozen ? "it hangs" : null),
      }),
    ];
  }),
  resume: ofNode((name, node) => {
    const fault = { verb: "resume", at: 0, resume: name } as const;
    const dead = isDead(node);
    const why =
      node.state === "up" ? "it does not hang" : node.isFrozen ? "its machine is frozen, and goes on by itself" : null;
    return [
      offer("resume", { resume: name }, [], {
        ...{ label: FAULTS.resume.words(fault).present, byHand: FAULTS.resume.byHand(fault) },
        refused: dead === null ? why : `${dead}: it comes back by restart`,
      }),
    ];
  }),
  freeze: ofNode(freezes),
  slow: ofNode((name, node) => {
    const fault = { verb: "slow", at: 0, slow: name, factor: 10 } as const;
    const factor: Asked = { key: "factor", label: "factor (1: as usual)", value: "10", isNumber: true };
    return [
      offer("slow", { slow: name }, [factor, LASTING], {
        ...{ label: `${name} becomes slow`, byHand: FAULTS.slow.byHand(fault), refused: isDead(node) },
      }),
    ];
  }),
  cut: (target, known) => {
    const only: Asked = { key: "only", label: "only", value: "", choices: ["", "watches"] };
    return ofLinks("cut", target, known, [only, LASTING], (ends) => {
      const fault = { verb: "cut", at: 0, cut: ends } as const;
      return { label: FAULTS.cut.words(fault).present, byHand: FAULTS.cut.byHand(fault) };
    });
  },
  degrade: (target, known) => {
    const asked: Asked[] = [
      { key: "delay", label: "delay, one way, more", value: "50 ms" },
      { key: "loss", label: "loss, more", value: "5 %" },
      LASTING,
    ];
    return ofLinks("degrade", target, known, asked, (ends) => {
      const fault = { verb: "degrade", at: 0, degrade: ends, delay: 0, loss: 0 } as const;
      return { label: FAULTS.degrade.words(fault).present, byHand: FAULTS.degrade.byHand(fault) };
    });
  },
  partition: () => [],
  heal: (_, { view }) => {
    const fault = { verb: "heal", at: 0, heal: "all" } as const;
    return [
      offer("heal", { heal: "all" }, [], {
        ...{ label: FAULTS.heal.words(fault).present, byHand: FAULTS.heal.byHand(fault) },
        refused: view.impairments.length === 0 ? "nothing is cut, worse or divided" : null,
      }),
    ];
  },
  loseArp: (target, known) =>
    target.kind === "address"
      ? target.owners.map((name) => losesArp(name, known))
      : ofNode((name) => [losesArp(name, known)])(target, known),
  drain: ofNode((name, node) => {
    const fault = { verb: "drain", at: 0, drain: name, within: 30 } as const;
    const asked: Asked[] = [
      { key: "within", label: "waits for its work at most", value: "30 s" },
      { key: "takes", label: "is back after (left out: stays down)", value: "60 s" },
    ];
    return [
      offer("drain", { drain: name }, asked, {
        ...{ label: FAULTS.drain.words(fault).present, byHand: FAULTS.drain.byHand(fault) },
        refused: isDead(node) ?? (node.isInMaintenance ? "it is out of service" : null),
      }),
    ];
  }),
  upgrade: (target) => {
    if (target.kind !== "tier") return [];
    const fault = { verb: "upgrade", at: 0, upgrade: target.name, within: 30, takes: 60, pause: 5 } as const;
    const asked: Asked[] = [
      { key: "within", label: "waits for work at most", value: "30 s" },
      { key: "takes", label: "each is back after", value: "60 s" },
      { key: "pause", label: "pause between two", value: "5 s" },
    ];
    return [
      offer("upgrade", { upgrade: target.name }, asked, {
        ...{ label: FAULTS.upgrade.words(fault).present, byHand: FAULTS.upgrade.byHand(fault), refused: null },
      }),
    ];
  },
  chance: () => [],
  shock: () => [],
};

/** All that can be done to a target, in the order of the language; what makes no sense now says why. */
export const offersFor = (target: Target, known: Known): Offer[] =>
  Object.values(BY_VERB).flatMap((ofVerb) => ofVerb(target, known));

/** The line of the fault script that a deed becomes at a time [s]. */
export const lineText = (at: number, deed: Deed): string =>
  withFault("", at, deed)
    .replace(/^faults:\n/, "")
    .trim();

/** The deed that divides the network: these on one side, all others on the other. */
export const partitionOf = (members: readonly string[], lasting: string): Deed =>
  ({ partition: [[...members]], ...(lasting.trim() === "" ? {} : { for: lasting.trim() }) }) as Deed;

export const nameOf = (target: Target): string => (target.kind === "link" ? target.ends.join(" – ") : target.name);

import { isKnown } from "../../notation/known.ts";
import { defaulted, optional } from "../../notation/object.ts";
import { flag } from "../../notation/quantities.ts";
import { nodesOn } from "../../tiers/description.ts";
import { KINDS, kindShape } from "../../tiers/fault-kind.ts";
import { formatDuration } from "../../units/duration.ts";
import { quoted } from "../../units/unit-error.ts";
import { lasting, lineAt, node } from "../fields.ts";
import { plain, type VerbOf } from "../kind.ts";
import { cameBack, died } from "../node-state.ts";

const line = lineAt("kill", {
  kill: node("Name of the node that dies; or of a host in `architecture.hosts`, which dies with all that runs on it."),
  kind: defaulted(
    "A dead process leaves a host that refuses connections; a dead host answers nothing; a cut link leaves a node that runs and cannot be reached.",
    kindShape,
    "host" as const,
  ),
  for: lasting,
  covered: optional("Whether the failover works; false: no node takes over until this one is back.", flag),
});

const PAST = { host: "host died", process: "process died", link: "link was cut" };
const PRESENT = { host: "the host of", process: "the process of", link: "the link of" };
const BY_HAND = {
  host: "cut its power, or `echo b > /proc/sysrq-trigger` on it: nothing is said goodbye to",
  process: "`kill -9` its server process: the host lives on and refuses connections",
  link: "take its network interface down: it runs on, and nobody hears it",
};

/** Something of a node dies. With `for`, it is back after that time. */
export const kill: VerbOf<typeof line.shape> = {
  ...plain("mends", "isRare", "completed", "events"),
  ...line,
  of: "node",
  names: (fault) => [fault.kill],
  lasts: (fault) => fault.for ?? 0,
  isForGood: (fault) => fault.for === undefined,
  check: (fault, scene, number, place) => {
    const at = place.at("kill");
    const { hosts = [], tiers } = scene.architecture;
    const machines = hosts.map(({ name }) => name);
    const nodes = tiers.flatMap((tier) => tier.nodes.map(({ name }) => name));
    isKnown(fault.kill, [...nodes, ...machines], machines.length > 0 ? "a node or host" : "a node", at);
    if (fault.kind !== "host" && machines.includes(fault.kill) && !nodes.includes(fault.kill))
      place
        .at("kind")
        .report(`the death of a ${fault.kind} of the host ${fault.kill}`, "kind: host, or a line for each node");
    if (
      fault.for === undefined &&
      machines.includes(fault.kill) &&
      scene.faults.some(({ restart }) => nodesOn(fault.kill, scene.architecture).includes(String(restart)))
    )
      place.report(
        `the host ${fault.kill}, dead while a node on it starts again`,
        "for: how long it is dead, in place of restart",
      );
    const { faults } = scene;
    const before = faults
      .slice(0, number)
      .findLastIndex(
        ({ kill, kind, for: lasting }) => kill === fault.kill && kind === fault.kind && lasting === undefined,
      );
    const isBack = faults.some(({ restart }) => restart === fault.kill);
    if (before >= 0 && !isBack && !at.isBroken)
      at.report(
        `a second fault of ${quoted(fault.kill)}, which is dead (the first is faults.${before})`,
        "a restart in between, or for: in the first",
      );
  },
  warn: ({ kill, kind, at }, { architecture, nodes }, place) => {
    const states = nodesOn(kill, architecture).map((name) => nodes.get(name)?.dead);
    if (states.length > 0 && states.every((dead) => dead?.has(kind) || (kind === "process" && dead?.has("host"))))
      place
        .at("kill")
        .warn(
          `the death of ${kill} (${kind}), which is dead at ${formatDuration(at)}`,
          "it does not die again",
          "Lines of one moment are played before what ends at that moment.",
        );
  },
  rehearse: (fault, on) => {
    const names = nodesOn(fault.kill, on.architecture);
    for (const name of names) on.change(name, (state) => died(state, fault.kind));
    on.after(fault.for, () => {
      for (const name of names) on.change(name, (state) => cameBack(state, fault.kind));
    });
  },
  words: ({ kill, kind }) => ({
    past: `${kill}'s ${PAST[kind]}`,
    present: `${PRESENT[kind]} ${kill} ${kind === "link" ? "is cut" : "dies"}`,
  }),
  byHand: ({ kind }) => BY_HAND[kind],
  passing: [
    ({ at, node, dice, lasting }) => ({ at, kill: node, kind: dice.pick(...KINDS), for: lasting }),
    ({ at, node, dice, lasting }) => ({
      ...{ at, kill: node, kind: dice.pick(...KINDS), for: lasting },
      ...(dice.happens(0.3) && { covered: false }),
    }),
  ],
  unending: [],
  alone: ({ at, name, short, long }) => [
    ...KINDS.map((kind) => ({ at, kill: name, kind, for: long })),
    { at, kill: name, kind: "process", for: short },
  ],
};

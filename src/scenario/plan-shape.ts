import type { Fault } from "../faults/description.ts";
import { isKnown } from "../notation/known.ts";
import { oneOf } from "../notation/nearest.ts";
import { defaulted, listOf, name, object, optional } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, probability, word } from "../notation/quantities.ts";
import { described, type Read, type Shape, type Written } from "../notation/shape.ts";
import type { Architecture } from "../service/description.ts";
import type { Expectation } from "./expectation.ts";
import { planExpectShape } from "./expectation-shape.ts";
import {
  blocksOf,
  inOrder,
  outAfter,
  type Plan,
  type PlanOrder,
  type PlanStep,
  STEP_VERBS,
  type StepVerb,
} from "./plan.ts";

const WITHIN = "Longest wait of a drain or switch-over for work that is under way; the step lasts as long.";
const TAKES = "From the stop of a node until it is back.";
const BAD_VERSION =
  "Probability that the new version is bad: it comes back, hangs, and is put back when the steps on its node are over.";
const BAD_AFTER =
  "How long a bad version works before it hangs, here and, as long after their own return, on nodes that get it later. Hung after its verify, it is put back at the end of the step in which it hangs.";
const WAY_BACK =
  "How long it takes to put the old version back; left out: as long as the upgrade; none: there is no way back.";
const wayBackShape = duration("3 min", { words: { none: null } });

const stepFields = object("a step", {
  drain: optional("Node that hands over its work, finishes what it has, and stops.", name),
  upgrade: optional("Node that is stopped, gets the new version, and starts again.", name),
  switchOver: optional("Node that hands over its work and starts again at once, as a spare.", name),
  verify: optional("Node that is looked at before the plan goes on.", name),
  rollBack: optional("Node that gets the old version back, and starts again.", name),
  within: optional(`Of drain and switchOver: ${WITHIN}`, duration("30 s")),
  takes: optional(`Of upgrade and rollBack: ${TAKES}`, duration("60 s", { above: 0 })),
  for: optional("Of verify: for how long.", duration("30 s", { above: 0 })),
  badVersion: optional(`Of upgrade: ${BAD_VERSION}`, probability),
  badAfter: optional(`Of upgrade: ${BAD_AFTER}`, duration("5 min")),
  wayBack: optional(`Of upgrade: ${WAY_BACK}`, wayBackShape),
  expect: optional("What must hold of this step if the plan is to go on.", planExpectShape),
});
type StepRead = Read<typeof stepFields>;

const KEYS_OF: Readonly<Record<StepVerb, readonly (keyof StepRead)[]>> = {
  drain: ["within"],
  switchOver: ["within"],
  upgrade: ["takes", "badVersion", "badAfter", "wayBack"],
  rollBack: ["takes"],
  verify: ["for"],
};

const orderNames = listOf("names of nodes", name, 1, 64);
const orderWord = word("as written", "cheapest");
const orderShape: Shape<PlanOrder, Written<typeof orderNames> | Written<typeof orderWord>> = {
  expected: "as written, cheapest, or a list of nodes, such as [proxy-3, proxy-1, proxy-2]",
  schema: { anyOf: [orderWord.schema, orderNames.schema] },
  sample: "as written",
  read(found, place) {
    if (found.kind === "list") return orderNames.read(found, place);
    if (found.kind === "scalar") return orderWord.read(found, place);
    return place.refuse(described(found), this.expected, this.sample);
  },
};

export const planShape = object("a plan", {
  at: defaulted("When the first step begins.", duration("10 s"), 10, "10 s"),
  upgrade: optional(
    "Name of a tier: each of its nodes is drained, upgraded and verified, standbys first. Instead of steps.",
    name,
  ),
  steps: optional("What is done, one after the other.", listOf("steps", stepFields, 1, 200)),
  order: defaulted(
    "In which order nodes are worked on: as written, by their names, or cheapest: the one that loses the fewest calls.",
    orderShape,
    "as written",
  ),
  within: defaulted(WITHIN, duration("30 s"), 30, "30 s"),
  takes: defaulted(TAKES, duration("60 s", { above: 0 }), 60, "60 s"),
  verify: defaulted(
    "How long a node is looked at before the next, on the way there and on the way back.",
    duration("30 s", { above: 0 }),
    30,
    "30 s",
  ),
  badVersion: defaulted(BAD_VERSION, probability, 0, "0 %"),
  badAfter: defaulted(BAD_AFTER, duration("5 min"), 0, "0 s"),
  wayBack: optional(WAY_BACK, wayBackShape),
  settle: defaulted("How long calls are counted after the last step.", duration("30 s", { above: 0 }), 30, "30 s"),
  expect: defaulted(
    "What must hold of every step if the plan is to go on, unless the step says otherwise.",
    planExpectShape,
    [],
    {},
  ),
});
type PlanRead = Read<typeof planShape>;

/** Bounds of a step: its own, and those of the plan for what it says nothing of. */
const expected = (own: readonly Expectation[], all: readonly Expectation[]): Expectation[] => [
  ...own,
  ...all.filter(({ metric }) => own.every((one) => one.metric !== metric)),
];

function stepOf(read: StepRead, plan: PlanRead, place: Place): PlanStep | null {
  const verbs = STEP_VERBS.filter((verb) => read[verb] !== undefined);
  const [verb] = verbs;
  if (verb === undefined || verbs.length > 1) {
    if (!place.isBroken)
      place.report(
        verb === undefined ? "a step that does nothing" : `${verbs.join(" and ")} in one step`,
        oneOf(STEP_VERBS),
      );
    return null;
  }
  for (const key of new Set(Object.values(KEYS_OF).flat()))
    if (read[key] !== undefined && !KEYS_OF[verb].includes(key) && place.at(key).node !== undefined) {
      const rest = KEYS_OF[verb].join(", ");
      place.at(key).report(`${key} in a step that says ${verb}`, `${rest} or expect`);
    }
  const upgradeTakes = read.takes ?? plan.takes;
  const lasts = { verify: read.for ?? plan.verify, drain: read.within ?? plan.within };
  const back = read.wayBack !== undefined ? read.wayBack : plan.wayBack;
  return {
    ...{ verb, node: read[verb]! },
    lasts: verb === "verify" ? lasts.verify : verb === "drain" || verb === "switchOver" ? lasts.drain : upgradeTakes,
    badVersion: verb === "upgrade" ? (read.badVersion ?? plan.badVersion) : 0,
    badAfter: read.badAfter ?? plan.badAfter,
    wayBack: back === undefined ? upgradeTakes : back,
    expect: expected(read.expect ?? [], plan.expect),
  };
}

/** The steps that a file says, or those that stand for the upgrade of a tier. */
function stepsOf(plan: PlanRead, { tiers }: Architecture, place: Place): PlanStep[] | null {
  if ((plan.upgrade === undefined) === (plan.steps === undefined)) {
    place.report(
      plan.upgrade === undefined ? "a plan without steps" : "upgrade and steps in one plan",
      "upgrade: a tier, or steps",
    );
    return null;
  }
  if (plan.upgrade !== undefined) {
    const names = tiers.map((tier) => tier.name);
    if (!isKnown(plan.upgrade, names, "a tier", place.at("upgrade"))) return null;
    const { nodes, active } = tiers.find((tier) => tier.name === plan.upgrade)!;
    const inTurn = [...nodes.slice(active), ...nodes.slice(0, active)];
    return inTurn.flatMap(({ name }) =>
      (["drain", "upgrade", "verify"] as const).map((verb) => stepOf({ [verb]: name }, plan, place)!),
    );
  }
  const nodes = tiers.flatMap((tier) => tier.nodes.map((node) => node.name));
  const steps = plan.steps!.map((read, i) => {
    const at = place.at("steps", i);
    const step = at.isBroken ? null : stepOf(read, plan, at);
    return step !== null && isKnown(step.node, nodes, "a node", at.at(step.verb)) ? step : null;
  });
  return steps.includes(null) ? null : (steps as PlanStep[]);
}

/** A node that is drained and never comes back stays out of service, and one that is out shows nothing: legal, and almost surely not meant. */
function warnOfNodesLeftOut(steps: readonly PlanStep[], place: Place): void {
  for (const [i, { verb, node }] of steps.entries())
    if (verb === "verify" && outAfter(steps.slice(0, i)).has(node))
      place
        .at("steps", i, "verify")
        .warn(`a look at ${node}, which is out of service`, "it shows nothing", "Look when it has been brought back.");
  for (const node of outAfter(steps)) {
    const i = steps.findLastIndex((step) => step.node === node && step.verb === "drain");
    place
      .at("steps", i, "drain")
      .warn(
        `a drain of ${node}, which no later step brings back`,
        "it stays down",
        "Add an upgrade or a rollBack of it.",
      );
  }
}

/**
 * A plan with what of it depends on the rest of the file; undefined where it has been found wrong.
 *
 * @param faults what goes wrong besides
 */
export function planOf(
  read: PlanRead,
  architecture: Architecture,
  faults: readonly Fault[],
  place: Place,
): Plan | undefined {
  if (place.isBroken) return undefined;
  const written = stepsOf(read, architecture, place);
  if (written === null || place.isBroken) return undefined;
  const { at, order, within, verify, settle } = read;
  const blocks = blocksOf(written).map(([node]) => node);
  if (order !== "as written" && new Set(blocks).size < blocks.length) {
    const twice = blocks.find((node, i) => blocks.indexOf(node) < i)!;
    place.at("order").report(`an order of nodes whose steps do not stand together (${twice})`, "as written");
    return undefined;
  }
  if (typeof order === "object" && order.toSorted().join() !== blocks.toSorted().join()) {
    place.at("order").report(`the order ${order.join(", ")}`, `each of ${blocks.join(", ")} once`);
    return undefined;
  }
  if (read.steps !== undefined) warnOfNodesLeftOut(written, place);
  const steps = typeof order === "object" ? inOrder(written, order) : written;
  return { at, steps, order, within, verify, settle, faults };
}

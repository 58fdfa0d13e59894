/** How a plan is undone: what has been upgraded gets the old version back, the last first. */
import { outAfter, type Plan, type PlanStep } from "../scenario/plan.ts";

/** A process that was stopped and left as it was is there again after a moment [s]. */
const START = 1;

/** Nodes in the order in which they were last worked on, the latest first, each with its upgrade if it has the new version. */
function touched(steps: readonly PlanStep[]): (readonly [node: string, upgrade: PlanStep | undefined])[] {
  const found = new Map<string, PlanStep | undefined>();
  for (const step of steps) {
    const upgrade = step.verb === "upgrade" ? step : step.verb === "rollBack" ? undefined : found.get(step.node);
    found.delete(step.node);
    found.set(step.node, upgrade);
  }
  return [...found].reverse();
}

/**
 * The steps that undo what has been done so far, one node after the other; null if one of them cannot be undone.
 *
 * @param hung nodes whose new version hangs: they need no drain
 */
export function wayBack(
  { within, verify }: Plan,
  done: readonly PlanStep[],
  hung: ReadonlySet<string> = new Set(),
): PlanStep[] | null {
  const out = outAfter(done);
  const back: PlanStep[] = [];
  const common = { badVersion: 0, badAfter: 0, wayBack: null, expect: [] };
  for (const [node, upgrade] of touched(done)) {
    if (upgrade?.wayBack === null) return null;
    if (upgrade === undefined && !out.has(node)) continue;
    if (!out.has(node) && !hung.has(node)) back.push({ ...common, verb: "drain", node, lasts: within });
    back.push({ ...common, verb: "rollBack", node, lasts: upgrade?.wayBack ?? START });
    back.push({ ...common, verb: "verify", node, lasts: verify });
  }
  return back;
}

/** Steps that bring back who is out of service, as planned; nothing else is begun. */
export function broughtBack(steps: readonly PlanStep[], until: number): PlanStep[] {
  const out = new Set(outAfter(steps.slice(0, until)));
  return steps.slice(until).filter(({ verb, node }) => (verb === "upgrade" || verb === "rollBack") && out.delete(node));
}

/** A fault script played without a network: what is dead, hangs or is cut off at each of its moments, as far as the lines alone tell. */
import { meanOf } from "../../distributions/law.ts";
import { type Fault, faultVerb, isOfLinks } from "../../faults/description.ts";
import { isHealed } from "../../faults/links.ts";
import { type KnownNodeState, WELL } from "../../faults/node-state.ts";
import type { Moment, Names } from "../../faults/scene.ts";
import { nodesOn } from "../../tiers/description.ts";
import { endOf } from "../amount-of-work.ts";
import { sceneOf } from "../fault-checks.ts";
import type { Scenario } from "../scenario.ts";

type Step = { readonly at: number; readonly play: () => void };

/** Names of what a line strikes. */
export const namesIn = (fault: Fault): Names => faultVerb(fault).names(fault);

/** @param visit hears of every line, in the order in which they are played */
export function replay(scenario: Scenario, visit: (fault: Fault, line: number, moment: Moment) => void): void {
  const { architecture, faults, run } = scenario;
  const nodes = new Map<string, KnownNodeState | null>();
  for (const tier of architecture.tiers) for (const { name } of tier.nodes) nodes.set(name, WELL);
  const impaired = new Map<number, Names>();
  const lose = (names: Names) => {
    if (names === "all") return;
    for (const name of names.flatMap((one) => nodesOn(one, architecture))) nodes.set(name, null);
  };
  // What is struck at a drawn moment may be so at any time.
  for (const [line, fault] of faults.entries())
    if (fault.drawn !== undefined) {
      if (isOfLinks(fault)) impaired.set(line, namesIn(fault));
      if (faultVerb(fault).of === "node") lose(namesIn(fault));
    }
  const moment = { ...sceneOf(scenario), nodes, impaired, end: endOf(scenario), replications: run.replications };
  // Lines of a moment are played before what ends at it: they were scheduled first.
  const steps: Step[] = [];
  const later = (at: number, play: () => void) => {
    const behind = steps.findIndex((step) => step.at > at);
    steps.splice(behind < 0 ? steps.length : behind, 0, { at, play });
  };
  for (const [line, fault] of faults.entries())
    later(fault.at, () => {
      visit(fault, line, moment);
      if (fault.drawn !== undefined && isOfLinks(fault)) return;
      faultVerb(fault).rehearse(fault, {
        architecture,
        state: (name) => nodes.get(name) ?? null,
        change: (name, by) => {
          const state = nodes.get(name);
          if (state) nodes.set(name, by(state));
        },
        lose,
        impair: () => impaired.set(line, namesIn(fault)),
        mend: () => impaired.delete(line),
        heal: (healed) => {
          for (const [other, names] of [...impaired])
            if (faults[other]!.drawn === undefined && isHealed(names, healed)) impaired.delete(other);
        },
        after: (delay, play) => {
          if (delay !== undefined) later(fault.at + meanOf(delay), play);
        },
      });
    });
  while (steps.length > 0) steps.shift()!.play();
}

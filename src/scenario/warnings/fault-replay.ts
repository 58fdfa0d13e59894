/** A fault script played without a network: what is dead, hangs or is cut off at each of its moments, as far as the lines alone tell. */
import type { Architecture } from "../../architecture/description.ts";
import { nodesStruck } from "../../architecture/failures-by-chance.ts";
import { type Fault, type Heal, isOfLinks } from "../../ha/fault.ts";
import type { FaultKind } from "../../ha/node.ts";
import type { Scenario } from "../scenario.ts";

/** What is known of a node; null where chance or planned work decides. */
export interface NodeState {
  readonly dead: ReadonlySet<FaultKind>;
  readonly hangs: boolean;
}

/** What is so just before a line is played. */
export interface Moment {
  readonly nodes: ReadonlyMap<string, NodeState | null>;
  /** Lines that cut, degrade or divide, and have not ended. */
  readonly impairments: ReadonlySet<number>;
}

const WELL: NodeState = { dead: new Set(), hangs: false };

/** Whether the server process of a node runs. */
export const runs = ({ dead }: NodeState): boolean => !dead.has("host") && !dead.has("process");

const with_ = (state: NodeState, kind: FaultKind): NodeState => ({
  dead: new Set([...state.dead, kind]),
  hangs: kind === "link" ? state.hangs : false,
});

/** A host comes back with a new process on it; a process only where its host has power. */
function without({ dead, hangs }: NodeState, kind: FaultKind): NodeState {
  if (kind === "process" && dead.has("host")) return { dead, hangs };
  const left = [...dead].filter((one) => one !== kind && !(kind === "host" && one === "process"));
  return { dead: new Set(left), hangs };
}

/** Whether a heal says the names of a line, or all. */
export function isHealed(fault: Fault, { heal }: Heal): boolean {
  if (heal === "all") return true;
  const names =
    "cut" in fault
      ? fault.cut
      : "degrade" in fault
        ? fault.degrade
        : "partition" in fault
          ? fault.partition.flat()
          : [];
  return names.toSorted().join() === heal.toSorted().join();
}

const NODE_VERBS = ["kill", "restart", "hang", "resume", "drain"] as const;

/** What a line does to which node; null where it does nothing to one alone. */
export function deedOf(fault: Fault): { readonly verb: string; readonly name: string } | null {
  const verb = NODE_VERBS.find((one) => one in fault);
  return verb === undefined ? null : { verb, name: (fault as unknown as Record<string, string>)[verb]! };
}

const struckBy = (fault: Fault): string | null => deedOf(fault)?.name ?? null;

/** Nodes of which nobody can tell from this line on when they are up. */
function unpredictable(fault: Fault, architecture: Architecture): readonly string[] {
  if ("chance" in fault || "shock" in fault) return nodesStruck(fault, architecture);
  if ("drain" in fault) return [fault.drain];
  if (!("upgrade" in fault)) return [];
  return architecture.tiers.flatMap(({ name, nodes }) =>
    name === fault.upgrade ? nodes.map((node) => node.name) : [],
  );
}

type Step = { readonly at: number; readonly play: () => void };

/** @param visit hears of every line, in the order in which they are played */
export function replay({ architecture, faults }: Scenario, visit: (line: number, moment: Moment) => void): void {
  const nodes = new Map<string, NodeState | null>();
  for (const tier of architecture.tiers) for (const { name } of tier.nodes) nodes.set(name, WELL);
  const impairments = new Set<number>();
  // What is struck at a drawn moment may be so at any time.
  for (const [line, fault] of faults.entries())
    if (fault.drawn !== undefined) {
      if (isOfLinks(fault)) impairments.add(line);
      const touched = struckBy(fault);
      if (touched !== null) nodes.set(touched, null);
    }
  const change = (name: string, by: (state: NodeState) => NodeState) => {
    const state = nodes.get(name);
    if (state) nodes.set(name, by(state));
  };
  // Lines of a moment are played before what ends at it: they were scheduled first.
  const steps: Step[] = [];
  const later = (at: number, play: () => void) => {
    const behind = steps.findIndex((step) => step.at > at);
    steps.splice(behind < 0 ? steps.length : behind, 0, { at, play });
  };
  for (const [line, fault] of faults.entries())
    later(fault.at, () => {
      visit(line, { nodes, impairments });
      if (fault.drawn !== undefined && isOfLinks(fault)) return;
      const ends = (end: () => void) => {
        if ("for" in fault && fault.for !== undefined) later(fault.at + fault.for, end);
      };
      if (isOfLinks(fault) && !("heal" in fault)) {
        impairments.add(line);
        ends(() => impairments.delete(line));
      } else if ("heal" in fault) {
        for (const other of [...impairments])
          if (faults[other]!.drawn === undefined && isHealed(faults[other]!, fault)) impairments.delete(other);
      } else if ("kill" in fault) {
        change(fault.kill, (state) => with_(state, fault.kind));
        ends(() => change(fault.kill, (state) => without(state, fault.kind)));
      } else if ("restart" in fault) {
        const state = nodes.get(fault.restart);
        const dead = state ? [...state.dead] : [];
        const kinds: readonly FaultKind[] =
          fault.kind !== undefined ? [fault.kind] : dead.length > 0 ? dead : ["process"];
        for (const kind of kinds) change(fault.restart, (one) => with_(one, kind));
        const inOrder = (["link", "host", "process"] as const).filter((kind) => kinds.includes(kind));
        later(fault.at + fault.takes, () => {
          for (const kind of inOrder) change(fault.restart, (one) => without(one, kind));
        });
      } else if ("hang" in fault) {
        change(fault.hang, (state) => ({ ...state, hangs: runs(state) }));
        ends(() => change(fault.hang, (state) => ({ ...state, hangs: false })));
      } else if ("resume" in fault) change(fault.resume, (state) => ({ ...state, hangs: false }));
      else for (const name of unpredictable(fault, architecture)) nodes.set(name, null);
    });
  while (steps.length > 0) steps.shift()!.play();
}

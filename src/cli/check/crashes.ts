import type { Scenario } from "../../scenario/scenario.ts";
import { studentInterval } from "../../statistics/student-interval.ts";
import { type Losses, meanOf, type Trials } from "./trials.ts";

/** Replications of each crash: an interval needs so many. */
export const REPLICATIONS = 5;
/** Servers whose crashes are run. */
const NODES_MAX = 12;

/** How a server dies: its SIP server alone, or with its host. */
const KINDS = ["process", "host"] as const;

/** What the crash of one server costs before and after a change. */
export interface Crash {
  readonly node: string;
  readonly kind: (typeof KINDS)[number];
  /** Null: there is no such server then. A sentence: why it cannot be told. */
  readonly before: Losses | string | null;
  readonly after: Losses | string | null;
  /** What is lost more; null: not both are told. */
  readonly more: { readonly failed: Difference; readonly delayed: Difference } | null;
}

/** The mean of the differences of replications with the same random numbers, and its 95 % interval [calls]. */
export interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface CrashedState {
  readonly scenario: Scenario;
  readonly trials: Trials;
}

/** The servers of two states whose crashes are run, and how many more there are. */
export function crashedNodes(
  before: Scenario,
  after: Scenario,
): { readonly nodes: readonly string[]; readonly left: number } {
  const all = [...new Set([...nodesOf(after), ...nodesOf(before)])];
  return { nodes: all.slice(0, NODES_MAX), left: Math.max(0, all.length - NODES_MAX) };
}

const nodesOf = ({ architecture }: Scenario): string[] =>
  architecture.tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name));

/** Runs both crashes of each of these servers in both states. */
export async function crashesOf(
  nodes: readonly string[],
  before: CrashedState,
  after: CrashedState,
  told: (finished: number, total: number) => void,
): Promise<Crash[]> {
  const crashes: Crash[] = [];
  const lossesIn = async ({ scenario, trials }: CrashedState, node: string, kind: string) =>
    nodesOf(scenario).includes(node) ? trials.of({ fault: `kill: ${node}, kind: ${kind}` }) : null;
  for (const node of nodes)
    for (const kind of KINDS) {
      told(crashes.length, nodes.length * KINDS.length);
      const [was, is] = [await lossesIn(before, node, kind), await lossesIn(after, node, kind)];
      crashes.push({ node, kind, before: was, after: is, more: differenceOf(was, is) });
    }
  return crashes;
}

function differenceOf(before: Crash["before"], after: Crash["after"]): Crash["more"] {
  if (before === null || after === null || typeof before === "string" || typeof after === "string") return null;
  const between = (key: "failed" | "delayed"): Difference => {
    const { mean, low, high } = studentInterval(after[key].map((count, at) => count - before[key][at]!));
    return { mean, low: low!, high: high! };
  };
  return { failed: between("failed"), delayed: between("delayed") };
}

/** Whether a crash surely costs more than this share of the calls more. */
export const isWorse = ({ after, more }: Crash, share: number): boolean =>
  more !== null && typeof after === "object" && after !== null && more.failed.low > share * meanOf(after.created);

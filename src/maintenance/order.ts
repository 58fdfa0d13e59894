import { blocksOf, inOrder } from "../scenario/plan.ts";
import { type CallCount, type Night, type PlannedScenario, sumOf } from "./night.ts";
import { planWindows } from "./plan-cost.ts";

/** Of more nodes than this not every order is tried: 4! are 24. */
const NODES_MAX = 4;

/** An order of nodes, and the calls lost and delayed by it. */
export interface TriedOrder {
  readonly order: readonly string[];
  readonly failed: CallCount;
  readonly delayed: CallCount;
}

/** The orders that were tried, the best first. */
export interface OrderSearch {
  readonly tried: readonly TriedOrder[];
  /** Every order, or the best next node again and again. */
  readonly method: "every order" | "greedy";
}

function permutations(names: readonly string[]): string[][] {
  if (names.length < 2) return [[...names]];
  return names.flatMap((first) => permutations(names.filter((name) => name !== first)).map((rest) => [first, ...rest]));
}

/** Fewer calls lost, then fewer delayed; of equals the one tried first stays. */
const byCost = (one: TriedOrder, other: TriedOrder): number =>
  one.failed.interval.mean - other.failed.interval.mean || one.delayed.interval.mean - other.delayed.interval.mean;

/**
 * Nodes in all orders, all on the same chances: which loses the fewest calls. Of more than four nodes the best first is looked for,
 * then the best second, and so on.
 *
 * @param told which order comes next
 */
export async function searchedOrders(
  night: Night,
  scenario: PlannedScenario,
  told: (what: string) => void = () => {},
): Promise<OrderSearch> {
  const { steps } = scenario.plan;
  const nodes = blocksOf(steps).map(([node]) => node);
  const costOf = async (order: readonly string[]): Promise<TriedOrder> => {
    told(`the order ${order.join(", ")}`);
    const windows = (await planWindows(night, scenario, inOrder(steps, order))).slice(1);
    return {
      order,
      failed: sumOf(windows.map(({ failed }) => failed)),
      delayed: sumOf(windows.map(({ delayed }) => delayed)),
    };
  };
  const bestOf = async (orders: readonly (readonly string[])[]): Promise<TriedOrder[]> => {
    const tried: TriedOrder[] = [];
    for (const order of orders) tried.push(await costOf(order));
    return tried.sort(byCost);
  };
  if (nodes.length <= NODES_MAX) return { tried: await bestOf(permutations(nodes)), method: "every order" };
  let first: TriedOrder | undefined;
  for (let left = nodes; left.length > 0; ) {
    const begun: readonly string[] = first?.order ?? [];
    [first] = await bestOf(left.map((node) => [...begun, node]));
    left = nodes.filter((node) => !first!.order.includes(node));
  }
  return { tried: [first!], method: "greedy" };
}

import type { Node } from "../ha/node.ts";
import { hold, type Process } from "../kernel/process.ts";
import type { FaultSurroundings } from "./mechanism.ts";

/** How often it is looked whether a drained node has finished its work, or an upgraded one is trusted again [s]. */
export const LOOK = 10e-3;

/** A node gives away its addresses and its share of the dispatch, finishes its work, stops, and comes back. */
export function* drained(
  node: Node,
  within: number,
  takes: number | undefined,
  surroundings: FaultSurroundings,
): Process {
  const { engine, network, director, takeovers } = surroundings;
  if (!node.running) return;
  const deadline = engine.now + within;
  node.isInMaintenance = true;
  director.dispatch.withdraw(node.host);
  const moves = takeovers.filter((takeover) => takeover.handOver(node)).length > 0;
  do yield hold(Math.min(LOOK + network.delay, deadline - engine.now));
  while (
    engine.now < deadline &&
    (node.station.occupancy > 0 || (moves && network.addresses.of(node.host).length > 0))
  );
  node.kill("process", engine.now);
  if (takes === undefined) return;
  yield hold(takes);
  node.bringBack("process", engine.now);
  readmitted(node, surroundings);
}

/** Whoever starts a node again that was taken out of service puts it back there. */
export function readmitted(node: Node, { director }: Pick<FaultSurroundings, "director">): void {
  if (!node.isInMaintenance || !node.running) return;
  node.isInMaintenance = false;
  director.dispatch.readmit(node.host);
}

import type { Node } from "../../ha/node.ts";
import { hold, type Process } from "../../kernel/process.ts";
import type { Fault } from "../description.ts";
import { drained, LOOK } from "../maintenance.ts";
import { type FaultMechanism, type FaultSurroundings, forGood, timesOf } from "../mechanism.ts";

/** Standbys first, then actives; the next only when the one before is back and everybody trusts it. */
function* upgraded({ upgrade, within, takes, pause }: Fault<"upgrade">, surroundings: FaultSurroundings): Process {
  const { nodes, network, director, takeovers } = surroundings;
  const [stops, pauses] = [takes, pause].map((time) => timesOf(time, "upgrade", upgrade, surroundings));
  const members = nodes.filter((node) => node.tier === upgrade);
  const holds = (host: number) => network.addresses.of(host).length > 0;
  const trusted = (node: Node) =>
    node.isUp &&
    director.dispatch.isTrusted(node.host, holds) &&
    takeovers.every((takeover) => takeover.succession.trusts(node));
  for (const node of [...members.filter(({ standsBy }) => standsBy), ...members.filter(({ standsBy }) => !standsBy)]) {
    yield* drained(node, within, stops!.sample(), surroundings);
    while (!trusted(node)) yield hold(LOOK);
    yield hold(pauses!.sample());
  }
}

export const upgrade: FaultMechanism<Fault<"upgrade">> = {
  strikes: "once",
  effect: (fault, surroundings) => forGood(() => void surroundings.processes.start(upgraded(fault, surroundings))),
};

import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import { directorsOf } from "../service/directors.ts";
import { Dispatch } from "../sip/dispatch.ts";
import { Flows } from "../sip/flows.ts";
import { registrarsOf } from "./world-parts.ts";

/** What directors believe and how they choose, as it is described; it dies with their processes. */
export function dispatchOf(
  architecture: Architecture,
  nodes: readonly Node[],
  { engine, streams }: { readonly engine: Engine; readonly streams: Streams },
): Dispatch {
  const { policy, proxies: told, noneAlive, state, flows } = directorsOf(architecture.directors);
  const proxies = registrarsOf(architecture, nodes);
  const each = (what: "weight" | "priority" | "maxLoad", usual: number) => {
    const values = proxies.map(({ name }) => told.find(([proxy]) => proxy === name)?.[1][what] ?? usual);
    return values.every((value) => value === usual) ? undefined : values;
  };
  const [weights, priorities, maxLoads] = [each("weight", 1), each("priority", 0), each("maxLoad", Infinity)];
  const chance = streams.stream("dispatch");
  const dispatch: Dispatch = new Dispatch({
    rules: {
      policy,
      ...(weights && { weights }),
      ...(priorities && { priorities }),
      ...(maxLoads && { maxLoads }),
      failsOpen: noneAlive === "try all",
      isShared: state === "shared",
    },
    proxies: proxies.map(({ host }) => host),
    random: () => chance.uniform(),
    flows:
      flows === undefined
        ? null
        : new Flows({
            rules: {
              ...flows,
              unanswered: flows.unanswered ?? flows.idle,
              endsWithTarget: flows.until === "removal",
            },
            now: () => engine.now,
            answers: (host) => nodes.find((node) => node.host === host)!.works,
            isAlive: (host, proxy) => dispatch.aliveFor(host).includes(proxy),
          }),
  });
  const directors = architecture.tiers.filter(({ role }) => role === "director").map(({ name }) => name);
  for (const node of nodes)
    if (directors.includes(node.tier)) node.onFailure(() => !node.running && dispatch.forget(node.host));
  return dispatch;
}

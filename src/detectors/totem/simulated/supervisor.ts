import { type Duration, distributionOf } from "../../../distributions/duration.ts";
import { samplerOf } from "../../../distributions/simulated.ts";
import { signal } from "../../../ha/signal.ts";
import { BEAT, type DetectorSurroundings } from "../../mechanism.ts";

/**
 * A program on each host that sees the death of its server process and tells the group, as the availability manager of OpenAIS
 * (AMF) or an agent on a corosync process group does. It dies with its host: the death of a host is for the group to notice.
 *
 * @param delay from the death of a process to the report that leaves its host [s]
 *
 * Measured with an agent on corosync 3.1.7 (2026): 8 to 10 ms from the death to the group's knowledge.
 */
export function supervise(surroundings: DetectorSurroundings, delay: Duration): void {
  const { engine, network, channel, watchers, watched, random, verdict } = surroundings;
  const nodeAt = (host: number) => watched.find((node) => node.host === host)!;
  const times = samplerOf(distributionOf(delay), random());
  const report = engine.register("process death reported", (host) => {
    const node = nodeAt(host);
    if (node.running || !node.hostRuns) return;
    for (const watcher of watchers)
      if (watcher !== node) network.send(host, signal(BEAT, channel + 1, host, 0), watcher.host);
  });
  for (const watcher of watchers) watcher.listen(BEAT, channel + 1, (from) => verdict(watcher, nodeAt(from)));
  for (const node of watched) node.onDeath(() => engine.after(times.sample(), report, node.host, 0));
}

import { distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import type { Node } from "../../ha/node.ts";
import { type ConsequenceMechanism, WITHOUT_ELECTION } from "../mechanism.ts";
import { type PromotionByWatchers, votesFor } from "./description.ts";

/**
 * Watchers tell each other whom they consider dead. Where enough of them agree on the primary and more than half of all can elect one of these, as Redis
 * Sentinels do, that one promotes a replica.
 */
export const promotion: ConsequenceMechanism<PromotionByWatchers> = (consequence, surroundings, { tier, watchers }) => {
  const { network, streams, replaceable } = surroundings;
  const time = samplerOf(distributionOf(consequence.time), streams.stream(`promotion time/${tier}`));
  const plan = { ...consequence, time: () => time.sample() };
  const { agree, elect } = votesFor(consequence, watchers.length);
  /** Who is considered dead, and by whom. */
  const condemned = new Map<Node, Set<Node>>();
  const hears = (one: Node, other: Node): boolean =>
    other.works && network.reaches(one.host, other.host) && network.reaches(other.host, one.host);
  const decide = (): void => {
    const database = replaceable(tier);
    if (database === undefined) return;
    const sure = [...(condemned.get(database.primary) ?? [])].filter(({ works }) => works);
    const leader = sure.find(
      (one) =>
        sure.filter((other) => hears(one, other)).length >= agree &&
        watchers.filter((other) => hears(one, other)).length >= elect,
    );
    if (leader === undefined) database.withdraw();
    else database.demand(plan, leader);
  };
  network.onChange(decide);
  for (const watcher of watchers) {
    watcher.onStart(decide);
    watcher.onResume(decide);
  }
  return {
    ...WITHOUT_ELECTION,
    verdict: (watcher, watched) => {
      condemned.set(watched, (condemned.get(watched) ?? new Set()).add(watcher));
      decide();
    },
    recovered: (watcher, watched) => {
      condemned.get(watched)?.delete(watcher);
      decide();
    },
    reset: () => condemned.clear(),
  };
};

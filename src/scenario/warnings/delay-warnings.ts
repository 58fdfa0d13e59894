import { hostOf, sitesOf } from "../../architecture/hosts.ts";
import { detectorKind } from "../../detectors/description.ts";
import { quantileOf } from "../../distributions/law.ts";
import type { Place } from "../../notation/place.ts";
import type { Watch } from "../../service/description.ts";
import { formatDuration } from "../../units/duration.ts";
import type { Scenario } from "../scenario.ts";

/** Messages of which one takes as long as is warned of. */
const ONE_IN = 1e6;

/** Where hops take random times: who is taken for dead now and then because his message was late. */
export function warnOfDelays(scenario: Scenario, place: Place): void {
  for (const watch of scenario.architecture.watches) {
    const { most, hops } = detectorKind(watch.detector).bears(watch.detector);
    const longest = hops * longestBetween(watch, scenario);
    if (longest <= most) continue;
    place.warn(
      `hops of which one in a million makes ${formatDuration(longest, 3)}, where the ${watch.detector.kind} of ${watch.tier} bears ${formatDuration(most, 3)} more than usual`,
      "now and then the living are taken for dead",
      "Lengthen its timers, or say a delay whose longest are shorter.",
    );
  }
}

/** The longest random delay of a hop between a watcher and a watched [s]; 0 if all are constant. */
function longestBetween({ tier, by }: Watch, { architecture, network }: Scenario): number {
  const { siteOf, ways } = sitesOf(architecture, network);
  const sites = (name: string) =>
    new Set(
      architecture.tiers
        .find((one) => one.name === name)!
        .nodes.map((node) => siteOf[hostOf(node.name, architecture)]!),
    );
  const delays = [...sites(by)].flatMap((one) => [...sites(tier)].map((other) => ways[one]![other]!.delay));
  return Math.max(...delays.map((delay) => (typeof delay === "number" ? 0 : quantileOf(delay, 1 - 1 / ONE_IN))));
}

import { slowestConsequence } from "../consequences/analysed.ts";
import { slowestNotice } from "../detectors/analysed.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture, Watch } from "../service/description.ts";
import { membersOf } from "../service/members.ts";

/** About how long it takes until the slowest watch has noticed a death [s]: the scale on which faults are tried. */
export const noticeScale = ({ architecture }: Scenario): number =>
  Math.max(0.5, ...architecture.watches.map((watch) => slowestOf(watch, architecture)));

const slowestOf = (watch: Watch, architecture: Architecture): number =>
  slowestNotice(watch.detector, membersOf(architecture, watch));

/** Nobody waits longer for a service that everything of which is repaired [s]. */
const PATIENCE = 600;

/**
 * How long a service is given to be whole once everything that broke has been repaired [s]: twice what its slowest watch takes to
 * notice and to act, all stale ARP entries included, and two seconds; at most ten minutes.
 */
export const settlingTime = ({ architecture }: Scenario): number =>
  Math.min(
    PATIENCE,
    Math.ceil(
      2 +
        2 *
          Math.max(
            0,
            ...architecture.watches.map(
              (watch) => slowestOf(watch, architecture) + slowestConsequence(watch.consequence),
            ),
          ),
    ),
  );

import { detectionMean } from "../detectors/analysed.ts";
import { detectorsInForce } from "../detectors/description.ts";
import type { Architecture, Watch } from "../service/description.ts";

/**
 * Mean time from the death of a host until a watch has noticed it [s], without loss and delay of messages: where each address has its
 * own election the mean over them, whose owners are equally likely to die.
 */
export function watchDetectionMean(architecture: Architecture, watch: Watch): number {
  const means = detectorsInForce(watch.detector, architecture, watch.tier).map(detectionMean);
  return means.length === 0 ? detectionMean(watch.detector) : means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

/** Who watches whom and where bindings are kept, in the words of a telephone engineer. */

import { bindingsKind } from "../../bindings/description.ts";
import { consequenceKind } from "../../consequences/description.ts";
import { type Detector, detectorKind } from "../../detectors/description.ts";
import type { Architecture, Watch } from "../../service/description.ts";

/** A detector with the times that decide how long it takes. */
export const detectorWords = (detector: Detector): string => detectorKind(detector).words(detector);

export const watchWords = (watch: Watch): string =>
  `${watch.by === watch.tier ? `The ${watch.tier} watch each other` : `The ${watch.by} watch the ${watch.tier}`} by ${detectorWords(watch.detector)}; then ${consequenceKind(watch.consequence).words(watch.consequence)}.`;

export const bindingsWords = ({ bindings }: Architecture): string => bindingsKind(bindings).words(bindings);

/** Who watches whom and where bindings are kept, in the words of a telephone engineer. */
import type { Architecture, Watch } from "../../architecture/description.ts";
import { consequenceKind } from "../../consequences/description.ts";
import { type Detector, detectorKind } from "../../detectors/description.ts";
import { formatDuration } from "../../units/duration.ts";

const time = (seconds: number): string => (Number.isFinite(seconds) ? formatDuration(seconds, 3) : "never");

/** A detector with the times that decide how long it takes. */
export const detectorWords = (detector: Detector): string => detectorKind(detector).words(detector);

export const watchWords = (watch: Watch): string =>
  `${watch.by === watch.tier ? `The ${watch.tier} watch each other` : `The ${watch.by} watch the ${watch.tier}`} by ${detectorWords(watch.detector)}; then ${consequenceKind(watch.consequence).words(watch.consequence)}.`;

export function bindingsWords({ bindings }: Architecture): string {
  if (bindings.kept === "database")
    return `Bindings are kept in the database (${bindings.tier})${bindings.cache ? ", with a copy in each proxy" : ""}; a query without an answer after ${time(bindings.timeout)} is an error.`;
  const { checkpoint } = bindings;
  const copies = {
    synchronous: "copied to the standbys before a REGISTER is answered",
    lagged: `copied to the standbys ${checkpoint.mode === "lagged" && checkpoint.lag > 0 ? `${time(checkpoint.lag)} ` : ""}after a REGISTER is answered`,
    none: "not copied",
  }[checkpoint.mode];
  return `Bindings are kept in the servers' memory, ${copies}.`;
}

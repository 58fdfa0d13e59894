/** What is legal in an architecture and almost surely not meant. */
import type { Architecture } from "../../architecture/description.ts";
import type { Place } from "../place.ts";
import { warnOfWatches } from "./watch-warnings.ts";

export function warnOfArchitecture(architecture: Architecture, place: Place): void {
  warnOfWatches(architecture, place);
}

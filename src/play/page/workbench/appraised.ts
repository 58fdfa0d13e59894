import { signal } from "@preact/signals";
import type { Architecture } from "../../../service/description.ts";
import type { Appraisal } from "../../office/appraisal.ts";

/** What the analyzer has said of the service that is played: kept while other panels are shown. */
export const appraised = {
  appraisal: signal<Appraisal | null>(null),
  /** The architecture that this is about, and the text without its script. */
  architecture: signal<Architecture | null>(null),
  of: signal<string | null>(null),
  /** Why there is no answer, as a sentence. */
  untold: signal<string | null>(null),
  /** Whether what failures lose has been measured message by message. */
  isExact: signal(false),
};

/** Nodes whose failure alone takes a service down, for the stage to mark; none while it has not been appraised as it is. */
export function singlePointsOf(architecture: Architecture): readonly string[] {
  const about = appraised.architecture.value;
  if (about === null || JSON.stringify(about) !== JSON.stringify(architecture)) return [];
  return (appraised.appraisal.value?.singlePoints ?? []).map(({ component }) => component);
}

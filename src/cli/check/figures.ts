/** Findings as they are told: with what a run of them loses. */
import type { Finding } from "../../checks/findings.ts";
import { pathIn } from "./states.ts";
import { inWords, type Trials } from "./trials.ts";

/** @param trials null: no runs are made */
export async function withFigures(finding: Finding, trials: Trials | null): Promise<Finding> {
  const losses = finding.trial === undefined ? null : await trials?.of(finding.trial);
  if (losses == null || typeof losses === "string") return finding;
  const { consequence, trial } = finding;
  const alike = trials!.isOfOther(trial!) ? `, with the others of its tier set as ${trial!.lead}` : "";
  return { ...finding, consequence: `${consequence}. In a minute in which ${trial!.when}${alike}, ${inWords(losses)}` };
}

/** As documents have it. */
export const saidOf = ({ code, severity, place, message, consequence }: Finding, state = { root: "" }) => ({
  ...{ code, severity, file: pathIn(state, place.file), line: place.line, message, consequence },
});

import { type StudiedService, studiedComponents, studiedScenario } from "../../availability/studied-service.ts";
import type { Setting } from "../../notation/settings.ts";
import type { Span } from "../../notation/source.ts";
import type { Warning } from "../../notation/warning.ts";
import type { Lifetimes } from "../../tiers/description.ts";
import { readService } from "../files.ts";
import { refusing } from "../option-values.ts";
import { Refusal } from "../refusal.ts";

/**
 * Reads a file and makes it ready to be studied.
 * @throws Refusal with everything that is wrong with it
 */
export function serviceOf(
  file: string,
  settings: readonly Setting[],
  span: Span,
  lifetimes?: Lifetimes,
): StudiedService & { readonly warnings: readonly Warning[] } {
  const { scenario, components, warnings, problems } = readService(file, settings);
  if (problems !== undefined) throw new Refusal(problems);
  return refusing(span, file, () => ({
    ...(scenario !== undefined ? studiedScenario(scenario, lifetimes) : studiedComponents(components)),
    warnings,
  }));
}

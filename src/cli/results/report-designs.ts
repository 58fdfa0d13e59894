/** Which of the designs that were tried is the one that there is. */
import type { TriedDesign } from "../../report/document/decision/evidence.ts";
import type { ServiceResult } from "../../scenario/scenario-text.ts";
import type { ScenarioCopy } from "./report-place.ts";
import { settingsOf } from "./report-place.ts";

/** What a design search may change of a scenario. */
function said({ scenario, components }: ServiceResult): string | null {
  const service = scenario ?? components;
  return service === undefined ? null : JSON.stringify(service);
}

/**
 * The design whose values are those of the scenario: setting each of them again changes nothing.
 * @returns null where no design has them all
 */
export function presentDesign<D extends TriedDesign>(
  designs: readonly D[],
  { text, settings }: ScenarioCopy,
): D | null {
  const asIs = said(text.service(settings));
  if (asIs === null) return null;
  const known = new Map<string, boolean>();
  const changesNothing = ([path, value]: readonly [string, string | number]): boolean => {
    const setting = `${path}=${value}`;
    const found = known.get(setting) ?? said(text.service([...settings, ...settingsOf([setting])])) === asIs;
    known.set(setting, found);
    return found;
  };
  return designs.find(({ choice }) => Object.entries(choice).every(changesNothing)) ?? null;
}

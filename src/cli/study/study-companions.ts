import type { StudyPlan } from "../../experiment/study-plan.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { companionsOf } from "../files.ts";

/** Settings and parameters that name SIPp scenarios. */
const NAMES_FILES = /^traffic\.calls\.sipp\.(?:caller|callee)=(.*)$/;

/**
 * A scenario file together with the files that it names, or that a study puts in their place: what is written beside the
 * results needs no other file, wherever it is computed.
 *
 * @param said `path=value` and `path=values` of the study
 */
export function withCompanions(name: string, text: string, said: readonly string[]): StudyPlan["files"][number] {
  const companions: Record<string, string> = {};
  const open = companionsOf(name);
  const keep = (path: string) => {
    const read = open(path);
    if ("source" in read) companions[path] = read.source.text;
    return read;
  };
  parseScenario(text, name, [], keep);
  for (const one of said) for (const path of NAMES_FILES.exec(one)?.[1]?.split(",") ?? []) keep(path.trim());
  return Object.keys(companions).length === 0 ? { name, text } : { name, text, companions };
}

import type { ConfigurationFile } from "../configuration/file-tree.ts";
import type { Problem } from "../notation/problem.ts";
import type { Companions } from "../notation/source.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { SeenScenario } from "./check.ts";

/** Whether a file that is no configuration is a scenario, by its keys. */
export const isScenario = ({ path, text }: ConfigurationFile): boolean =>
  /\.ya?ml$/i.test(path) && /^architecture:/m.test(text);

/** A scenario with the places of its values, or what is wrong with it. */
export function seenScenario(
  { path, text }: ConfigurationFile,
  companions?: Companions,
):
  | { readonly seen: SeenScenario; readonly problems?: never }
  | { readonly seen?: never; readonly problems: readonly Problem[] } {
  const { scenario, spot, problems } = parseScenario(text, path, [], companions);
  if (problems !== undefined) return { problems };
  const placeOf: SeenScenario["placeOf"] = (...keys) => ({ file: path, line: spot(...keys).line });
  return { seen: { text, scenario, placeOf } };
}

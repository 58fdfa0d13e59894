import type { Check, Files, Trial } from "../../checks/check.ts";
import { findingsOf, seenIn } from "../../checks/findings.ts";
import { pageOf } from "../../checks/page.ts";
import { isScenario, seenScenario } from "../../checks/scenario.ts";
import { FileTree } from "../../configuration/file-tree.ts";
import { readConfiguration } from "../../configuration/read.ts";
import { importedScenario } from "../../deployment/scenario.ts";
import { inWords, Trials } from "./trials.ts";

/** The page of a check with what its example leads to, found and run again. */
export async function explained(check: Check): Promise<string> {
  const { tree, seen } = examined(check.ill);
  const [found] = findingsOf(seen, tree, [check]);
  if (found === undefined) throw new Error(`${check.code} does not find its own example`);
  const { place, message, consequence, trial } = found;
  const said = `\`${place.file}:${place.line}\`: ${message}. ${consequence}.\n`;
  const more = trial === undefined ? check.notRun : await comparedBy(check, trial);
  return `${pageOf(check)}\n## What it leads to\n\n${said}${more === undefined ? "" : `\n${more}\n`}`;
}

/** What happens with the example, and with the example mended. */
async function comparedBy({ code, ill, well, mendedFault = "" }: Check, trial: Trial) {
  const losses = async (files: Files, one: Trial) => new Trials(examined(files), []).of(one);
  const mended = mendedFault === "" ? trial : { ...trial, fault: mendedFault };
  const [before, after] = [await losses(ill, trial), await losses(well, mended)];
  if (typeof before === "string" || typeof after === "string")
    throw new Error(`the example of ${code} cannot be run: ${[before, after].find((one) => typeof one === "string")}`);
  return `A run of it at 20 calls/s for a minute, in which ${trial.when} after 10 s: ${inWords(before)}. Mended: ${inWords(after)}.`;
}

/** An example as checks see it, and the scenario that it is or amounts to. */
function examined(files: Files) {
  const tree = new FileTree(Object.entries(files).map(([path, text]) => ({ path, text })));
  const read = readConfiguration(tree);
  const scenario = read.others.filter(isScenario).map((file) => seenScenario(file))[0];
  const own = scenario === undefined || scenario.problems !== undefined ? null : scenario.seen;
  return { tree, seen: seenIn(read, own), ...(own === null ? importedScenario(read, null) : { text: own.text }) };
}

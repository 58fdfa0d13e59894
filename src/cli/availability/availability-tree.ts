import { UnreadableText } from "../../analysis/exchange/located.ts";
import { readOpenPsa } from "../../analysis/exchange/open-psa-import.ts";
import { type FaultTree, solveFaultTree } from "../../analysis/fault-tree.ts";
import type { Importance } from "../../analysis/importance.ts";
import { importanceTable } from "../../report/document/availability-tables.ts";
import type { Said } from "../../report/json/documents.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import type { SetFamily } from "../../structure/set-family.ts";
import { shortCutSets } from "../../structure/short-cut-sets.ts";
import type { ProgressListener } from "../../structure/told.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { refusalOfText, refusing, textOf } from "../option-values.ts";
import { print } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import type { AvailabilityOptions } from "./availability-commands.ts";

/** Cut sets that are listed one by one; all are counted. Of more than that only the smallest are worth reading. */
const CUT_SETS_LISTED = 50_000;
const CUT_SETS_SAMPLED = 1000;
/** Basic events up to which importance is worked out unasked. */
const WEIGHED_MAX = 300;

/** The first so many sets, smaller ones first: all of them, if they are not too many. */
export function firstSets(
  sets: SetFamily,
  most: number = sets.count <= CUT_SETS_LISTED ? CUT_SETS_LISTED : CUT_SETS_SAMPLED,
): string[][] {
  const listed: string[][] = [];
  for (const set of sets) {
    if (listed.length === most) break;
    listed.push([...set]);
  }
  return listed;
}

/** Importance by component. Infinite factors are null. */
export const importanceJson = (importance: readonly Importance[]) =>
  Object.fromEntries(importance.map(({ component, ...measures }) => [component, measures]));

/**
 * Reads a fault tree from the documents that make it up.
 * @throws Refusal with everything that is wrong with them
 */
function readTree(files: readonly string[], top: string | undefined): FaultTree {
  const texts = files.map((file) => textOf(file, "an Open-PSA fault tree, such as tree.xml"));
  try {
    return readOpenPsa(texts, top === undefined ? {} : { top });
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    const { problems } = error;
    throw new Refusal(
      files.flatMap((file, i) => {
        const own = problems.filter((problem) => (problem.file ?? 0) === i);
        return own.length === 0 ? [] : refusalOfText(file, texts[i]!, own).problems;
      }),
    );
  }
}

/** What a tree is, for programs. */
const treeJson = ({ top, notes = [], probabilities, gates }: FaultTree) => ({
  ...{ top, notes, basicEvents: probabilities.size, gates },
});

/** A tree for the terminal: what was found of it, how large it is, its smallest cut sets, and what else there is to say. */
const treeText = (
  { top, probabilities, gates, notes = [] }: FaultTree,
  found: string,
  counted: string,
  smallest: readonly (readonly string[])[],
  more = "",
): string =>
  `${top}: ${found}\n${probabilities.size} basic events, ${gates} gates, ${counted}; smallest:\n` +
  `${smallest.map((set) => `  ${set.join(" · ")}\n`).join("")}${more}${notes.map((note) => `${note}\n`).join("")}`;

/** `sipnines availability --tree FILE.xml`: an Open-PSA fault tree. Returns the exit code. */
export function availabilityOfTree(files: readonly string[], options: AvailabilityOptions, line: CommandLine): number {
  const tree = readTree(files, options.top);
  const progress = new Progress("nodes", options.quiet);
  const told: ProgressListener = progress.say;
  const span = line.option("--tree");
  const { order } = options;
  if (order !== undefined) {
    const event = (name: string): number => tree.probabilities.get(name)!;
    const found = refusing(span, "--tree", () => shortCutSets(tree.formula, event, order, told));
    progress.done();
    const { sets, low, high, missed } = found;
    const json: Said<"availability-tree-order"> = {
      ...{ ...treeJson(tree), order, probabilityBounds: [low, high], truncationError: missed },
      minimalCutSetCount: sets.length,
      minimalCutSetsBySize: Array.from(
        { length: order + 1 },
        (_, size) => sets.filter((set) => set.length === size).length,
      ),
      minimalCutSets: sets.slice(0, CUT_SETS_LISTED),
    };
    const bounds = `probability from ${low.toPrecision(8)} to ${high.toPrecision(8)}; cut sets of more than ${order} events are left out, of which one holds with probability ${missed.toPrecision(4)} at most`;
    const counted = `${sets.length} minimal cut sets of at most ${order} events`;
    print<"availability-tree-order">(options, json, treeText(tree, bounds, counted, sets.slice(0, 10)));
    return EXIT.fine;
  }
  const solution = refusing(span, "--tree", () => solveFaultTree(tree, { told }));
  progress.done();
  const { probability, rareEventSum, cutSets } = solution;
  const importance = tree.probabilities.size <= WEIGHED_MAX && probability > 0 ? solution.importance() : [];
  const json: Said<"availability-tree"> = {
    ...{ ...treeJson(tree), probability, unavailability: probability, rareEventSum },
    minimalCutSetCount: cutSets.count,
    minimalCutSetsBySize: cutSets.countBySize,
    singlePointsOfFailure: [...cutSets.ofSize(1)].map((set) => ({ component: [...set][0]! })),
    minimalCutSets: firstSets(cutSets),
    importance: importanceJson(importance),
  };
  const beyond = rareEventSum > 1 ? ", which is no probability" : "";
  const exact = `probability ${probability.toPrecision(8)}, exactly; the sum over cut sets would say ${rareEventSum.toPrecision(4)}${beyond}`;
  print<"availability-tree">(options, json, (colour) => {
    const table = importance.length > 0 ? `\n${onTerminal(importanceTable(importance, 12), colour)}` : "";
    return treeText(tree, exact, `${cutSets.count} minimal cut sets`, firstSets(cutSets, 10), table);
  });
  return EXIT.fine;
}

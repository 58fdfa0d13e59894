import { faultStructure } from "../../analysis/fault-structure.ts";
import {
  type Choice,
  combinations,
  type DesignSearch,
  type EvaluatedDesign,
  searchDesigns,
} from "../../availability/design-search.ts";
import { type SimulatedAvailability, simulateAvailability } from "../../availability/simulated-availability.ts";
import type { StudiedService } from "../../availability/studied-service.ts";
import type { Setting } from "../../notation/settings.ts";
import { ninesText } from "../../report/document/availability-words.ts";
import { choiceText, designsTable, searchAnswer } from "../../report/document/designs-table.ts";
import type { PricedDesign } from "../../report/plot/availability-plots.ts";
import { tableFiles } from "../../report/table/files.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { downtimePerYear } from "../../units/nines.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles } from "../files.ts";
import { manifestFiles } from "../manifest-files.ts";
import { documentText, print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { tell } from "../warnings.ts";
import type { OPTIMIZE } from "./availability-commands.ts";
import { serviceOf } from "./service-file.ts";

/** Combinations that are tried at most: some minutes. */
const COMBINATIONS_MAX = 5000;

/** `sipnines optimize FILE`: the cheapest design that meets a target. Returns the exit code. */
export async function optimize(file: string, options: OptionsOf<typeof OPTIMIZE>, line: CommandLine): Promise<number> {
  const { out, seed, dpm: defects, setup: setupTime } = options;
  if (out !== undefined) prepareDirectory(out, line.option("--out"));
  const base = settingsOf({ set: options.set }, line);
  const span = line.word(file);
  const start = serviceOf(file, base, span);
  tell(start.warnings, options);
  const unavailability = options.target ?? start.settings.target ?? undefined;
  if (unavailability === undefined)
    throw Refusal.at(line.end, "--target", "no target", "--target 5nines, or availability.target in the file");
  const search = searchOf(start, options, line);
  const count = search.reduce((product, [, values]) => product * values.length, 1);
  if (search.length === 0 || count > COMBINATIONS_MAX)
    throw Refusal.at(
      line.end,
      "optimize",
      search.length === 0 ? "nothing to vary" : `${count} combinations`,
      search.length === 0
        ? "--vary architecture.standby=0,1,2, or availability.search in the file"
        : `at most ${COMBINATIONS_MAX}: fewer values`,
    );
  const settingsFor = (choice: Choice): Setting[] => [
    ...base,
    ...choice.map(([path, value]) => ({ path, value: String(value), pathSpan: span, valueSpan: span })),
  ];
  // A combination that makes no sense is left out; a path that never makes sense is refused with the first.
  const build = (choice: Choice): StudiedService => serviceOf(file, settingsFor(choice), span);
  for (const [path, [first]] of search) serviceOf(file, settingsFor([[path, first!]]), span);
  const found = await searchDesigns(combinations(search), build, { unavailability, defects, setupTime });
  const confirmation = found.winner === undefined ? undefined : confirmed(found.winner, seed);
  const json = searchJson(found, unavailability, confirmation);
  if (out !== undefined) {
    const { frontierFiles } = await import("./availability-charts.ts");
    const priced = pricedOf(found.designs, found.winner);
    writeFiles(out, {
      ...(await frontierFiles(start.title, found, priced, unavailability)),
      ...tableFiles("designs", designsTable(priced, "The designs")),
      "optimize.json": documentText<"optimize-file">({ title: start.title, ...json }),
      ...manifestFiles(file, base, line),
    });
  }
  print<"optimize">(options, json, (colour) => rendered(found, unavailability, confirmation, colour));
  return found.winner === undefined ? EXIT.expectationFailed : EXIT.fine;
}

/** What to vary: the file's search, and what --vary says, which goes before. */
function searchOf(
  start: StudiedService,
  { vary }: OptionsOf<typeof OPTIMIZE>,
  line: CommandLine,
): (readonly [string, readonly (string | number)[]])[] {
  const asked = vary.map((text) => {
    const [path = "", list = ""] = text.split(/=(.*)/s);
    const values = list.split(",").map((value) => value.trim());
    if (path === "" || values.some((value) => value === ""))
      throw Refusal.at(
        line.value("--vary", text),
        "--vary",
        JSON.stringify(text),
        "path=value,value,…, such as architecture.standby=0,1,2",
      );
    return [path, values] as const;
  });
  const replaced = new Set(asked.map(([path]) => path));
  return [...start.settings.search.filter(([path]) => !replaced.has(path)), ...asked];
}

function confirmed({ service }: EvaluatedDesign, seed: number): SimulatedAvailability {
  const { model, needs, components } = service;
  return simulateAvailability(model!, faultStructure(needs, components), { seed });
}

const pricedOf = (designs: readonly EvaluatedDesign[], winner: EvaluatedDesign | undefined): PricedDesign[] =>
  designs.map((design) => ({ ...design, choice: choiceText(design.choice), isWinner: design === winner }));

const designJson = ({ choice, cost, unavailability, isOnFrontier }: EvaluatedDesign) => ({
  choice: Object.fromEntries(choice),
  cost,
  unavailability,
  nines: -Math.log10(unavailability),
  downtimeMinutesPerYear: downtimePerYear(unavailability) / 60,
  isOnFrontier,
});

const searchJson = (found: DesignSearch, target: number, confirmation: SimulatedAvailability | undefined) => ({
  target,
  winner: found.winner === undefined ? null : designJson(found.winner),
  confirmation: confirmation ?? null,
  call: found.call ?? null,
  messageLevel: found.messages ?? null,
  frontier: found.frontier.map(designJson),
  designs: found.designs.map(designJson),
  rejected: found.rejected.map(({ design, because }) => ({ ...designJson(design), because })),
  skipped: found.skipped.map(({ choice, because }) => ({ choice: Object.fromEntries(choice), because })),
});

function rendered(
  found: DesignSearch,
  target: number,
  confirmation: SimulatedAvailability | undefined,
  colour: boolean,
): string {
  const table = onTerminal(designsTable(pricedOf(found.frontier, found.winner), "The frontier"), colour);
  const { winner, rejected, skipped } = found;
  const verdict = `${searchAnswer(pricedOf(found.designs, winner), target, rejected.length > 0)}\n`;
  const calls =
    found.call === undefined
      ? ""
      : `A call of it: ${Number(found.call.defectsPerMillion.toPrecision(4))} defects per million, ${ninesText(found.call.unavailability)}.\n`;
  const confirmationText =
    confirmation === undefined ? "" : `Confirmed by simulation? ${confirmationOf(winner!, confirmation)}\n`;
  const others = [
    ...rejected.slice(0, 5).map(({ design, because }) => `Rejected: ${choiceText(design.choice)}: ${because}.\n`),
    ...(skipped.length > 0
      ? [`${skipped.length} combinations were left out; the first: ${skipped[0]!.because}\n`]
      : []),
  ];
  return `${table}${verdict}${calls}${confirmationText}${others.join("")}`;
}

function confirmationOf(winner: EvaluatedDesign, { unavailability, sentence }: SimulatedAvailability): string {
  if (unavailability === undefined) return `Unknown. ${sentence}`;
  const { mean, low, high } = unavailability;
  const within = winner.unavailability >= low && winner.unavailability <= high;
  return `${within ? "Yes" : "The chain lies outside the interval"}: ${mean.toPrecision(4)}, 95 % interval ${low.toPrecision(3)} … ${high.toPrecision(3)}; the chain says ${winner.unavailability.toPrecision(4)}. ${sentence}`;
}

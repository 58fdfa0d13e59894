import type { Bounds, QuantileBound } from "../../capacity/criteria.ts";
import { type KneePoint, knee } from "../../capacity/knee.ts";
import { type ServiceCapacity, serviceCapacity } from "../../capacity/service-capacity.ts";
import { expectRegistrations } from "../../capacity/steady-registrations.ts";
import { SteadyService } from "../../capacity/steady-service.ts";
import { expectCallsAtARate } from "../../capacity/steady-traffic.ts";
import { survivedLosses } from "../../capacity/survivors.ts";
import { problemAt } from "../../notation/problem.ts";
import { chartOf } from "../../report/charts/drawing.ts";
import { COUNTED_WORDS, capacityTable, capacityWords, kneeTable } from "../../report/document/capacity-tables.ts";
import type { Said } from "../../report/json/documents.ts";
import { kneePlot } from "../../report/plot/capacity-plot.ts";
import { tableFiles } from "../../report/table/files.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatNumber } from "../../units/number.ts";
import { Refused } from "../../units/refused.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles } from "../files.ts";
import { interruptible } from "../interruption.ts";
import { manifestFiles } from "../manifest-files.ts";
import { documentText, print } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { tell } from "../warnings.ts";
import type { CAPACITY } from "./capacity-commands.ts";

type Options = OptionsOf<typeof CAPACITY>;

/** What was found before somebody ended the search. */
interface Answer {
  readonly whole: ServiceCapacity;
  readonly survivors: readonly ServiceCapacity[];
  readonly points: readonly KneePoint[];
  readonly isComplete: boolean;
}

/** `sipnines capacity FILE`: how many calls or registrations a second a service carries. Returns the exit code. */
export async function capacity(file: string, options: Options, line: CommandLine): Promise<number> {
  const { out, maxLoss, maxSetup, maxResponse, maxUtilisation, of: counted } = options;
  expectTimesOf(options, line);
  const settings = settingsOf(options, line);
  const { scenario, warnings, spot } = readScenario(file, settings);
  try {
    (counted === "calls" ? expectCallsAtARate : expectRegistrations)(scenario);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refusal(error.complaints.map(({ path, ...rest }) => ({ ...spot(...path), ...rest })));
  }
  const origin = out === undefined ? {} : manifestFiles(file, settings, line);
  if (out !== undefined) prepareDirectory(out, line.option("--out"));
  tell(warnings, options);
  const bounds: Bounds = { loss: maxLoss, setup: maxSetup, response: maxResponse, utilisation: maxUtilisation };
  const progress = new Progress("rates", options.quiet);
  const answer = await interruptible("the replication", (signal) =>
    search({ scenario, bounds, options, line, file, progress, signal }),
  );
  progress.done();
  if (answer === undefined) {
    process.stderr.write("Interrupted before the capacity of the whole service was known.\n");
    return EXIT.interrupted;
  }
  const { whole, survivors, points, isComplete } = answer;
  const json = capacityJson(scenario.title, bounds, answer);
  const table = capacityTable([whole, ...survivors], scenario.title);
  if (out !== undefined) {
    const { chartFiles } = await import("../../report/vega.ts");
    const plot = points.length < 2 ? undefined : kneePlot(scenario.title, whole, bounds, points);
    writeFiles(out, {
      ...tableFiles("capacity", table),
      ...(plot && {
        ...tableFiles("knee", kneeTable(points, scenario.title, counted)),
        ...(await chartFiles("knee", chartOf(plot.frame, plot.drawing))),
      }),
      "capacity.json": documentText<"capacity-file">({ title: scenario.title, ...json }),
      ...origin,
    });
  }
  print<"capacity">(options, json, (colour) => `${capacityWords(whole, bounds)}\n\n${onTerminal(table, colour)}`);
  if (!options.quiet && [whole, ...survivors].some(({ isPrecise }) => !isPrecise))
    process.stderr.write(`The precision was not reached with ${options.maximum} replications at a rate (--maximum).\n`);
  if (isComplete) return EXIT.fine;
  process.stderr.write("Interrupted; results found so far are shown.\n");
  return EXIT.interrupted;
}

/** Calls have set-up times, registrations response times. */
function expectTimesOf({ of, maxSetup, maxResponse }: Options, line: CommandLine): void {
  const [given, flag, instead] =
    of === "calls" ? [maxResponse, "--max-response", "--max-setup"] : [maxSetup, "--max-setup", "--max-response"];
  if (given === undefined) return;
  throw new Refusal([
    problemAt(
      line.option(flag),
      [flag],
      `${flag} where ${of} are counted`,
      instead,
      "Or say --of for what is counted.",
    ),
  ]);
}

interface Asked {
  readonly scenario: Scenario;
  readonly bounds: Bounds;
  readonly options: Options;
  readonly line: CommandLine;
  readonly file: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** @returns undefined if it was ended before anything was known */
async function search({ scenario, bounds, options, line, file, progress, signal }: Asked): Promise<Answer | undefined> {
  const { precision, maximum: most, of: counted } = options;
  const { unit } = COUNTED_WORDS[counted];
  const sets = options.survivors ? survivedLosses(scenario, options.down) : [];
  const all = scenario.architecture.tiers.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const searched = (service: SteadyService, number: number, near?: number) =>
    serviceCapacity(service, {
      ...{ precision, most, signal, ...(near !== undefined && { near }) },
      onProgress: (rate, replications) =>
        progress.say(
          `${service.down.length === 0 ? "all up" : `${service.down.join(", ")} down`} (${number} of ${sets.length + 1}): replication ${replications}, ${formatNumber(rate)} ${unit}`,
        ),
    });
  const service = new SteadyService(scenario, bounds, [], counted);
  const whole = await searched(service, 1);
  if (whole === "interrupted") return undefined;
  if ("unboundedAt" in whole) throw nothingSaturates(whole.unboundedAt, unit, line, file);
  if (whole.rate === 0) throw hopeless(scenario, whole, line, file);
  const survivors: ServiceCapacity[] = [];
  const points = options.out === undefined ? [] : await knee(service, whole.rate, signal);
  for (const [i, down] of sets.entries()) {
    const found = await searched(
      new SteadyService(scenario, bounds, down, counted),
      i + 2,
      (whole.rate * (all - down.length)) / all,
    );
    if (found === "interrupted") break;
    if ("unboundedAt" in found) throw nothingSaturates(found.unboundedAt, unit, line, file);
    survivors.push(found);
  }
  return { whole, survivors, points, isComplete: survivors.length === sets.length && !signal.aborted };
}

const refused = (line: CommandLine, file: string, found: string, expected: string, hint: string): Refusal =>
  new Refusal([problemAt(line.word(file), ["capacity"], found, expected, hint)]);

const nothingSaturates = (rate: number, unit: string, line: CommandLine, file: string): Refusal =>
  refused(
    line,
    file,
    `a service of which nothing saturates, up to ${formatNumber(rate)} ${unit}`,
    "messages that cost a server time",
    "Say service times in architecture.tiers, such as service: { each: 0.2 ms }.",
  );

function hopeless(
  scenario: Scenario,
  { criterion, counted, limitedBy, causes }: ServiceCapacity,
  line: CommandLine,
  file: string,
): Refusal {
  const why =
    criterion === "loss"
      ? `${counted} fail however few there are${causes.length > 0 ? ` (${causes.slice(0, 3).join(", ")})` : ""}`
      : criterion === "setup" || criterion === "response"
        ? `${criterion === "setup" ? "set-up" : "an answer"} takes longer than its bound however few ${counted} there are`
        : `${limitedBy} is busier than its bound however few ${counted} there are`;
  const hint =
    criterion === "setup"
      ? "Ringing and the network's delay are part of the set-up time: a looser --max-setup, or --set traffic.calls.ring=0s."
      : criterion === "response"
        ? "The network's delay is part of the response time, twice where a REGISTER is challenged: a looser --max-response."
        : criterion === "loss"
          ? "A looser --max-loss, or a network without loss."
          : "Load beside them (traffic.options, subscribe, and beside calls registration) counts as well.";
  return refused(line, file, `${scenario.title}, where ${why}`, "bounds that hold at some rate", hint);
}

const onWire = ({ rate, interval, limitedBy, criterion, loads, replications, isPrecise }: ServiceCapacity) => ({
  ratePerSecond: rate,
  ci95: interval,
  limitedBy,
  criterion,
  nodes: loads.map(({ tier, names, utilisation, dropped }) => ({ tier, names, utilisation, droppedPerCall: dropped })),
  replications,
  isPrecise,
});

const onWireBound = (bound: QuantileBound | undefined) =>
  bound === undefined ? null : { quantile: bound.quantile, seconds: bound.limit };

const capacityJson = (
  title: string,
  { loss, setup, response, utilisation }: Bounds,
  { whole, survivors, points }: Answer,
): Said<"capacity"> => ({
  scenario: title,
  counted: whole.counted,
  bounds: { loss, setup: onWireBound(setup), response: onWireBound(response), utilisation: utilisation ?? null },
  capacity: onWire(whole),
  survivors: survivors.map((one) => ({ down: one.down, ...onWire(one) })),
  knee: points.map(({ rate, replications, loss: lost, slow, utilisation: busy }) => ({
    ratePerSecond: rate,
    replications,
    ...{ loss: lost, slow: slow ?? null, utilisation: busy },
  })),
});

import { messageLevelRow } from "../../agreement/message-row.ts";
import { unavailabilityAt } from "../../analysis/service-availability.ts";
import { STATES_VARIED_MAX } from "../../analysis/tornado.ts";
import { agreementOf } from "../../availability/agreement.ts";
import { assess } from "../../availability/assessment.ts";
import { callAvailability } from "../../availability/call-availability.ts";
import { defectsOf } from "../../availability/defects.ts";
import { droppedCalls } from "../../availability/dropped-calls.ts";
import { simulateAvailability } from "../../availability/simulated-availability.ts";
import type { StudiedService } from "../../availability/studied-service.ts";
import { exponential } from "../../distributions/description.ts";
import { warningJson } from "../../notation/warning.ts";
import { tableFiles } from "../../report/table/files.ts";
import type { ProgressListener } from "../../structure/told.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles, writeNamedFile } from "../files.ts";
import { junitXml } from "../junit.ts";
import { manifestFiles } from "../manifest-files.ts";
import { refusing } from "../option-values.ts";
import { documentText, print } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { tell } from "../warnings.ts";
import type { AvailabilityOptions } from "./availability-commands.ts";
import { judgedMeasures } from "./availability-expectations.ts";
import type { AvailabilityFindings } from "./availability-findings.ts";
import { assessmentJson, assessmentTables, renderAssessment } from "./availability-report.ts";
import { serviceOf } from "./service-file.ts";
import { writeStates } from "./state-probabilities.ts";
import { answered } from "./transient-option.ts";

/** States up to which the chain is compared with a simulation unasked: more take too long from well to well. */
const SIMULATED_NODES_MAX = 40;

/** Events of the message level's row unless steps are said: a second or two. */
const MESSAGE_EVENTS = 1e7;

/** `sipnines availability FILE`: everything that can be said of a service. Returns the exit code. */
export async function availabilityOfFile(
  file: string,
  options: AvailabilityOptions,
  line: CommandLine,
): Promise<number> {
  const { mttf, mttr, steps, target, seed = 1, at: time } = options;
  if ((mttf === undefined) !== (mttr === undefined))
    throw Refusal.at(
      line.end,
      "availability",
      "only one of --mttf and --mttr",
      "both, for the tiers without lifetimes",
    );
  const lifetimes =
    mttf === undefined ? undefined : { timeToFailure: exponential(mttf), timeToRepair: exponential(mttr!) };
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));
  const settings = settingsOf({ set: options.set }, line);

  const service = reseeded(serviceOf(file, settings, line.word(file), lifetimes), options.seed);
  tell(service.warnings, options);
  const progress = new Progress("chains", options.quiet);
  const told: ProgressListener = progress.say;
  const assessment = refusing(line.word(file), file, () => assess(service, told));
  const { model } = service;
  const { chain } = assessment;
  if (options.sensitivity && typeof chain !== "string" && chain.states > STATES_VARIED_MAX) {
    const found = `a chain of ${chain.states} states`;
    throw Refusal.at(
      line.word("--sensitivity"),
      "--sensitivity",
      found,
      `at most ${STATES_VARIED_MAX}: it is solved hundreds of times`,
    );
  }
  if (options.states !== undefined) {
    const span = line.option("--states");
    if (typeof chain === "string")
      throw Refusal.at(span, "--states", "a service without a chain", `no --states: ${chain}`);
    writeStates(options.states, { ...chain.service, down: [] }, { steady: chain, time: undefined }, span);
  }
  if (time !== undefined && typeof chain === "string")
    throw line.refusal("--at", "a service without a chain", `no --at: ${chain}`);
  const nodes = model?.groups.reduce((sum, group) => sum + group.nodes.length, 0) ?? 0;
  const simulates = options.simulation && (steps !== undefined || nodes <= SIMULATED_NODES_MAX);
  const simulation =
    model !== undefined && simulates
      ? simulateAvailability(model, assessment.structure, { seed, ...(steps === undefined ? {} : { stepsMax: steps }) })
      : undefined;
  const call = typeof chain === "string" ? chain : await callAvailability(service, chain, options.simulation);
  const messages =
    typeof call === "string" || !options.simulation
      ? undefined
      : await messageLevelRow(service, steps ?? MESSAGE_EVENTS);
  const wanted = target ?? service.settings.target ?? undefined;
  const findings: AvailabilityFindings = {
    assessment,
    agreement: [...agreementOf(assessment, simulation), ...(typeof messages === "object" ? [messages] : [])],
    ...(typeof messages === "string" && { notPlayed: messages }),
    simulation,
    call,
    dropped: service.scenario === undefined || typeof chain === "string" ? [] : droppedCalls(service.scenario, chain),
    defects: typeof chain === "string" ? undefined : defectsOf(chain, service.settings.calls),
    target: wanted,
    transient:
      time === undefined || typeof chain === "string"
        ? undefined
        : { time, answer: answered(() => unavailabilityAt(chain.service, time, told)) },
    sensitivity: options.sensitivity ? await sensitivityOf(assessment, wanted, seed, told) : undefined,
  };
  progress.done();
  const json = { ...assessmentJson(findings), warnings: service.warnings.map(warningJson) };
  if (options.out !== undefined) {
    const { availabilityCharts } = await import("./availability-charts.ts");
    writeFiles(options.out, {
      ...(await availabilityCharts(findings)),
      ...Object.assign(
        {},
        ...Object.entries(assessmentTables(findings)).map(([name, table]) => tableFiles(name, table)),
      ),
      "availability.json": documentText<"availability">(json),
      ...manifestFiles(file, settings, line),
    });
  }
  print<"availability">(options, json, (colour) => renderAssessment(findings, colour));
  const judged = judgedMeasures(findings);
  if (options.junit !== undefined)
    writeNamedFile(options.junit, junitXml(file, judged, line.seconds), line.option("--junit"));
  const isMissed = wanted !== undefined && assessment.unavailability > wanted;
  return isMissed || judged.some(({ verdict }) => verdict === "fails") ? EXIT.expectationFailed : EXIT.fine;
}

/** Runs of messages have the seed of the file, unless another is asked for. */
const reseeded = <S extends Pick<StudiedService, "scenario">>(service: S, seed: number | undefined): S =>
  service.scenario === undefined || seed === undefined
    ? service
    : { ...service, scenario: { ...service.scenario, run: { ...service.scenario.run, seed } } };

async function sensitivityOf(
  { service }: AvailabilityFindings["assessment"],
  target: number | undefined,
  seed: number,
  told: ProgressListener,
): Promise<AvailabilityFindings["sensitivity"]> {
  if (service.model === undefined) return undefined;
  const { tornado } = await import("../../analysis/tornado.ts");
  const { propagateUncertainty } = await import("../../availability/uncertainty.ts");
  return {
    tornado: tornado(service.model, 2, told),
    uncertainty: propagateUncertainty(service.model, service.settings.uncertain, target ?? 1e-5, seed, told),
  };
}

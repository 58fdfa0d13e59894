import { failuresShape, linesOfClasses } from "../faults/classes.ts";
import { faultVerb } from "../faults/description.ts";
import type { OwnMetric } from "../metrics/own-metric.ts";
import { defaulted, object, optional, readField, required, section } from "../notation/object.ts";
import { duration, wholeNumber } from "../notation/quantities.ts";
import { converted, type Shape } from "../notation/shape.ts";
import { hasPrimary } from "../tiers/description.ts";
import { architectureShape } from "./architecture-shape.ts";
import { checkAvailability } from "./availability-checks.ts";
import { availabilityShape } from "./availability-shape.ts";
import { expectShape } from "./expectation-shape.ts";
import { checkLinesOfChance, failuresOf } from "./failure-checks.ts";
import { faultsShape } from "./fault-shape.ts";
import { HEAD } from "./format.ts";
import { networkShape } from "./network-shape.ts";
import { ownMetricsShape, parametersShape, readOwnMetrics } from "./own-metrics-shape.ts";
import { linesOf, scheduled } from "./plan.ts";
import { planOf, planShape } from "./plan-shape.ts";
import { checkRun } from "./run-checks.ts";
import type { Scenario } from "./scenario.ts";
import { sweepShape } from "./sweep-shape.ts";
import { trafficShape } from "./traffic-shape.ts";
import { usualDrain } from "./usual-drain.ts";
import { warnOfScenario } from "./warnings/scenario-warnings.ts";

const runShape = object("run", {
  seed: defaulted("Seed of all random numbers: a whole number.", wholeNumber(0, Number.MAX_SAFE_INTEGER, 1), 1),
  replications: defaulted("Number of independent replications.", wholeNumber(1, 1_000_000, 10), 10),
  horizon: defaulted(
    "When a run stops; until done: when all calls have ended, at the latest drain after the last arrival.",
    duration("58 s", { above: 0, words: { "until done": null } }),
    null,
    "until done",
  ),
  drain: optional(
    "Longest wait for calls after the last arrival; left out: 32 s and as long as calls ring and last (all but one of a thousand), at most 4 h.",
    duration("32 s"),
  ),
  stratify: defaulted(
    "Replications in a block over which the phases of unsynchronised clocks are spread evenly; 1: all by chance.",
    wholeNumber(1, 1_000_000, 1),
    1,
  ),
  warmUp: defaulted("Durations are counted from here on.", duration("5 s"), 0, "0 s"),
});

/** What is read after the formulas, whose names it may use. */
const postponed = <T>(shape: Shape<T>): Shape<T> => ({ ...shape, read: () => shape.sample });
const sweepField = (own: readonly OwnMetric[]) => optional('What "sipnines sweep" varies.', sweepShape(own));
const expectField = (own: readonly OwnMetric[]) =>
  section("What must hold for the means over the replications.", expectShape(own));
const [sweep, expect] = [sweepField([]), expectField([])];

const fields = object("a scenario", {
  ...HEAD,
  architecture: required("The service: a preset, or spelt out.", architectureShape),
  network: section("The network between all nodes and users.", networkShape),
  traffic: section("What users do.", trafficShape),
  faults: defaulted("What breaks, and when.", faultsShape, []),
  plan: optional("Planned work, step by step, which runs play after the faults.", planShape),
  failures: optional("How nodes fail by chance and come back, for runs and for the analyzer.", failuresShape),
  run: section("How the scenario is run.", runShape),
  parameters: optional("Values that formulas use, by name: numbers, durations, rates or shares.", parametersShape),
  metrics: optional(
    "Metrics of its own, by name: formulas over metrics, formulas before them, parameters, and values that the file states.",
    ownMetricsShape,
  ),
  sweep: { ...sweep, shape: postponed(sweep.shape as Shape<Scenario["sweep"]>) },
  expect: { ...expect, shape: postponed(expect.shape) },
  availability: optional("What the analyzer is told beside the architecture.", availabilityShape),
});

/** A whole scenario file; null if it describes no architecture. */
export const scenarioShape = converted<typeof fields.sample, Scenario | null>(fields, null, (read, place) => {
  const { format: _, architecture, faults: broken, failures: said, plan: night, run, parameters: __, ...others } = read;
  const metrics = readOwnMetrics(place);
  const hasOwn = metrics.length > 0;
  const later = {
    sweep: readField(place, "sweep", hasOwn ? sweepField(metrics) : sweep),
    expect: readField(place, "expect", hasOwn ? expectField(metrics) : expect),
  };
  if (architecture === null) return null;
  const { metrics: ___, ...rest } = { ...others, ...later };
  const faults = broken.map((one, line) => faultVerb(one).completed(one, line, architecture, rest.availability));
  const failures = said && failuresOf(said, { architecture, network: rest.network, faults }, place);
  if (said === undefined) checkLinesOfChance({ architecture, faults, availability: rest.availability }, place);
  const plan = night && planOf(night, architecture, faults, place.at("plan"));
  const scenario: Scenario = {
    ...rest,
    ...(hasOwn ? { metrics } : {}),
    ...(plan === undefined ? {} : { plan }),
    architecture,
    faults: [
      ...faults,
      ...(plan === undefined ? [] : scheduled(plan.steps, plan.at).flatMap(linesOf)),
      ...(failures === undefined ? [] : linesOfClasses(failures)),
    ],
    ...(failures && { failures }),
    run: { ...run, drain: run.drain ?? usualDrain(rest.traffic) },
  };
  checkRun(scenario, place);
  checkAvailability(
    scenario.availability,
    architecture.tiers.map(({ name }) => name),
    architecture.tiers.filter(hasPrimary).map(({ name }) => name),
    place.at("availability"),
  );
  if (!place.isBroken) warnOfScenario(scenario, place);
  return scenario;
});

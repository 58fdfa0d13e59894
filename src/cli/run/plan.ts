import type { PlanCost, WayCost } from "../../maintenance/costs.ts";
import {
  type CallCount,
  delayedAfter,
  expectPlan,
  Interrupted,
  Night,
  type PlannedScenario,
  type Window,
} from "../../maintenance/night.ts";
import { type OrderSearch, searchedOrders } from "../../maintenance/order.ts";
import { planCost } from "../../maintenance/plan-cost.ts";
import { verdictOf } from "../../maintenance/verdict.ts";
import { type Warning, warningJson } from "../../notation/warning.ts";
import { PLAN_STYLE, planDocument } from "../../report/document/plan-document.ts";
import {
  ordersTable,
  planTable,
  stepsTable,
  stepWords,
  troubleTable,
  wayBackTable,
} from "../../report/document/plan-tables.ts";
import { orderWords, planWords, withoutSpareInAll } from "../../report/document/plan-words.ts";
import { REPORT_STYLE } from "../../report/document/report-style.ts";
import { page } from "../../report/html/page.ts";
import type { Said } from "../../report/json/documents.ts";
import { tableFiles } from "../../report/table/files.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { styled } from "../../report/terminal.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import { blocksOf, inOrder } from "../../scenario/plan.ts";
import { counted } from "../../units/number.ts";
import { Refused } from "../../units/refused.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles, writeNamedFile } from "../files.ts";
import { interruptible } from "../interruption.ts";
import { judgementLines } from "../judgements.ts";
import { junitXml } from "../junit.ts";
import { manifestFiles } from "../manifest-files.ts";
import { documentText, print } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { hasColour } from "../terminal.ts";
import { threadsFor } from "../threads.ts";
import { tell } from "../warnings.ts";
import type { PLAN } from "./run-commands.ts";

/** A plan in the order in which it is to be done, and what it costs. */
interface Costed {
  readonly scenario: PlannedScenario;
  readonly cost: PlanCost;
  readonly order: readonly string[];
  readonly search: OrderSearch | null;
}

/** `sipnines plan FILE`: what a maintenance costs, step by step. Returns the exit code. */
export async function plan(file: string, options: OptionsOf<typeof PLAN>, line: CommandLine): Promise<number> {
  const { out, junit } = options;
  const settings = settingsOf(options, line);
  const { scenario, warnings: ofRuns, spot } = readScenario(file, settings);
  try {
    expectPlan(scenario);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refusal(error.complaints.map(({ path, ...rest }) => ({ ...spot(...path), ...rest })));
  }
  const warnings = ofRuns.filter(({ path }) => !isOfPlannedLine(path, scenario));
  const origin = out === undefined ? {} : manifestFiles(file, settings, line);
  if (out !== undefined) prepareDirectory(out, line.option("--out"));
  tell(warnings, options);
  const progress = new Progress("runs", options.quiet);
  let costed: Costed;
  try {
    costed = await interruptible("the replication", (signal) =>
      costedPlan(scenario, progress, signal, options.workers ?? workersFor(scenario)),
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write("Interrupted before the plan was reckoned.\n");
    return EXIT.interrupted;
  } finally {
    progress.done();
  }
  const json = planJson(costed, warnings);
  if (out !== undefined) writeFiles(out, { ...filesOf(costed, json, warnings, line), ...origin });
  print<"plan">(options, json, (colour) => text(costed, colour));
  const { steps } = costed.cost;
  const open = steps.flatMap(({ judgements }) =>
    judgements.filter(({ verdict, alike }) => verdict !== "holds" && alike === 0),
  );
  if (options.quiet && !options.json) process.stderr.write(judgementLines(open, hasColour(process.stderr)));
  if (junit !== undefined) {
    const cases = steps.flatMap(({ step, judgements }, i) =>
      judgements.map((judgement) => ({ point: `step ${i + 1}, ${stepWords(step)}`, ...judgement })),
    );
    writeNamedFile(junit, junitXml(file, cases, line.seconds), line.option("--junit"));
  }
  return steps.some((step) => verdictOf(step) === "stop") ? EXIT.expectationFailed : EXIT.fine;
}

/** Whether a warning is of a line that a run plays for the plan: calls may end before it there, and come all along here. */
const isOfPlannedLine = (path: string, { plan: { faults } }: PlannedScenario): boolean =>
  Number(/^faults\.(\d+)/.exec(path)?.[1] ?? -1) >= faults.length;

/** Runs of a step: another node dies, it is rolled back, its version is bad. */
const RUNS_OF_A_STEP = 4;

const workersFor = (scenario: PlannedScenario): number =>
  threadsFor(eventsOf(scenario) * scenario.run.replications * scenario.plan.steps.length * RUNS_OF_A_STEP);

async function costedPlan(
  planned: PlannedScenario,
  progress: Progress,
  signal: AbortSignal,
  workers: number,
): Promise<Costed> {
  let next = "";
  const say = (finished: number): void => progress.say(`${counted(finished, "run")} done; ${next}`);
  const told = (what: string): void => {
    next = what;
  };
  const night = new Night(planned, say, signal, workers);
  try {
    return await costedBy(night, planned, told);
  } finally {
    await night.close();
  }
}

async function costedBy(night: Night, planned: PlannedScenario, told: (what: string) => void): Promise<Costed> {
  const search = planned.plan.order === "cheapest" ? await searchedOrders(night, planned, told) : null;
  const order = search?.tried[0]?.order ?? blocksOf(planned.plan.steps).map(([node]) => node);
  const steps = search === null ? planned.plan.steps : inOrder(planned.plan.steps, order);
  const scenario = { ...planned, plan: { ...planned.plan, steps } };
  return { scenario, order, search, cost: await planCost(night, scenario, steps, told) };
}

/** "step 3", "steps 1, 4", "steps 1 to 9". */
function stepsWords(of: readonly number[]): string {
  if (of.length === 1) return `step ${of[0]}`;
  const [first, last] = [of[0]!, of.at(-1)!];
  return `steps ${of.length > 2 && last - first === of.length - 1 ? `${first} to ${last}` : of.join(", ")}`;
}

/** Every expectation with its verdict; what is the same of several steps is said once. */
function judgedLines(steps: PlanCost["steps"], colour: boolean): string {
  const said = new Map<string, number[]>();
  for (const [i, { judgements }] of steps.entries())
    for (const one of judgements) {
      const line = judgementLines([one], colour, "is not known");
      said.set(line, [...(said.get(line) ?? []), i + 1]);
    }
  return [...said].map(([text, of]) => text.replace(" ", ` ${stepsWords(of)}: `)).join("");
}

function text({ scenario, cost, order, search }: Costed, colour: boolean): string {
  const { replications, seed } = scenario.run;
  const head = `${styled(scenario.title, "bold", colour)}\n${scenario.architecture.title} · ${counted(replications, "replication")} · seed ${seed}\n${orderWords(order, search)}\n`;
  const tables = [
    ...(search === null ? [] : [ordersTable(search)]),
    ...[stepsTable(cost), troubleTable(cost), wayBackTable(cost)],
  ];
  const judged = judgedLines(cost.steps, colour);
  return `${[head, ...tables.map((one) => onTerminal(one, colour)), ...(judged === "" ? [] : [judged])].join("\n")}\n${planWords(cost).join("\n")}\n`;
}

function filesOf(
  { scenario, cost, order, search }: Costed,
  json: Said<"plan">,
  warnings: readonly Warning[],
  line: CommandLine,
): Record<string, string> {
  const files = ["plan.json", "plan.csv", "plan.tex", "scenario.yaml", "manifest.json"];
  const manifest = {
    ...{ version: IDENTITY.version, model: IDENTITY.model, texts: [], files },
    command: line.without(["--out", "--junit", "--workers"], ["--json", "--quiet"]),
    entries: [
      ["seed", String(scenario.run.seed)] as const,
      ["replications", String(scenario.run.replications)] as const,
    ],
  };
  const { title, lead, sections } = planDocument({
    ...{ title: scenario.title, scenario, cost, order, search, warnings, manifest },
    ...{ seed: scenario.run.seed, replications: scenario.run.replications },
    delayedAfter: delayedAfter(scenario),
  });
  const foot = "Made by sipnines plan. The page loads nothing and runs nothing: it can be kept, sent and printed.";
  return {
    "plan.html": page({ title, lead, sections, foot, style: REPORT_STYLE + PLAN_STYLE }),
    "plan.json": documentText<"plan">(json),
    ...tableFiles("plan", planTable(cost, scenario.title), stepsTable(cost)),
  };
}

const onWire = ({ interval: { mean, low, high } }: CallCount) => ({ mean, ci95: [low, high] as const });
const both = ({ failed, delayed }: Window) => ({ failedCalls: onWire(failed), delayedCalls: onWire(delayed) });
const way = ({ failed, withoutSpare, lasts }: WayCost) => ({
  failedCalls: onWire(failed),
  withoutSpareSeconds: withoutSpare,
  lastsSeconds: lasts,
});

function planJson({ scenario, cost, order, search }: Costed, warnings: readonly Warning[]): Said<"plan"> {
  const begin = cost.steps[0]!.step.from;
  return {
    scenario: scenario.title,
    seed: scenario.run.seed,
    replications: scenario.run.replications,
    order,
    orders: search && { method: search.method, tried: search.tried.map((one) => ({ order: one.order, ...both(one) })) },
    delayedAfterSeconds: delayedAfter(scenario),
    steps: cost.steps.map((one, i) => ({
      ...{ step: i + 1, does: one.step.verb, node: one.step.node },
      ...{ fromSeconds: one.step.from - begin, lastsSeconds: one.step.lasts },
      ...both(one),
      withoutSpareSeconds: one.withoutSpare,
      secondFailure: one.secondFailure && {
        node: one.secondFailure.node,
        failedCalls: onWire(one.secondFailure.failed),
        probability: one.secondFailure.probability,
        expectedFailedCalls: one.secondFailure.expected,
      },
      badVersion:
        one.step.badVersion > 0
          ? { probability: one.step.badVersion, failedCalls: one.ifBad && onWire(one.ifBad) }
          : null,
      rollBack: one.back && way(one.back),
      goOn: way(one.on),
      rollBackCostsMore: one.backCostsMore,
      expectations: one.judgements.map(({ expectation: { metric, atLeast, atMost, because }, mean, verdict }) => ({
        ...{ metric, atLeast: atLeast ?? null, atMost: atMost ?? null, because: because ?? null, mean, verdict },
      })),
      verdict: verdictOf(one),
    })),
    before: both(cost.before),
    afterwards: both(cost.afterwards),
    total: both(cost.total),
    withoutSpareSeconds: withoutSpareInAll(cost),
    pointOfNoReturn: { step: cost.noReturn + 1, because: cost.steps[cost.noReturn]!.backCostsMore },
    warnings: warnings.map(warningJson),
  };
}

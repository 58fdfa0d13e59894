import type { Figures } from "../../metrics/collector.ts";
import { endOf } from "../../scenario/amount-of-work.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { CAUSES } from "../../sip/calls.ts";
import { minimalCutSets } from "../../structure/cut-sets.ts";
import { components } from "../../structure/evaluation.ts";
import { simulate } from "../simulate.ts";
import { summarise } from "../summary.ts";

/** What the failure of a serving node of one group costs, seen message by message. */
export interface LossPerFailure {
  readonly group: string;
  /** Calls that fail on account of it, by cause. */
  readonly calls: readonly { readonly cause: string; readonly count: number }[];
  /** Mean time until a successor serves [s]; 0 where nobody took over. */
  readonly outage: number;
}

/** What the message level says of a scenario. */
export interface MessageLevel {
  readonly losses: readonly LossPerFailure[];
  /** Calls per second. */
  readonly callRate: number;
  /** Mean call set-up time without failures [s]; undefined where no call was set up. */
  readonly setupTime: number | undefined;
  readonly replications: number;
}

/** Replications of each kind of failure. */
const REPLICATIONS = 8;

/**
 * Kills one serving node of each tier in turn, in the middle of the scenario's calls, and counts how many more calls fail
 * than without. Tiers that the service does not need are left out, and those whose one failure stops it: what they cost depends on the repair, which the
 * chain knows and the message level does not.
 *
 * @returns undefined for a scenario without calls
 */
export async function messageLevel(scenario: Scenario): Promise<MessageLevel | undefined> {
  if (scenario.traffic.calls === null) return undefined;
  const alone = new Set([...minimalCutSets(scenario.architecture.needs).ofSize(1)].flatMap((cut) => [...cut]));
  const needed = new Set(components(scenario.architecture.needs));
  const end = endOf({ ...scenario, faults: [] });
  const at = scenario.faults.find((fault) => "kill" in fault)?.at ?? Math.max(0, end - scenario.run.drain) / 3;
  const tiers = scenario.architecture.tiers.filter(
    ({ nodes, role }) =>
      role !== "database" && nodes.some(({ name }) => needed.has(name)) && !alone.has(nodes[0]!.name),
  );
  const kills = tiers.map(({ nodes }) => ({
    ...scenario,
    faults: [{ at, kill: nodes[0]!.name, kind: "host" as const }],
  }));
  const replications = Math.min(REPLICATIONS, Math.max(2, scenario.run.replications));
  const jobs = [{ ...scenario, faults: [] }, ...kills].map((one) => ({ scenario: one, replications }));
  const [quiet = [], ...struck] = await simulate(jobs, { engine: "native", workers: 0 });
  const created = meanFigure(quiet, "createdCalls") ?? 0;
  const arriving = end - (scenario.run.horizon === null ? scenario.run.drain : 0);
  if (created === 0 || arriving <= 0) return undefined;
  return {
    losses: tiers.map(({ name }, i) => ({
      group: name,
      calls: lossesByCause(struck[i]!, quiet),
      outage: meanFigure(struck[i]!, "outageTime") ?? 0,
    })),
    callRate: created / arriving,
    setupTime: meanFigure(quiet, "callSetupTime"),
    replications,
  };
}

function lossesByCause(struck: readonly Figures[], quiet: readonly Figures[]): { cause: string; count: number }[] {
  return CAUSES.slice(1).flatMap((cause) => {
    const metric = `failedCalls.${cause}`;
    const count = (meanFigure(struck, metric) ?? 0) - (meanFigure(quiet, metric) ?? 0);
    return count > 0 ? [{ cause, count }] : [];
  });
}

/** Mean of a metric over the replications in which it was measured. */
const meanFigure = (figures: readonly Figures[], name: string): number | undefined =>
  summarise(figures, 1).find(({ metric }) => metric.name === name)?.interval.mean;

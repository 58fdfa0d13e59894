import { type LongRun, longRun } from "../../experiment/long-run.ts";
import type { PrecisionPlan } from "../../experiment/precision.ts";
import { type SimulateOptions, simulate } from "../../experiment/simulate.ts";
import { type PreciseFigures, simulateToPrecision } from "../../experiment/simulate-to-precision.ts";
import type { EngineName } from "../../kernel/engine.ts";
import type { Figures } from "../../metrics/collector.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { interruptible } from "../interruption.ts";
import { play } from "./play.ts";
import type { ReplicationView } from "./replication-view.ts";
import type { ReplicationsView } from "./replications-view.ts";

/** What came of computing, complete or not. */
export interface Computed {
  readonly figures: readonly Figures[];
  /** Of a single replication. */
  readonly batches?: LongRun["batches"];
  /** Where a precision was asked for. */
  readonly precise?: PreciseFigures;
}

/** A single replication in one go. It keeps this thread busy to its end: Ctrl-C is left to the system, which ends it at once. */
export function computedAtOnce(scenario: Scenario, engine: EngineName): Computed {
  const { figures, batches } = longRun(scenario, engine);
  return { figures: [figures], batches };
}

/** The same in steps, which somebody looks at. */
export async function computedInSteps(
  view: ReplicationView,
  { speed, look }: { readonly speed?: number | undefined; readonly look: () => void },
): Promise<Computed> {
  const onStep = (): void => {
    view.stepped();
    look();
  };
  const { run, stride } = view;
  const isOver = await interruptible(null, (signal) => play(run.replicator, { speed, stride, signal, onStep }));
  view.close(isOver);
  if (!isOver) return { figures: [] };
  const { figures, batches } = run.finish();
  return { figures: [figures], batches };
}

interface Replicated extends Pick<SimulateOptions, "engine" | "workers"> {
  readonly precision: PrecisionPlan | null;
  readonly look: () => void;
}

/** Several replications, by several threads if need be. */
export function computedReplications(
  scenario: Scenario,
  view: ReplicationsView,
  { precision, look, ...who }: Replicated,
): Promise<Computed> {
  return interruptible("the replications", async (signal) => {
    const options: SimulateOptions = {
      ...who,
      signal,
      onProgress: (finished, total) => {
        view.at(finished, total);
        look();
      },
      onFigures: (first, figures) => view.ended(first, figures),
    };
    if (precision) {
      const precise = await simulateToPrecision(scenario, precision, options);
      return { figures: precise.figures, precise };
    }
    const [figures = []] = await simulate([{ scenario, replications: scenario.run.replications }], options);
    return { figures };
  });
}

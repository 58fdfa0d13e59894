import type { NodeGroup } from "../../analysis/model.ts";
import { type Assessment, assess } from "../../availability/assessment.ts";
import { type CallAvailability, callAvailability } from "../../availability/call-availability.ts";
import { type StudiedService, studiedScenario } from "../../availability/studied-service.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { YEAR } from "../../units/duration.ts";
import { Refused } from "../../units/refused.ts";

/** How often a node fails while it serves, and how long it is down: means [s]. */
export interface NodeLife {
  readonly node: string;
  /** Its group, and how many nodes of the group serve at a time. */
  readonly group: string;
  readonly serving: number;
  readonly mttf: number;
  readonly mttr: number;
  readonly failuresPerYear: number;
}

/** What the analyzer says of a service, as `sipnines availability` does. */
export interface Appraisal {
  readonly unavailability: number;
  readonly nines: number;
  /** [s] */
  readonly downtimePerYear: number;
  /** Undefined where no times are known. */
  readonly outages: { readonly perYear: number; readonly mean: number } | undefined;
  readonly singlePoints: Assessment["structure"]["singlePoints"];
  /** What a caller sees; or why that is not known, as a sentence. */
  readonly call: CallAvailability | string;
  /** What was assumed because the scenario does not say it, as sentences. */
  readonly assumed: readonly string[];
  readonly lives: readonly NodeLife[];
}

/**
 * Nines of service and of calls, from the description alone: the fault script plays no part in them.
 *
 * @param simulates whether calls lost at a failure are measured message by message as well, which takes longer
 * @returns why there is no answer, as a sentence
 */
export async function appraise(scenario: Scenario, simulates: boolean): Promise<Appraisal | string> {
  let service: StudiedService;
  let assessment: Assessment;
  try {
    service = studiedScenario(scenario);
    assessment = assess(service);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  const { chain, outage, structure, unavailability } = assessment;
  const call = typeof chain === "string" ? chain : await callAvailability(service, chain, simulates);
  return {
    unavailability,
    nines: -Math.log10(unavailability),
    downtimePerYear: unavailability * YEAR,
    outages: outage && { perYear: outage.failureFrequency * YEAR, mean: outage.downTimeMean },
    singlePoints: structure.singlePoints,
    call,
    assumed: [...service.assumed, ...(typeof call === "string" ? [] : [...call.assumed, ...call.bounds])],
    lives: (service.model?.groups ?? []).flatMap(livesOf),
  };
}

const livesOf = ({ name, nodes, active, mttf, repair }: NodeGroup): NodeLife[] =>
  nodes.map((node) => ({
    ...{ node, group: name, serving: active, mttf, mttr: repair.mean },
    failuresPerYear: YEAR / (mttf + repair.mean),
  }));

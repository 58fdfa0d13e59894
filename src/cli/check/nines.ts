import { assess } from "../../availability/assessment.ts";
import { callAvailability } from "../../availability/call-availability.ts";
import { studiedScenario } from "../../availability/studied-service.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { Refused } from "../../units/refused.ts";

/** What the analyzer says of a service; each an unavailability, or why it cannot be told, as a sentence. */
export interface Reached {
  readonly service: number | string;
  readonly calls: number | string;
}

export async function reachedBy(scenario: Scenario): Promise<Reached> {
  try {
    const studied = studiedScenario(scenario);
    const { unavailability, chain } = assess(studied);
    const call = typeof chain === "string" ? chain : await callAvailability(studied, chain, false);
    return { service: unavailability, calls: typeof call === "string" ? call : call.unavailability };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { service: error.message, calls: error.message };
  }
}

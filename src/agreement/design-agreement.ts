import { serviceAvailability } from "../analysis/service-availability.ts";
import { type CallAvailability, callAvailability } from "../availability/call-availability.ts";
import { studiedScenario } from "../availability/studied-service.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type MessageLevelDefects, messageLevelDefects } from "./message-level.ts";
import { REPLICATIONS } from "./shortened.ts";

/** What the chain and a run of messages say of the calls of one description. */
export interface Agreement {
  readonly chain: CallAvailability;
  readonly messages: MessageLevelDefects;
  /** Chain less messages, in standard errors of both together. */
  readonly deviation: number;
}

/** Replications at most, where outages are so rare or so uneven that the interval stays wide. */
const REPLICATIONS_MAX = 60 * REPLICATIONS;
/** Normal quantile of a 95 % interval. */
const Z = 1.959964;

/**
 * Solves the chain of a scenario whose nodes fail by chance, and runs its messages.
 *
 * @returns undefined after an interruption
 * @throws RangeError for a scenario that has no answer by the chain
 */
export async function agreement(scenario: Scenario, signal?: AbortSignal): Promise<Agreement | undefined> {
  const service = studiedScenario(scenario);
  if (service.model === undefined) throw new RangeError("a service without a model");
  const chain = await callAvailability(service, serviceAvailability(service.model), true);
  if (typeof chain === "string") throw new RangeError(chain);
  const messages = await messageLevelDefects(
    { scenario, by: { lives: 1, repairs: 1, turns: 1 } },
    { most: REPLICATIONS_MAX, ...(signal && { signal }) },
  );
  return messages === undefined ? undefined : { chain, messages, deviation: deviationOf(chain, messages) };
}

/** Difference of two estimates in standard errors of both together. */
export function deviationOf(
  chain: Pick<CallAvailability, "defectsPerMillion" | "ci95">,
  messages: Pick<MessageLevelDefects, "defectsPerMillion" | "standardError">,
): number {
  const error = Math.hypot((chain.ci95[1] - chain.ci95[0]) / (2 * Z), messages.standardError);
  return (chain.defectsPerMillion - messages.defectsPerMillion) / error;
}

import { serviceAvailability } from "../analysis/service-availability.ts";
import { STATES_VARIED_MAX } from "../analysis/tornado.ts";
import { formatNumber } from "../units/number.ts";
import { Refused } from "../units/refused.ts";
import { type CallAvailability, callAvailability } from "./call-availability.ts";
import { type MessageLevel, messageLevel } from "./loss-per-failure.ts";
import type { StudiedService } from "./studied-service.ts";

/** What a design must reach. Undefined asks for nothing. */
export interface DesignTarget {
  readonly unavailability: number;
  /** Defects per million calls at most. */
  readonly defects?: number | undefined;
  /** Mean call set-up time at most [s]. */
  readonly setupTime?: number | undefined;
}

/** One combination of the values tried: path and value. */
export type Choice = readonly (readonly [path: string, value: string | number])[];

/** A design and what it costs and gives. */
export interface EvaluatedDesign {
  readonly choice: Choice;
  readonly service: StudiedService;
  readonly cost: number;
  readonly unavailability: number;
  /** Whether no design is both cheaper and at least as available, nor as cheap and more available. */
  readonly isOnFrontier: boolean;
}

/** The cheapest design that reaches the target, and what was found on the way. */
export interface DesignSearch {
  readonly designs: readonly EvaluatedDesign[];
  /** From the cheapest to the most available. */
  readonly frontier: readonly EvaluatedDesign[];
  /** Undefined where none reaches the target. */
  readonly winner: EvaluatedDesign | undefined;
  /** Of the winner, where there are calls. */
  readonly messages: MessageLevel | undefined;
  readonly call: CallAvailability | undefined;
  /** Combinations that could not be built or solved, with the reason. */
  readonly skipped: readonly { readonly choice: Choice; readonly because: string }[];
  /** Designs that are available enough but fail at the message level: too many defects, too slow. */
  readonly rejected: readonly { readonly design: EvaluatedDesign; readonly because: string }[];
}

/** All combinations of the values, the last path changing fastest. */
export function combinations(search: readonly (readonly [string, readonly (string | number)[]])[]): Choice[] {
  return search.reduce<Choice[]>(
    (choices, [path, values]) =>
      choices.flatMap((choice) => values.map((value) => [...choice, [path, value] as const])),
    [[]],
  );
}

/**
 * Solves every combination as a chain, sorts them by cost, and takes the cheapest that is available enough. Where defects or
 * set-up times are asked for, candidates are simulated message by message in the order of their cost until one passes.
 *
 * @param build the service of a combination; what it refuses is a combination that makes no sense
 */
export async function searchDesigns(
  choices: readonly Choice[],
  build: (choice: Choice) => StudiedService,
  target: DesignTarget,
): Promise<DesignSearch> {
  const found: Omit<EvaluatedDesign, "isOnFrontier">[] = [];
  const skipped: { choice: Choice; because: string }[] = [];
  for (const choice of choices) {
    try {
      const service = build(choice);
      if (service.model === undefined)
        throw new Refused("a component that is known by its probability only", "mttf and mttr for all");
      const { unavailability } = serviceAvailability(service.model, STATES_VARIED_MAX).outage;
      found.push({ choice, service, cost: service.cost, unavailability });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      skipped.push({ choice, because: error.message.split("\n")[0]! });
    }
  }
  found.sort((a, b) => a.cost - b.cost || a.unavailability - b.unavailability);
  let best = Infinity;
  const designs = found.map((design): EvaluatedDesign => {
    const isOnFrontier = design.unavailability < best;
    best = Math.min(best, design.unavailability);
    return { ...design, isOnFrontier };
  });
  const frontier = designs.filter(({ isOnFrontier }) => isOnFrontier);
  const rejected: { design: EvaluatedDesign; because: string }[] = [];
  for (const design of designs.filter(({ unavailability }) => unavailability <= target.unavailability)) {
    const { messages, call, because } = await judged(design, target);
    if (because === undefined) return { designs, frontier, winner: design, messages, call, skipped, rejected };
    rejected.push({ design, because });
  }
  return { designs, frontier, winner: undefined, messages: undefined, call: undefined, skipped, rejected };
}

/** The message level of a design, and the reason why it fails there, if it does. */
async function judged(
  { service }: EvaluatedDesign,
  target: DesignTarget,
): Promise<{ messages: MessageLevel | undefined; call: CallAvailability | undefined; because: string | undefined }> {
  const wantsSetup = target.setupTime !== undefined;
  const messages = service.scenario === undefined || !wantsSetup ? undefined : await messageLevel(service.scenario);
  const chain = serviceAvailability(service.model!, STATES_VARIED_MAX);
  const seen = await callAvailability(service, chain, true);
  const call = typeof seen === "string" ? undefined : seen;
  const { defects: defectsMax, setupTime } = target;
  let because: string | undefined;
  if (defectsMax !== undefined && !((call?.ci95[1] ?? Infinity) <= defectsMax))
    because =
      typeof seen === "string"
        ? `defects per million calls are not known: ${seen}`
        : `${formatNumber(seen.defectsPerMillion, 4)} defects per million calls (95 %: at most ${formatNumber(seen.ci95[1], 4)}); ${defectsMax} are allowed`;
  else if (setupTime !== undefined && !((messages?.setupTime ?? Infinity) <= setupTime))
    because =
      messages?.setupTime === undefined
        ? "no call was set up, so that set-up time cannot be judged"
        : `calls take ${messages.setupTime.toPrecision(3)} s to set up; ${setupTime} s are allowed`;
  return { messages, call, because };
}

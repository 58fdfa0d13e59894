import { NotConverged } from "../analysis/chain/steady-state.ts";
import type { OutageMeasures } from "../analysis/closed-form/outage.ts";
import { type FaultStructure, faultStructure } from "../analysis/fault-structure.ts";
import { ModelTooLarge, STATES_MAX } from "../analysis/generator/generate.ts";
import { beyondIndependence, idealised, idealisedStates } from "../analysis/idealised.ts";
import type { AvailabilityModel } from "../analysis/model.ts";
import { seriesParallelUnavailability } from "../analysis/series-parallel.ts";
import { type ServiceAvailability, serviceAvailability } from "../analysis/service-availability.ts";
import type { ProgressListener } from "../structure/told.ts";
import type { StudiedService } from "./studied-service.ts";

/** States up to which components that fail and are repaired independently are solved as a chain as well. */
const CHECKED_STATES_MAX = 5000;

/** A service solved in every way that fits it. */
export interface Assessment {
  readonly service: StudiedService;
  readonly structure: FaultStructure;
  /** By formula; undefined where parts are shared. Without common causes. */
  readonly closedForm: number | undefined;
  /** The cut sets without common causes. */
  readonly independent: number;
  /** The chain; or why there is none, in a sentence. */
  readonly chain: ServiceAvailability | string;
  /** Unavailability of the chain of the same nodes as independent components; a check of one engine by another. */
  readonly idealisedChain: number | undefined;
  /** What the chain takes into account and the cut sets do not. */
  readonly beyond: readonly string[];
  /** The best answer: of the chain where there is one, else of the cut sets. */
  readonly unavailability: number;
  /** How often and for how long it is down, where times are known. */
  readonly outage: OutageMeasures | undefined;
}

/**
 * Solves a service by formula, by its cut sets and as a chain.
 *
 * @param told hears how far the chain has come
 * @throws Refused for a service with problems; StructureTooLarge; ModelTooLarge or NotConverged where only the chain
 *   would be an answer
 */
export function assess(service: StudiedService, told?: ProgressListener): Assessment {
  const { needs, components, commonCauses, costs, model } = service;
  const structure = faultStructure(needs, components, { commonCauses, costs });
  const independent =
    commonCauses.length === 0 ? structure.unavailability : faultStructure(needs, components).unavailability;
  const beyond = model === undefined ? [] : beyondIndependence(model);
  const chain =
    model === undefined
      ? "A component is known by its probability only: without times no chain."
      : solved(model, beyond, told);
  const ideal = model === undefined ? undefined : idealised(model);
  const isIdeal = beyond.length === 0;
  const hasChain = typeof chain !== "string";
  return {
    service,
    structure,
    closedForm: seriesParallelUnavailability(needs, components),
    independent,
    chain,
    idealisedChain:
      ideal === undefined || commonCauses.length > 0 || isIdeal || idealisedStates(ideal) > CHECKED_STATES_MAX
        ? undefined
        : serviceAvailability(ideal).outage.unavailability,
    beyond,
    unavailability: hasChain ? chain.outage.unavailability : structure.unavailability,
    outage: hasChain ? chain.outage : structure.outage,
  };
}

function solved(
  model: AvailabilityModel,
  beyond: readonly string[],
  told?: ProgressListener,
): ServiceAvailability | string {
  const states = idealisedStates(model);
  if (beyond.length === 0 && states > CHECKED_STATES_MAX)
    return `The components are independent, so that the cut sets are exact; their chain would have ${states.toPrecision(3)} states.`;
  try {
    return serviceAvailability(model, STATES_MAX, told);
  } catch (error) {
    // Cut sets leave out what makes this chain large: beside it their figure would be no answer.
    if (beyond.length === 0 && (error instanceof ModelTooLarge || error instanceof NotConverged)) return error.message;
    throw error;
  }
}

import { ONE_CAUSE } from "../analysis/idealised.ts";
import type { Assessment } from "./assessment.ts";
import type { SimulatedAvailability } from "./simulated-availability.ts";

/** One engine's answer beside another's. */
export interface AgreementRow {
  readonly method:
    | "closed form"
    | "cut sets"
    | "cut sets with common causes"
    | "chain of independent nodes"
    | "chain"
    | "simulation"
    | "message level";
  readonly unavailability: number;
  /** The method it is held against; undefined for the first. */
  readonly against: AgreementRow["method"] | undefined;
  /** U / U of the other − 1. */
  readonly relativeDifference: number | undefined;
  /** 95 % interval of a simulated value. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Of the message level: calls that fail of a million, with their 95 % interval; and the chain less that, in standard errors. */
  readonly defectsPerMillion?: number;
  readonly ci95?: readonly [low: number, high: number];
  readonly deviation?: number;
  /** Whether the two should coincide; where they should not, the sentence says why. */
  readonly isIntended: boolean;
  readonly sentence: string;
}

/** Cut sets know a common cause as a component with one repair; the chain repairs the nodes that it has taken down. */
const ONE_BY_ONE = "each node that one cause has taken down is repaired by itself";

/** The answers of all engines to the same description, with a sentence for each difference. */
export function agreementOf(assessment: Assessment, simulation?: SimulatedAvailability): AgreementRow[] {
  const { structure, independent, closedForm, chain, idealisedChain, beyond, service } = assessment;
  const rows: AgreementRow[] = [];
  const hold = (
    method: AgreementRow["method"],
    unavailability: number,
    against: AgreementRow["method"] | undefined,
    reasons: readonly string[] = [],
    interval?: readonly [number, number],
  ): void => {
    const other = rows.find((row) => row.method === against);
    const isIntended = reasons.length > 0;
    rows.push({
      method,
      unavailability,
      against: other?.method,
      relativeDifference: other === undefined ? undefined : difference(unavailability, other.unavailability),
      interval,
      isIntended,
      sentence: sentenceOf(method, other?.method, reasons, closedForm !== undefined),
    });
  };
  hold("cut sets", independent, undefined);
  if (closedForm !== undefined) hold("closed form", closedForm, "cut sets");
  if (idealisedChain !== undefined) hold("chain of independent nodes", idealisedChain, "cut sets");
  if (service.commonCauses.length > 0)
    hold("cut sets with common causes", structure.unavailability, "cut sets", [ONE_CAUSE]);
  if (typeof chain !== "string") {
    const against = service.commonCauses.length > 0 ? "cut sets with common causes" : "cut sets";
    const reasons = against === "cut sets" ? beyond : beyond.map((one) => (one === ONE_CAUSE ? ONE_BY_ONE : one));
    hold("chain", chain.outage.unavailability, against, reasons);
  }
  if (simulation !== undefined && simulation.unavailability !== undefined) {
    const { mean, low, high } = simulation.unavailability;
    hold("simulation", mean, typeof chain === "string" ? "cut sets" : "chain", [], [low, high]);
    const row = rows.at(-1)!;
    if (simulation.method === "batch means" && typeof chain !== "string")
      rows.splice(-1, 1, {
        ...row,
        sentence: `${row.sentence.slice(0, -1)}, but for what stages of a life leave out of its law.`,
      });
  }
  return rows;
}

const difference = (found: number, other: number): number => (found === other ? 0 : found / other - 1);

function sentenceOf(
  method: AgreementRow["method"],
  against: AgreementRow["method"] | undefined,
  reasons: readonly string[],
  hasFormula: boolean,
): string {
  if (against === undefined)
    return hasFormula
      ? "Exact for independent components, by decision diagram."
      : "Exact for independent components, by decision diagram; parts are shared, so no formula multiplies them.";
  if (reasons.length > 0) {
    const listed = reasons.length === 1 ? reasons[0]! : `${reasons.slice(0, -1).join(", ")} and ${reasons.at(-1)}`;
    return `Not meant to coincide: eq. (2) and the cut sets leave out that ${listed}.`;
  }
  return method === "simulation"
    ? `Should lie within its interval of the ${against}.`
    : `Should coincide with the ${against} up to rounding.`;
}

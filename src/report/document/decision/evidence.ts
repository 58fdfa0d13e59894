/** Results of one service, as a page for those who decide reads them. */
import type { Bounds } from "../../../capacity/criteria.ts";
import type { ServiceCapacity } from "../../../capacity/service-capacity.ts";
import type { PlanCost } from "../../../maintenance/costs.ts";
import type { Known } from "../../../notation/json-shape.ts";
import type { Warning } from "../../../notation/warning.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { PLAN } from "../../json/plans.ts";
import type { CHECK } from "../../json/requests.ts";
import type { AvailabilityFile } from "../availability-document.ts";
import type { JudgedExpectation } from "../run-document.ts";
import type { Estimated, Prices } from "./money.ts";

/** What a result is, and how it is called. */
export const KIND_WORDS = {
  availability: "analysis",
  run: "run",
  plan: "plan of maintenance",
  optimize: "search for a design",
  capacity: "search for the capacity",
  check: "check of the configuration",
  sweep: "sweep",
} as const;
export type EvidenceKind = keyof typeof KIND_WORDS;

/** Where a result comes from. */
export interface Origin {
  /** As the command line names it. */
  readonly name: string;
  readonly kind: EvidenceKind;
  /** Of the program that made it, and the digest of all that can change a number; null where the result does not say. */
  readonly version: string | null;
  readonly model: string | null;
  readonly command: string | null;
  /** Digest of the architecture, or of components and what is needed of them; null where the result has no scenario. */
  readonly service: string | null;
}

interface From {
  readonly origin: Origin;
  readonly warnings: readonly Warning[];
}

export interface Analysis extends From {
  readonly file: AvailabilityFile;
  /** Calls per second of the scenario; null where that is not known. */
  readonly callRate: number | null;
}

/** A simulated run and what became of its calls. */
export interface ObservedRun extends From {
  readonly words: string;
  /** What breaks in it, in words. */
  readonly faults: readonly string[];
  readonly replications: number;
  /** Independent values: replications, or blocks of them. */
  readonly values: number;
  readonly failed: Estimated | null;
  readonly verdicts: readonly JudgedExpectation[];
}

export interface PlannedWork extends From {
  readonly title: string;
  readonly file: Known<(typeof PLAN)["shape"]>;
  readonly cost: PlanCost;
  readonly values: number;
}

/** A design that was solved. */
export interface TriedDesign {
  /** Values by their paths in the scenario. */
  readonly choice: Readonly<Record<string, string | number>>;
  readonly cost: number;
  readonly unavailability: number;
}

export interface Search extends From {
  /** Without those that are available enough and fail by what else was asked. */
  readonly designs: readonly TriedDesign[];
  /** Unavailability to reach. */
  readonly target: number;
  /** The design as the scenario has it; null where it is not among those tried. */
  readonly current: TriedDesign | null;
}

export interface Carried extends From {
  readonly whole: ServiceCapacity;
  readonly survivors: readonly ServiceCapacity[];
  readonly bounds: Bounds;
  /** Calls per second of the scenario; null where that is not known, or something else was counted. */
  readonly offered: number | null;
}

export interface Checked extends From {
  readonly findings: Known<(typeof CHECK)["shape"]>["findings"];
}

export interface Study extends From {
  readonly words: string;
}

/** All results of one service. */
export interface Evidence {
  readonly title: string;
  readonly scenario: Scenario | null;
  /** The scenario with its settings, as commands name it; null where no result says it. */
  readonly again: string | null;
  readonly prices: Prices;
  readonly analysis: Analysis | null;
  readonly runs: readonly ObservedRun[];
  readonly plans: readonly PlannedWork[];
  readonly search: Search | null;
  readonly capacity: Carried | null;
  readonly checks: readonly Checked[];
  readonly studies: readonly Study[];
  readonly origins: readonly Origin[];
  /** What differs between results, or is not known of them, as sentences. */
  readonly differences: readonly string[];
}

import type { TransientUnavailability } from "../../analysis/chain/measures.ts";
import type { TornadoBar } from "../../analysis/tornado.ts";
import type { AgreementRow } from "../../availability/agreement.ts";
import type { Assessment } from "../../availability/assessment.ts";
import type { CallAvailability } from "../../availability/call-availability.ts";
import type { Defects } from "../../availability/defects.ts";
import type { DroppedCalls } from "../../availability/dropped-calls.ts";
import type { SimulatedAvailability } from "../../availability/simulated-availability.ts";
import type { UncertainAvailability } from "../../availability/uncertainty.ts";

/** Everything found out about a service. */
export interface AvailabilityFindings {
  readonly assessment: Assessment;
  readonly agreement: readonly AgreementRow[];
  /** Why the message level is not in it. */
  readonly notPlayed?: string;
  readonly simulation: SimulatedAvailability | undefined;
  /** What a caller sees; or why that is not known, in a sentence. */
  readonly call: CallAvailability | string;
  /** Calls in progress that are dropped; none where nobody keeps dialogs. */
  readonly dropped: readonly DroppedCalls[];
  readonly defects: Defects | undefined;
  readonly target: number | undefined;
  /** Point and interval unavailability at a time [s], where one was asked for; or why it has no answer. */
  readonly transient: { readonly time: number; readonly answer: TransientUnavailability | string } | undefined;
  readonly sensitivity:
    | { readonly tornado: readonly TornadoBar[]; readonly uncertainty: UncertainAvailability }
    | undefined;
}

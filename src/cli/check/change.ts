import type { ChangedFindings } from "../../checks/change/findings.ts";
import type { ChangedValue } from "../../checks/change/values.ts";
import type { Crash } from "./crashes.ts";
import type { Reached } from "./nines.ts";
import type { State } from "./states.ts";

/** What a change of a service costs or gains. */
export interface Change extends ChangedFindings {
  readonly old: State;
  readonly now: State;
  /** Why they are taken so. */
  readonly why: string;
  readonly values: readonly ChangedValue[];
  readonly crashes: readonly Crash[];
  /** Why there are none, or not all of them, as sentences. */
  readonly notRun: readonly string[];
  readonly before: Reached;
  readonly after: Reached;
}

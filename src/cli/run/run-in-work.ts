import type { Figures } from "../../metrics/collector.ts";
import type { View } from "../live.ts";

/** What can be seen of a run that goes on. */
export interface RunInWork extends View {
  /** Replications that have ended, and how many are wanted, as far as is known. */
  readonly replications: { readonly finished: number; readonly total: number };
  /** Figures so far, by replication; of a single one also before it has ended. */
  readonly figures: readonly Figures[];
  /** Where a single replication has got to [s]; null for several. */
  readonly time: number | null;
}

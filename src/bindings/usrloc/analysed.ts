import type { BindingsLaw } from "../law.ts";
import type { InUsrloc } from "./description.ts";

/** What has been written survives whoever has it in his memory; what has not yet is told by a run alone. */
export const usrloc: BindingsLaw<InUsrloc> = ({ mode }) =>
  mode === "memory" ? { kept: "by address", checkpointed: false, lag: 0 } : { kept: "elsewhere" };

import { meanOf } from "../../distributions/law.ts";
import type { BindingsLaw } from "../law.ts";
import type { InUsrloc } from "./description.ts";

/** What has been written survives whoever has it in his memory, and is loaded before he serves; what has not yet is told by a run alone. */
export const usrloc: BindingsLaw<InUsrloc> = ({ mode, start, load }) =>
  mode === "memory"
    ? { kept: "by address", checkpointed: false, lag: 0 }
    : {
        kept: "elsewhere",
        returning: {
          start: meanOf(start),
          lasts: (bindings) => bindings * load,
          ahead: () => 0,
          meanwhile: "out of service",
        },
      };

import type { BindingsLaw } from "../law.ts";
import type { InMemory } from "./description.ts";

export const memory: BindingsLaw<InMemory> = ({ checkpoint, copiedTo }) =>
  copiedTo === "all proxies"
    ? { kept: "by all" }
    : {
        kept: "by address",
        checkpointed: checkpoint.mode !== "none",
        lag: checkpoint.mode === "lagged" ? Math.max(0, checkpoint.lag) : 0,
      };

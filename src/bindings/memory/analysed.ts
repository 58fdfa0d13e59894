import { meanOf } from "../../distributions/law.ts";
import type { BindingsLaw, Returning } from "../law.ts";
import type { InMemory } from "./description.ts";
import { fullTransfer, type Transfer, timePerBinding } from "./fields.ts";

export const memory: BindingsLaw<InMemory> = ({ checkpoint, copiedTo, transfer }) =>
  copiedTo === "all proxies"
    ? { kept: "by all", ...(transfer !== "at once" && { returning: returning(transfer) }) }
    : {
        kept: "by address",
        checkpointed: checkpoint.mode !== "none",
        lag: checkpoint.mode === "lagged" ? Math.max(0, checkpoint.lag) : 0,
      };

const returning = (transfer: Transfer): Returning => ({
  start: meanOf(transfer.start),
  timePerBinding: (peers) => timePerBinding(transfer, peers),
  meanwhile: fullTransfer(transfer).meanwhile,
});

import { meanOf } from "../../distributions/law.ts";
import type { BindingsLaw, Returning } from "../law.ts";
import type { InMemory } from "./description.ts";
import { fullTransfer, pausesOf, sendingTime, type Transfer, timePerBinding } from "./fields.ts";

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
  lasts: (bindings, peers) => {
    const evenly = timePerBinding(transfer, peers);
    const { pause, each } = transfer;
    if (pause === undefined || evenly > sendingTime(transfer)) return bindings * evenly;
    return bindings * each + pausesOf(pause, bindings) * pause.for;
  },
  // Of a cycle of sending and resting, half of what it sends by the share of it that is rest.
  ahead: (bindings, peers) => {
    const { pause } = transfer;
    const evenly = timePerBinding(transfer, peers);
    if (pause === undefined || evenly > sendingTime(transfer) || pausesOf(pause, bindings) === 0) return 0;
    return pause.for / evenly / (2 * bindings);
  },
  meanwhile: fullTransfer(transfer).meanwhile,
});

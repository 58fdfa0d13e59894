import { defaulted, object } from "../../../notation/object.ts";
import { duration, flag } from "../../../notation/quantities.ts";
import type { Read } from "../../../notation/shape.ts";

/** How a cluster manager looks after the server process of each host: the recurring `monitor` operation of a Pacemaker resource; times in seconds. */
export const monitorShape = object("a monitor", {
  interval: defaulted(
    "From one look to the next. Pacemaker itself has none unless it is written (never); pcs writes 10 s.",
    duration("10 s", { above: 0, words: { never: Infinity } }),
    10,
    "10 s",
  ),
  timeout: defaulted(
    "How long an agent that asks waits for an answer (Pacemaker's default for operations is 20 s).",
    duration("20 s", { above: 0 }),
    20,
    "20 s",
  ),
  asks: defaulted(
    "Whether the agent asks the process, and so finds one that hangs; otherwise it looks whether there is one, as those of systemd units do.",
    flag,
    false,
  ),
});
export type Monitor = Read<typeof monitorShape>;

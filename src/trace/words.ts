import { SIGNALS } from "../detectors/simulated.ts";
import { kindOf } from "../network/message.ts";
import type { FlowMessage } from "../sip/sipp/flow.ts";
import { formOf, statusOf } from "../sip/wire-form.ts";
import { SAID } from "./said.ts";

/**
 * The message in the words of a ladder: "INVITE", "200 BYE", "404 INVITE", "beat".
 *
 * @param said what it says, if it is one of a SIPp scenario that has no kind of its own: a packet knows it
 */
export function wordsFor(message: number, envelope: number, said: FlowMessage | null = null): string {
  const kind = kindOf(message);
  const form = formOf(kind, said);
  if (form === undefined) return SIGNALS[kind] ?? SAID[kind]!.name;
  return form.as === "request" ? form.method : `${statusOf(message, envelope, said)} ${form.method}`;
}

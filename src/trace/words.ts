import { SIGNALS } from "../detectors/simulated.ts";
import { kindOf } from "../network/message.ts";
import { formOf, statusOf } from "../sip/wire-form.ts";
import { SAID } from "./said.ts";

/** The message in the words of a ladder: "INVITE", "200 BYE", "404 INVITE", "beat". */
export function wordsFor(message: number, envelope: number): string {
  const kind = kindOf(message);
  const form = formOf(kind);
  if (form === undefined) return SIGNALS[kind] ?? SAID[kind]!.name;
  return form.as === "request" ? form.method : `${statusOf(message, envelope)} ${form.method}`;
}

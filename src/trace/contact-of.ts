import { CALLEES } from "../architecture/hosts.ts";
import { extraOf, viaOf } from "../network/message.ts";
import { contactIn, Kind, ofCall, PROVISIONAL } from "../sip/message.ts";
import { formOf } from "../sip/wire-form.ts";

/** Which contact a message of a call is for or from: a request says it beside its status, a response where its Via would stand. */
export function contactOf(from: number, kind: Kind, envelope: number): number {
  if (!ofCall(kind)) return 0;
  if (formOf(kind)!.as === "request") return contactIn(extraOf(envelope));
  const isFromCallee = kind !== Kind.FAIL_INVITE && kind !== Kind.FAIL_BYE && kind !== Kind.OK_CANCEL;
  const isTrying = kind === Kind.RINGING && PROVISIONAL[extraOf(envelope)] === 100;
  return from === CALLEES || (isFromCallee && !isTrying) ? viaOf(envelope) : 0;
}

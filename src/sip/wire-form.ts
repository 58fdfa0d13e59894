import { extraOf, kindOf } from "../network/message.ts";
import { isSip, Kind, PROVISIONAL, STATUS } from "./message.ts";
import type { FlowMessage } from "./sipp/flow.ts";

/** What a message belongs to: a call, a registration, a plain request, or none of them. */
export type Concern =
  | { readonly of: "call" | "registration" | "request"; readonly number: number }
  | { readonly of: "nothing" };

/** What a kind of SIP message is on a real wire. */
export type WireForm =
  | { readonly as: "request"; readonly method: string }
  /** `status` null: it travels in the envelope. */
  | { readonly as: "response"; readonly method: string; readonly status: number | null };

const request = (method: string): WireForm => ({ as: "request", method });
const response = (method: string, status: number | null): WireForm => ({ as: "response", method, status });

/** Every kind has a form: whoever adds a kind is asked for it by the compiler. */
const FORMS: Record<Kind, WireForm> = {
  [Kind.INVITE]: request("INVITE"),
  [Kind.ACK]: request("ACK"),
  [Kind.BYE]: request("BYE"),
  [Kind.REGISTER]: request("REGISTER"),
  [Kind.OPTIONS]: request("OPTIONS"),
  [Kind.RINGING]: response("INVITE", null),
  [Kind.OK_INVITE]: response("INVITE", 200),
  [Kind.OK_BYE]: response("BYE", 200),
  [Kind.OK_REGISTER]: response("REGISTER", 200),
  [Kind.OK_OPTIONS]: response("OPTIONS", 200),
  [Kind.FAIL_INVITE]: response("INVITE", null),
  [Kind.FAIL_BYE]: response("BYE", null),
  [Kind.FAIL_REGISTER]: response("REGISTER", null),
  [Kind.ACK_FAIL]: request("ACK"),
  [Kind.SUBSCRIBE]: request("SUBSCRIBE"),
  [Kind.OK_SUBSCRIBE]: response("SUBSCRIBE", 200),
  [Kind.CANCEL]: request("CANCEL"),
  [Kind.OK_CANCEL]: response("CANCEL", 200),
  [Kind.FAIL_OPTIONS]: response("OPTIONS", null),
  [Kind.FAIL_SUBSCRIBE]: response("SUBSCRIBE", null),
  [Kind.REFUSED_INVITE]: request("INVITE"),
  [Kind.REFUSED_REGISTER]: request("REGISTER"),
  [Kind.REFUSED_OPTIONS]: request("OPTIONS"),
  [Kind.REFUSED_SUBSCRIBE]: request("SUBSCRIBE"),
  [Kind.UPDATE]: request("UPDATE"),
  [Kind.OK_UPDATE]: response("UPDATE", 200),
  [Kind.FAIL_UPDATE]: response("UPDATE", null),
  [Kind.REINVITE]: request("INVITE"),
  [Kind.OK_REINVITE]: response("INVITE", 200),
  [Kind.ACK_REINVITE]: request("ACK"),
  [Kind.FLOW_OPENING]: request("a request"),
  [Kind.FLOW_REQUEST]: request("a request"),
  [Kind.FLOW_RESPONSE]: response("a request", null),
  [Kind.FLOW_REQUEST_BACK]: request("a request"),
  [Kind.FLOW_RESPONSE_BACK]: response("a request", null),
  [Kind.FAIL_FLOW]: response("a request", null),
};

/** Undefined for what is not SIP. @param said what the message says, if it is one of a flow that has no kind of its own */
export function formOf(kind: number, said: FlowMessage | null = null): WireForm | undefined {
  const form = isSip(kind) ? FORMS[kind as Kind] : undefined;
  return form && said ? { ...form, method: said.method } : form;
}

/** Status code of a response in flight; null for what is no response. */
export function statusOf(message: number, envelope: number, said: FlowMessage | null = null): number | null {
  const kind = kindOf(message);
  const form = formOf(kind);
  if (form?.as !== "response") return null;
  if (said !== null) return said.status;
  const travelling = kind === Kind.RINGING ? PROVISIONAL : STATUS;
  return form.status ?? travelling[extraOf(envelope)] ?? null;
}

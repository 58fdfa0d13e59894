import { extraOf, Kind, kindOf, PROVISIONAL, STATUS } from "./message.ts";

/** What a message belongs to: a call, a registration, a plain request, or none of them. */
export type Concern =
  | { readonly of: "call" | "registration" | "request"; readonly number: number }
  | { readonly of: "nothing" };

/** What a kind of message is on a real wire. */
export type WireForm =
  | { readonly as: "request"; readonly method: string }
  /** `status` null: it travels in the envelope. */
  | { readonly as: "response"; readonly method: string; readonly status: number | null }
  /** Not SIP: what the middleware of the nodes says to each other. */
  | { readonly as: "middleware"; readonly name: string };

const request = (method: string): WireForm => ({ as: "request", method });
const response = (method: string, status: number | null): WireForm => ({ as: "response", method, status });
const middleware = (name: string): WireForm => ({ as: "middleware", name });

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
  [Kind.REFUSED_INVITE]: middleware("INVITE to refuse"),
  [Kind.REFUSED_REGISTER]: middleware("REGISTER to refuse"),
  [Kind.REFUSED_OPTIONS]: middleware("OPTIONS to refuse"),
  [Kind.REFUSED_SUBSCRIBE]: middleware("SUBSCRIBE to refuse"),
  [Kind.TRANSFER]: middleware("transfer"),
  [Kind.QUERY]: middleware("query"),
  [Kind.ANSWER]: middleware("answer"),
  [Kind.CHECKPOINT]: middleware("checkpoint"),
  [Kind.CHECKPOINT_DONE]: middleware("checkpoint done"),
  [Kind.BEAT]: middleware("beat"),
  [Kind.PROBE]: middleware("probe"),
  [Kind.PROBE_ANSWER]: middleware("probe answer"),
};

export const formOf = (kind: Kind): WireForm => FORMS[kind];

/** Status code of a response in flight; null for what is no response. */
export function statusOf(message: number, envelope: number): number | null {
  const kind = kindOf(message);
  const form = FORMS[kind];
  if (form.as !== "response") return null;
  const travelling = kind === Kind.RINGING ? PROVISIONAL : STATUS;
  return form.status ?? travelling[extraOf(envelope)] ?? null;
}

/** The message in the words of a ladder: "INVITE", "200 BYE", "404 INVITE", "beat". */
export function wordsFor(message: number, envelope: number): string {
  const form = FORMS[kindOf(message)];
  switch (form.as) {
    case "request":
      return form.method;
    case "response":
      return `${statusOf(message, envelope)} ${form.method}`;
    case "middleware":
      return form.name;
  }
}

import type { Distribution } from "../../distributions/description.ts";

/** Requests of RFC 3261 and its extensions. INVITE, ACK and BYE have kinds of their own on the network, whatever else is said. */
export const METHODS = [
  ...(["INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "SUBSCRIBE", "NOTIFY", "MESSAGE", "INFO"] as const),
  ...(["PRACK", "UPDATE", "REFER", "PUBLISH"] as const),
] as const;
/** A method of RFC 3261 or of one of its extensions (RFC 3262, 3311, 3428, 3515, 3903, 6086, 6665). */
export type Method = (typeof METHODS)[number];

/** A message as a flow names it: a request, or the response to one. */
export interface FlowMessage {
  readonly method: Method;
  /** Status of a response; null for the request itself. */
  readonly status: number | null;
}

/** Where a flow goes on after a step: at `next` with this probability, otherwise at the following step. */
export interface Onward<Place = number> {
  readonly next: Place;
  readonly chance: number;
}

/**
 * One command of a SIPp scenario. Times in seconds, probabilities from 0 to 1, steps numbered from 0. While a scenario is read, a place
 * is still a label, and messages are what its text says.
 */
export type Step<Sent = FlowMessage, Awaited = FlowMessage, Place = number> =
  | (Onward<Place> & {
      readonly kind: "send";
      readonly message: Sent;
      /** First interval of retransmission, SIPp's `retrans`; null: sent once. */
      readonly retransmitAfter: number | null;
      /** Step to go to when the last retransmission was in vain; null: the call has failed. */
      readonly onTimeout: Place | null;
      /** Probability that the sender itself loses the message. */
      readonly lost: number;
    })
  | (Onward<Place> & {
      readonly kind: "receive";
      readonly message: Awaited;
      readonly optional: boolean;
      /** Infinity: waits for ever, as SIPp does unless told otherwise. */
      readonly timeout: number;
      /** Step to go to when the time is over; null: the call has failed. */
      readonly onTimeout: Place | null;
      readonly lost: number;
    })
  /** `length` null: as long as the traffic says (SIPp's `-d`). */
  | (Onward<Place> & { readonly kind: "pause"; readonly length: Distribution | null });

/**
 * What one side of a call does, as a SIPp scenario says it: commands one after the other, with jumps. The call is
 * successful when its last step is done, and failed when a message comes that no step waits for, when a wait is over or when
 * the last retransmission was in vain.
 */
export interface Flow {
  readonly name: string;
  /** Whether the dialog's route set is kept, so that ACK and BYE follow the Record-Route of the proxies. */
  readonly keepsRouteSet: boolean;
  readonly steps: readonly Step[];
}

/**
 * Retransmissions of a message before SIPp gives the call up (`-max_invite_retrans`, `-max_non_invite_retrans`). Counted on
 * SIPp 3.6.1, whose manual page says 7 of what is no INVITE.
 */
export const retransmissionsOf = ({ method, status }: FlowMessage): number =>
  method === "INVITE" && status === null ? 5 : 9;

/**
 * Whether SIPp no longer sends again what it has sent last when this message is taken (`call::process_incoming` of 3.6.1): responses do that but for provisional ones
 * to what is no INVITE, and of requests those that come because of what was sent.
 */
export function endsResending({ method, status }: FlowMessage): boolean {
  if (status !== null) return status >= 200 || method === "INVITE";
  return method === "ACK" || method === "PRACK" || method === "CANCEL" || method === "BYE";
}

/** A message as one number, to be compared quickly: 1000 for each method, and the status. */
export const codeOf = ({ method, status }: FlowMessage): number => code(method, status ?? 0);
/** @param status 0 for the request */
export const code = (method: Method, status: number): number => METHODS.indexOf(method) * 1000 + status;

/** The receive step from `at` on that takes the message: optional ones may be passed over. −1 if none does. */
export function awaiting(steps: readonly Step[], at: number, code: number): number {
  for (let index = at; index < steps.length; index++) {
    const step = steps[index]!;
    if (step.kind !== "receive") return -1;
    if (codeOf(step.message) === code) return index;
    if (!step.optional) return -1;
  }
  return -1;
}

/** Whether a step before `at` takes the message: then it comes late, or for a second time. */
export function isLate(steps: readonly Step[], at: number, code: number): boolean {
  for (let index = Math.min(at, steps.length) - 1; index >= 0; index--) {
    const step = steps[index]!;
    if (step.kind === "receive" && codeOf(step.message) === code) return true;
  }
  return false;
}

/** Whether the message belongs to an optional receive step right before `at`, with nothing but optional ones between. */
export function wasOptional(steps: readonly Step[], at: number, code: number): boolean {
  for (let index = at - 1; index >= 0; index--) {
    const step = steps[index]!;
    if (step.kind !== "receive" || !step.optional) return false;
    if (codeOf(step.message) === code) return true;
  }
  return false;
}

/**
 * Calls, registrations and what proxies did, from the SIP messages of a capture. A caller is who sends the first INVITE of a Call-ID that was
 * seen; its times are those at which it sends and is sent something, as far as the capture saw it.
 */
import type { CapturedMessage, SipCapture } from "./sip-messages.ts";

/** One call: one Call-ID, however many proxies it passes. Times from the capture's begin [s]. */
export interface CapturedCall {
  readonly caller: string;
  readonly callee: string;
  readonly begin: number;
  /** The first provisional response but 100, to the caller. */
  readonly ringing: number | null;
  /** The final response to the caller that decided the call; null: none was seen. */
  readonly status: number | null;
  readonly decided: number | null;
  /** The first ACK behind a 2xx. */
  readonly confirmed: number | null;
  /** The first BYE. */
  readonly bye: number | null;
  /** Whether that was answered. */
  readonly isOver: boolean;
  /** The last message of it. */
  readonly last: number;
}

/** A message that came to a host and went on from it with a Via more (requests) or less (responses). */
export interface Forwarded {
  /** Address without port. */
  readonly host: string;
  /** INVITE, ACK; of responses the status: 180, 200. */
  readonly message: string;
  readonly method: string;
  readonly arrival: number;
  /** From its arrival to its departure [s]. */
  readonly time: number;
}

/** A REGISTER to its final response. */
export interface CapturedRegistration {
  readonly begin: number;
  readonly status: number | null;
  /** [s]; null without a final response. */
  readonly time: number | null;
}

/** What a capture says. */
export interface SipTraffic {
  readonly calls: readonly CapturedCall[];
  readonly forwarded: readonly Forwarded[];
  readonly registrations: readonly CapturedRegistration[];
  /** Messages that were sent again. */
  readonly retransmissions: number;
}

/** 401 and 407: the same call comes again with credentials. */
const CHALLENGES = [401, 407];

const groupBy = (messages: readonly CapturedMessage[], keyOf: (message: CapturedMessage) => string) => {
  const groups = new Map<string, CapturedMessage[]>();
  for (const message of messages) {
    const key = keyOf(message);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [message]);
    else group.push(message);
  }
  return groups;
};
/** Without the port: who answers from another one is the same host. */
export const hostOf = (end: string): string => end.slice(0, end.lastIndexOf(":"));

export function sipTraffic({ messages }: SipCapture): SipTraffic {
  const calls: CapturedCall[] = [];
  const registrations: CapturedRegistration[] = [];
  for (const group of groupBy(messages, ({ callId }) => callId).values()) {
    const call = callOf(group);
    if (call !== null) calls.push(call);
    const registers = group.filter(({ method }) => method === "REGISTER");
    for (const one of groupBy(registers, ({ cseq }) => `${cseq}`).values()) {
      const registration = registrationOf(one, group);
      if (registration !== null) registrations.push(registration);
    }
  }
  return {
    ...{ calls, registrations, forwarded: forwardedOf(messages) },
    retransmissions: messages.filter(({ isAgain }) => isAgain).length,
  };
}

function callOf(group: readonly CapturedMessage[]): CapturedCall | null {
  const invite = group.find(({ method, status, toTag }) => method === "INVITE" && status === null && toTag === "");
  if (invite === undefined) return null;
  const answers = answersTo(invite, group);
  const finals = answers.filter(({ status }) => status! >= 200);
  const decided = finals.find(({ status }) => !CHALLENGES.includes(status!)) ?? unmet(finals, group);
  const ok = decided !== null && decided.status! < 300 ? decided : null;
  const bye = ok && group.find(({ method, status, time }) => method === "BYE" && status === null && time >= ok.time);
  const confirmed =
    ok && group.find(({ method, status, time }) => method === "ACK" && status === null && time >= ok.time);
  return {
    ...{ caller: invite.fromUser, callee: invite.toUser, begin: invite.time },
    ringing: answers.find(({ status }) => status! > 100 && status! < 200)?.time ?? null,
    ...{ status: decided?.status ?? null, decided: decided?.time ?? null },
    ...{ confirmed: confirmed?.time ?? null, bye: bye?.time ?? null },
    isOver: group.some(({ method, status }) => bye && method === "BYE" && status !== null && status >= 200),
    last: group.at(-1)!.time,
  };
}

/** Responses that its sender got: at the port that it sent from, or else at its host. */
function answersTo(request: CapturedMessage, group: readonly CapturedMessage[]): readonly CapturedMessage[] {
  const responses = group.filter(
    ({ status, method, time }) => status !== null && method === request.method && time >= request.time,
  );
  const exact = responses.filter(({ to }) => to === request.from);
  return exact.length > 0 ? exact : responses.filter(({ to }) => hostOf(to) === hostOf(request.from));
}

/** A challenge that nobody has met: no INVITE came behind it. */
function unmet(finals: readonly CapturedMessage[], group: readonly CapturedMessage[]): CapturedMessage | null {
  const last = finals.at(-1);
  if (last === undefined) return null;
  const isMet = group.some(({ method, status, cseq }) => method === "INVITE" && status === null && cseq > last.cseq);
  return isMet ? null : last;
}

/** @param group all of its Call-ID, since responses are named by the method of their CSeq */
function registrationOf(
  own: readonly CapturedMessage[],
  group: readonly CapturedMessage[],
): CapturedRegistration | null {
  const request = own.find(({ status }) => status === null);
  if (request === undefined) return null;
  const final = answersTo(request, group).find(({ status, cseq }) => status! >= 200 && cseq === request.cseq);
  return { begin: request.time, status: final?.status ?? null, time: final ? final.time - request.time : null };
}

/** Each message where it came to a host, and first left it with another number of Vias. */
function forwardedOf(messages: readonly CapturedMessage[]): Forwarded[] {
  const arrived = new Map<string, { readonly time: number; readonly vias: number }>();
  const forwarded: Forwarded[] = [];
  for (const { from, to, method, status, callId, cseq, toTag, vias, time, isAgain } of messages) {
    if (isAgain) continue;
    const what = `${status ?? ""} ${method} ${callId} ${cseq} ${status === null ? "" : toTag}`;
    const here = `${hostOf(from)} ${what}`;
    const before = arrived.get(here);
    const step = status === null ? 1 : -1;
    if (before !== undefined && vias - before.vias === step) {
      arrived.delete(here);
      const message = status === null ? method : `${status}`;
      forwarded.push({ host: hostOf(from), message, method, arrival: before.time, time: time - before.time });
    }
    const there = `${hostOf(to)} ${what}`;
    // On one host a message may pass several processes: each has its own number of Vias.
    if (!arrived.has(there) || arrived.get(there)!.vias !== vias) arrived.set(there, { time, vias });
  }
  return forwarded;
}

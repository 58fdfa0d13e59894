/** The SIP texts of exported scenarios, with SIPp's keywords. `[domain]`, `[callee]`: given by `-key`; `[field0]`: a user. */
import type { Method } from "../../sip/sipp/flow.ts";
import { REASONS } from "../../sip/wire.ts";

const SDP = `v=0
o=- 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
`;

/** What a request must say besides. */
const OWN_HEADERS: Partial<Record<Method, string>> = {
  REGISTER: "Expires: 3600\n",
  SUBSCRIBE: "Event: presence\nExpires: 3600\n",
  NOTIFY: "Event: presence\nSubscription-State: active\n",
  PUBLISH: "Event: presence\nExpires: 3600\n",
  REFER: "Refer-To: <sip:caller@[domain]>\n",
  PRACK: "RAck: 1 1 INVITE\n",
};
/** Requests that say where their sender is. */
const WITH_CONTACT: readonly Method[] = ["INVITE", "REGISTER", "SUBSCRIBE", "NOTIFY", "REFER", "UPDATE"];
/** Where a CANCEL names the branch of its INVITE; how many commands that is before it is known when all are written. */
export const INVITES_BRANCH = "[branch of INVITE]";

/** Without this SIPp cannot answer a challenge. */
const DIGEST = 'Digest realm="[domain]", nonce="[call_number]", algorithm=MD5\n';
const CHALLENGES: Readonly<Record<number, string>> = {
  401: `WWW-Authenticate: ${DIGEST}`,
  407: `Proxy-Authenticate: ${DIGEST}`,
};

/** How a message is placed in its call. */
export interface Placed {
  /** Whether it is the first request, or answers that. */
  readonly isOpening: boolean;
  /** Whether requests behind the first go to the callee's Contact along the stored route set. */
  readonly inDialog: boolean;
  readonly cseq: number;
  /** Of a response: whether it answers the request that came last. */
  readonly isToLast?: boolean;
  /** Of a provisional response: whether a PRACK is waited for. */
  readonly isReliable?: boolean;
}

/** Beginning of a message, lines before its body, and the body. */
const message = (lines: string, contact: string, body: string): string =>
  `${lines}${contact}${body === "" ? "Content-Length: 0\n" : `Content-Type: application/sdp\nContent-Length: [len]\n\n${body}`}`;

/** A request of the caller. */
export function requestText(method: Method, { isOpening, inDialog, cseq }: Placed): string {
  const alongRoute = inDialog && !isOpening;
  const tag = isOpening || method === "CANCEL" ? "" : "[peer_tag_param]";
  const lines = `${method} ${alongRoute ? "[next_url]" : "sip:[field0]@[domain]"} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${method === "CANCEL" ? INVITES_BRANCH : "[branch]"}
${alongRoute ? "[routes]\n" : ""}Max-Forwards: 70
From: <sip:caller@[domain]>;tag=[pid]-[call_number]
To: <sip:[field0]@[domain]>${tag}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
${OWN_HEADERS[method] ?? ""}`;
  const contact = WITH_CONTACT.includes(method)
    ? "Contact: <sip:caller@[local_ip]:[local_port];transport=[transport]>\n"
    : "";
  return message(lines, contact, method === "INVITE" ? SDP : "");
}

/** A request of the callee; who has called stands in the variable `remote`. */
export function requestBackText(method: Method, { inDialog, cseq }: Placed): string {
  const lines = `${method} ${inDialog ? "[next_url]" : "sip:caller@[remote_ip]:[remote_port]"} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
${inDialog ? "[routes]\n" : ""}Max-Forwards: 70
From: <sip:callee@[local_ip]:[local_port]>;tag=[pid]-[call_number]
To:[$remote]
Call-ID: [call_id]
CSeq: ${cseq} ${method}
${OWN_HEADERS[method] ?? ""}`;
  const contact = WITH_CONTACT.includes(method) ? "Contact: <sip:[local_ip]:[local_port];transport=[transport]>\n" : "";
  return message(lines, contact, method === "INVITE" ? SDP : "");
}

export function responseText(method: Method, status: number, placed: Placed): string {
  const { isOpening, isToLast, isReliable, cseq } = placed;
  const isInvite = method === "INVITE";
  const lines = `SIP/2.0 ${status} ${REASONS[status] ?? "Unspecified"}
[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:]${isOpening && status > 100 ? ";tag=[pid]-[call_number]" : ""}
[last_Call-ID:]
${isToLast ? "[last_CSeq:]" : `CSeq: ${cseq} ${method}`}
${isReliable ? "Require: 100rel\nRSeq: 1\n" : ""}${CHALLENGES[status] ?? ""}`;
  const contact =
    isInvite && status > 100 && status < 300 ? "Contact: <sip:[local_ip]:[local_port];transport=[transport]>\n" : "";
  return message(lines, contact, isInvite && status === 200 ? SDP : "");
}

/** @param expires lifetime of the binding [s] */
export const registerText = (expires: number): string => `REGISTER sip:[domain] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:[field0]@[domain]>;tag=[pid]-[call_number]
To: <sip:[field0]@[domain]>
Call-ID: [call_id]
CSeq: 1 REGISTER
Contact: <sip:[field0]@[callee]>
Expires: ${Math.round(expires)}
Content-Length: 0
`;

export const OPTIONS_TEXT = `OPTIONS sip:[domain] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:probe@[domain]>;tag=[pid]-[call_number]
To: <sip:[domain]>
Call-ID: [call_id]
CSeq: 1 OPTIONS
Contact: <sip:probe@[local_ip]:[local_port]>
Accept: application/sdp
Content-Length: 0
`;

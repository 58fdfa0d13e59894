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

const CSEQ: Partial<Record<Method, number>> = { INVITE: 1, ACK: 1, BYE: 2 };

/** @param inDialog whether requests after the INVITE go to the callee's Contact along the stored route set */
export function requestText(method: Method, inDialog: boolean): string {
  const isInvite = method === "INVITE";
  const alongRoute = inDialog && !isInvite;
  return `${method} ${alongRoute ? "[next_url]" : "sip:[field0]@[domain]"} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
${alongRoute ? "[routes]\n" : ""}Max-Forwards: 70
From: <sip:caller@[domain]>;tag=[pid]-[call_number]
To: <sip:[field0]@[domain]>${isInvite ? "" : "[peer_tag_param]"}
Call-ID: [call_id]
CSeq: ${CSEQ[method]} ${method}
${isInvite ? "Contact: <sip:caller@[local_ip]:[local_port];transport=[transport]>\nContent-Type: application/sdp\nContent-Length: [len]\n\n" : "Content-Length: 0\n"}${isInvite ? SDP : ""}`;
}

export function responseText(method: Method, status: number): string {
  const isAnswer = method === "INVITE" && status === 200;
  const tag = method === "INVITE" && status > 100 ? ";tag=[pid]-[call_number]" : "";
  const contact = method === "INVITE" && status > 100 && status < 300;
  return `SIP/2.0 ${status} ${REASONS[status]}
[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:]${tag}
[last_Call-ID:]
[last_CSeq:]
${contact ? "Contact: <sip:[local_ip]:[local_port];transport=[transport]>\n" : ""}${isAnswer ? `Content-Type: application/sdp\nContent-Length: [len]\n\n${SDP}` : "Content-Length: 0\n"}`;
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

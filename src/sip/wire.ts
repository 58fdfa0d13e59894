import { mixed } from "./call-id-hash.ts";
import type { Concern } from "./wire-form.ts";

/** What the text of a SIP message says. Everything else follows from it by the rules of RFC 3261 and SIPp's default scenario. */
export interface Spoken {
  readonly method: string;
  /** Of a response; null for a request. */
  readonly status: number | null;
  readonly concern: Concern;
  /** Number of the request within its Call-ID. */
  readonly cseq: number;
  /** The user that is called or registers, by number; −1 for none. */
  readonly user: number;
  /** IP addresses in the Vias of the proxies between client and server, in the order of a request's way, each with a mark of its own. */
  readonly path: readonly Hop[];
  /** How many of them a request has passed, or a response has still to pass: each has a Via in it. */
  readonly passed: number;
  /** Which of them, a stateful proxy, says it for itself or is answered for itself (its ACK, its CANCEL): Vias begin with its own; −1: the client. */
  readonly origin: number;
  /** Whether it acknowledges or carries a final response that ends an INVITE in failure, and by whom that was made. */
  readonly refusal: "none" | "by the callee" | "by a server";
  /** Whether a request shows credentials, or a response asks for them, again where it was shown some that it does not accept. */
  readonly credentials: "none" | "shown" | "asked" | "asked again";
  /** Whether proxies stay in the dialog. */
  readonly recordRoute: boolean;
  /** Lifetime of a binding [s]. */
  readonly expires: number;
  /** Which of the callee's contacts it is for or from, by number from 1; 0: none, or there is one. */
  readonly contact: number;
  /** Where all contacts of a user are and what their q is, where there are several. */
  readonly contacts: readonly { readonly ip: string; readonly q: number }[];
  /** IP addresses: of the client and the server of the transaction, and of the service's address that the client aims at. */
  readonly client: string;
  readonly server: string;
  readonly service: string;
  /** Of a call that passes a back-to-back user agent, its leg: each has a Call-ID and tags of its own. Left out: it is whole. */
  readonly leg?: "whole" | "outer" | "inner";
  /** Whether the callee's side has sent the request. */
  readonly isBackwards?: boolean;
  /** Whether it belongs to a request within a dialog. */
  readonly isInDialog?: boolean;
  /** Transports between client and first proxy, between proxies, and between the last proxy and the server; left out: UDP. */
  readonly transports?: { readonly client: string; readonly between: string; readonly server: string };
  /** Number of the service's address, to tell the transactions of one request to several addresses apart. */
  readonly target: number;
}

/** A proxy on the way of a request. */
export interface Hop {
  readonly ip: string;
  /** What tells its branch of one request to several targets apart; empty where there is one target. */
  readonly branch: string;
}

const DOMAIN = "sipnines.example";
const PORT = 5060;
const CRLF = "\r\n";

/** Every branch of RFC 3261 begins like this (§8.1.1.7). */
const MAGIC_COOKIE = "z9hG4bK";

/** Reason phrases of the statuses that the simulator sends (RFC 3261 §21). */
export const REASONS: Readonly<Record<number, string>> = {
  100: "Trying",
  180: "Ringing",
  181: "Call Is Being Forwarded",
  182: "Queued",
  183: "Session Progress",
  200: "OK",
  202: "Accepted",
  300: "Multiple Choices",
  301: "Moved Permanently",
  302: "Moved Temporarily",
  305: "Use Proxy",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  415: "Unsupported Media Type",
  420: "Bad Extension",
  423: "Interval Too Brief",
  430: "Flow Failed",
  480: "Temporarily Unavailable",
  481: "Call/Transaction Does Not Exist",
  486: "Busy Here",
  482: "Loop Detected",
  483: "Too Many Hops",
  484: "Address Incomplete",
  487: "Request Terminated",
  488: "Not Acceptable Here",
  489: "Bad Event",
  491: "Request Pending",
  500: "Server Internal Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  504: "Server Time-out",
  600: "Busy Everywhere",
  603: "Decline",
};

/** The text of a message on the wire: header lines, an empty line, and a body where there is one. */
export function sipText(spoken: Spoken): string {
  const body = sessionOf(spoken);
  const lines = [
    startLine(spoken),
    ...vias(spoken),
    ...(spoken.status === null ? [`Max-Forwards: ${70 - (spoken.passed - spoken.origin - 1)}`] : []),
    ...route(spoken),
    ...(spoken.isBackwards
      ? [`From: <${toUri(spoken)}>;tag=${mark(spoken)}-to`, `To: <${clientUri(spoken)}>;tag=${fromTag(spoken)}`]
      : [`From: <${clientUri(spoken)}>;tag=${fromTag(spoken)}`, `To: <${toUri(spoken)}>${toTag(spoken)}`]),
    `Call-ID: ${callId(spoken)}`,
    `CSeq: ${spoken.cseq} ${spoken.method}`,
    ...contact(spoken),
    ...authentication(spoken),
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${body.length}`,
  ];
  return `${lines.join(CRLF)}${CRLF}${CRLF}${body}`;
}

/** Short and unique in a run: c17, r5, q3. */
const mark = ({ concern, leg }: Spoken): string =>
  concern.of === "nothing"
    ? "x"
    : `${{ call: "c", registration: "r", request: "q" }[concern.of]}${concern.number}${leg === "inner" ? "b" : ""}`;

const callId = (spoken: Spoken): string => `${mark(spoken)}@${spoken.isBackwards ? spoken.server : spoken.client}`;

const contactOf = (user: string, ip: string): string => `sip:${user}@${ip}:${PORT}`;

const clientName = (spoken: Spoken): string =>
  spoken.concern.of === "registration" ? `user${spoken.user}` : `caller${numberOf(spoken)}`;

const numberOf = ({ concern }: Spoken): number => (concern.of === "nothing" ? 0 : concern.number);

/** A registrant speaks of itself: From and To are the same. */
const clientUri = (spoken: Spoken): string => `sip:${clientName(spoken)}@${DOMAIN}`;

const toUri = (spoken: Spoken): string =>
  spoken.user < 0 ? `sip:${spoken.service}` : `sip:user${spoken.user}@${DOMAIN}`;

function startLine(spoken: Spoken): string {
  const { method, status } = spoken;
  if (status !== null) return `SIP/2.0 ${status} ${REASONS[status] ?? "Unspecified"}`;
  return `${method} ${requestUri(spoken)} SIP/2.0`;
}

/** The AOR until a proxy has found the binding, then the contact; within a dialog with a route set the contact from the start. */
function requestUri(spoken: Spoken): string {
  const { method, user, server, service } = spoken;
  if (method === "REGISTER") return `sip:${DOMAIN}`;
  if (user < 0) return `sip:${service}`;
  if (spoken.isBackwards) return contactOf(clientName(spoken), server);
  return isLocated(spoken) || isRouted(spoken) || isDirect(spoken) ? contactOf(`user${user}`, server) : toUri(spoken);
}

/** Whether a request has passed the last proxy, which looks users up. */
const isLocated = ({ path, passed }: Spoken): boolean => passed > 0 && passed === path.length;

/** Whether a request goes straight to the contact of the other side of a leg. */
const isDirect = ({ leg = "whole", path, refusal, isInDialog = false }: Spoken): boolean =>
  leg !== "whole" && ((isInDialog && refusal === "none") || (leg === "inner" && path.length === 0));

/** Whether a request follows the route that Record-Route laid. */
const isRouted = ({ recordRoute, method, refusal }: Spoken): boolean =>
  recordRoute && (method === "BYE" || method === "UPDATE" || (method === "ACK" && refusal === "none"));

function route(spoken: Spoken): string[] {
  const { recordRoute, method, status, path, passed } = spoken;
  if (!recordRoute) return [];
  const uris = path.map(({ ip }) => `<sip:${ip};lr>`);
  if (status === null && isRouted(spoken)) return uris.slice(passed).map((uri) => `Route: ${uri}`);
  if (method !== "INVITE" || (status !== null && status >= 300)) return [];
  return uris
    .slice(0, status === null ? passed : path.length)
    .reverse()
    .map((uri) => `Record-Route: ${uri}`);
}

/**
 * One Via per hop: a proxy pushes its own on the request and pops it off the response. Its branch is made out of the one it received,
 * so that it is the same for a message that comes again (§16.11); a stateful proxy's own requests have its Via alone.
 */
function vias(spoken: Spoken): string[] {
  const { method, refusal, client, path, passed, origin, cseq, target } = spoken;
  // An ACK for a failure belongs to the transaction of its INVITE, and so does a CANCEL (§17.1.1.3, §9.1).
  const isOfInvite = (method === "ACK" && refusal !== "none") || method === "CANCEL";
  const branch = `${mark(spoken)}.${cseq}.${isOfInvite ? "INVITE" : method}.a${target}`;
  const { transports = { client: "UDP", between: "UDP", server: "UDP" } } = spoken;
  const own = `Via: SIP/2.0/${transports.client} ${client}:${PORT};branch=${MAGIC_COOKIE}-${branch}`;
  const pushed = path.map(
    (hop, i) =>
      `Via: SIP/2.0/${i === path.length - 1 ? transports.server : transports.between} ${hop.ip}:${PORT};branch=${MAGIC_COOKIE}-${"p".repeat(i + 1)}.${branch}${path[i]!.branch}`,
  );
  const above = pushed.slice(Math.max(0, origin), passed).reverse();
  return origin < 0 ? [...above, own] : above;
}

const fromTag = (spoken: Spoken): string => `${mark(spoken)}-from`;

/** The callee's tag as soon as it has spoken; a server that refuses has a tag of its own, made out of the request (§8.2.7). */
function toTag(spoken: Spoken): string {
  const { method, status, refusal } = spoken;
  if (refusal === "by a server" && method !== "BYE") return `;tag=${mark(spoken)}-server`;
  const inDialog = status !== null ? status > 100 : spoken.isInDialog === true || method === "BYE" || method === "ACK";
  return inDialog ? `;tag=${mark(spoken)}-to${spoken.contact || ""}` : "";
}

function contact(spoken: Spoken): string[] {
  const { method, status, client, server, user, expires, contacts } = spoken;
  const own = contacts.length === 0 ? [{ ip: client, q: null }] : contacts;
  const registered = own.map(({ ip, q }) => `Contact: <${contactOf(`user${user}`, ip)}>${q === null ? "" : `;q=${q}`}`);
  if (method === "REGISTER" && status === null) return [...registered, `Expires: ${Math.round(expires)}`];
  if (method === "REGISTER" && status === 200) return registered.map((one) => `${one};expires=${Math.round(expires)}`);
  if (method === "SUBSCRIBE" && status === 200)
    return [`Contact: <sip:${spoken.service}:${PORT}>`, `Expires: ${Math.round(expires)}`];
  if (method === "SUBSCRIBE" && status === null)
    return [
      `Contact: <${contactOf(clientName(spoken), client)}>`,
      "Event: presence",
      `Expires: ${Math.round(expires)}`,
    ];
  if (method === "INVITE" && status === null) return [`Contact: <${contactOf(clientName(spoken), client)}>`];
  if (method === "INVITE" && status !== null && status > 100 && status < 300)
    return [`Contact: <${contactOf(`user${user}`, server)}>`];
  return [];
}

/** Digest authentication (RFC 3261 §22.4); nonce and response are made up, one of each for all that a client says. */
function authentication(spoken: Spoken): string[] {
  const { credentials, method, status } = spoken;
  if (credentials === "none") return [];
  const isOwn = method === "REGISTER" || method === "SUBSCRIBE";
  const common = `realm="${DOMAIN}", nonce="${digits(spoken, 0)}", algorithm=MD5, qop=`;
  if (status !== null) {
    const stale = credentials === "asked again" ? ", stale=true" : "";
    return [`${isOwn ? "WWW" : "Proxy"}-Authenticate: Digest ${common}"auth"${stale}`];
  }
  const answer = `uri="${requestUri(spoken)}", response="${digits(spoken, 4)}", nc=00000001, cnonce="${mark(spoken)}"`;
  return [`${isOwn ? "" : "Proxy-"}Authorization: Digest username="${clientName(spoken)}", ${common}auth, ${answer}`];
}

/** 32 hexadecimal digits. */
const digits = ({ concern }: Spoken, from: number): string =>
  [0, 1, 2, 3]
    .map((i) =>
      mixed((concern.of === "nothing" ? 0 : concern.number) * 8 + from + i)
        .toString(16)
        .padStart(8, "0"),
    )
    .join("");

/** The session that an INVITE offers and its 200 accepts: one stream of G.711 speech (RFC 4566, RFC 3264). */
function sessionOf(spoken: Spoken): string {
  const { method, status, client, server } = spoken;
  if (method !== "INVITE" || (status !== null && status !== 200)) return "";
  const offers = status === null;
  const ip = offers ? client : server;
  const name = offers ? clientName(spoken) : `user${spoken.user}`;
  const lines = [
    "v=0",
    `o=${name} ${numberOf(spoken) + 1} 1 IN IP4 ${ip}`,
    "s=-",
    `c=IN IP4 ${ip}`,
    "t=0 0",
    "m=audio 6000 RTP/AVP 0",
    "a=rtpmap:0 PCMU/8000",
  ];
  return `${lines.join(CRLF)}${CRLF}`;
}

/** What the head of a SIP message says of its transaction and dialog (RFC 3261, section 7; compact forms of section 7.3.3). */

/** The head of a message. */
export interface SipHead {
  /** Of a request; of a response the method that it answers. */
  readonly method: string;
  /** Null for a request. */
  readonly status: number | null;
  readonly callId: string;
  readonly cseq: number;
  /** Of the topmost Via; "" where it has none. */
  readonly branch: string;
  readonly vias: number;
  /** Users of From and To; "" where these have none. */
  readonly fromUser: string;
  readonly toUser: string;
  /** "" outside of a dialog. */
  readonly toTag: string;
}

/** How a message begins. */
export const START = /^(?:([A-Z]{2,20}) \S+ SIP\/2\.0|SIP\/2\.0 ([1-6]\d\d)\b[^\r\n]*)\r?\n/;

const COMPACT: Readonly<Record<string, string>> = { v: "via", i: "call-id", f: "from", t: "to", l: "content-length" };
const WANTED = new Set(["via", "call-id", "from", "to", "cseq", "content-length"]);

/** Values of the headers that are wanted, those of one name in their order; lines that are folded are joined. */
function headersOf(head: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of head
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .slice(1)) {
    const colon = line.indexOf(":");
    const given = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const name = COMPACT[given] ?? given;
    if (!WANTED.has(name)) continue;
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    if (before === undefined) headers.set(name, [value]);
    else before.push(value);
  }
  return headers;
}

/** Bytes of the body that a head announces. */
export function bodyLength(head: string): number {
  const length = Number(headersOf(head).get("content-length")?.[0] ?? 0);
  return Number.isInteger(length) && length >= 0 ? length : 0;
}

const userOf = (value: string): string => /sips?:([^@;>]+)@|tel:([^;>]+)/.exec(value)?.slice(1).find(Boolean) ?? "";

/** @returns null for what is no SIP message, or one without Call-ID or CSeq */
export function sipHead(text: string): SipHead | null {
  const start = START.exec(text);
  if (start === null) return null;
  const end = text.search(/\r?\n\r?\n/);
  const headers = headersOf(end < 0 ? text : text.slice(0, end));
  const first = (name: string): string => headers.get(name)?.[0] ?? "";
  const cseq = /^(\d+)\s+([A-Z]{2,20})/.exec(first("cseq"));
  if (cseq === null || first("call-id") === "") return null;
  const vias = (headers.get("via") ?? []).flatMap((value) => value.split(/,(?=\s*SIP\s*\/)/i));
  return {
    ...{ method: start[1] ?? cseq[2]!, status: start[2] === undefined ? null : Number(start[2]) },
    ...{ callId: first("call-id"), cseq: Number(cseq[1]), vias: vias.length },
    branch: /;\s*branch\s*=\s*([^\s;,]+)/i.exec(vias[0] ?? "")?.[1] ?? "",
    ...{ fromUser: userOf(first("from")), toUser: userOf(first("to")) },
    toTag: /;\s*tag\s*=\s*([^\s;,]+)/i.exec(first("to"))?.[1] ?? "",
  };
}

/** A message by its first line. */
export interface FirstLine {
  /** Method of a request; null for a response. */
  readonly request: string | null;
  /** Status of a response; null for a request. */
  readonly status: number | null;
}

/** The SIP text of a `<send>`, with SIPp's keywords in square brackets still in it. */
export interface SipText extends FirstLine {
  /** Method in the CSeq header, if it is spelt out. */
  readonly method: string | null;
  /** Seconds in the Expires header, or in the Contact's parameter; null if there are none. */
  readonly expires: number | null;
  /** Transport in the topmost Via, if it is spelt out. */
  readonly transport: string | null;
  /** Whether the stored route set is sent along. */
  readonly usesRoutes: boolean;
  /** Whether credentials are sent along. */
  readonly authenticates: boolean;
  /** Whether a field of an injection file is a header by itself: after a challenge, credentials (`[field1]` for `[authentication …]`). */
  readonly hasFieldAsHeader: boolean;
  /** Whether every call has the same Call-ID. */
  readonly repeatsCallId: boolean;
  /** Whether fields of an injection file are used. */
  readonly usesFields: boolean;
}

/** Reads the text of a message; null if its first line is neither a request nor a response. */
export function readSipText(text: string): SipText | null {
  const lines = text.split("\n").map((line) => line.trim());
  const first = lines.findIndex((line) => line !== "");
  if (first < 0) return null;
  const request = /^([A-Z]+) +\S/.exec(lines[first]!); // SIPp asks for no more
  const response = /^SIP\/2\.0 (\d{3})(?: |$)/.exec(lines[first]!);
  if (request === null && response === null) return null;
  const blank = lines.indexOf("", first);
  const headers = lines.slice(first + 1, blank < 0 ? undefined : blank);
  const header = (pattern: RegExp): string | null => {
    for (const line of headers) {
      const found = pattern.exec(line);
      if (found) return found[1]!;
    }
    return null;
  };
  const expires = header(/^Expires\s*:\s*(\d{1,10})$/i) ?? header(/^(?:Contact|m)\s*:.*;\s*expires=(\d{1,10})/i);
  const whole = headers.join("\n");
  return {
    request: request?.[1] ?? null,
    status: response === null ? null : Number(response[1]),
    method: header(/^CSeq\s*:\s*\S+\s+([A-Z]+)$/i),
    expires: expires === null ? null : Number(expires),
    transport: header(/^(?:Via|v)\s*:\s*SIP\/2\.0\/([A-Z]+)\b/i),
    usesRoutes: /\[routes\]/.test(whole),
    authenticates: /\[authentication\b/.test(whole) || /^(?:Proxy-)?Authorization\s*:/im.test(whole),
    hasFieldAsHeader: headers.some((line) => /^\[field\d[^\]]*\]$/.test(line)),
    repeatsCallId: header(/^(?:Call-ID|i)\s*:\s*([^\s[]+)$/i) !== null,
    usesFields: /\[field\d/.test(text),
  };
}

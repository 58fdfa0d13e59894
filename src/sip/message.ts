/**
 * A SIP message in flight is two integers, because millions of them fly: `message` says what it is and to which call or
 * registration it belongs, `envelope` where it goes and where its answer has to go.
 *
 *     message  = kind (5 bits) | subject (26 bits): a call or a registration by number
 *     envelope = destination address (12 bits) | topmost Via (12 bits) | extra (7 bits)
 */
export const Kind = {
  INVITE: 0,
  ACK: 1,
  BYE: 2,
  REGISTER: 3,
  OPTIONS: 4,
  RINGING: 5, // 180, or another provisional response: its status travels as extra
  OK_INVITE: 6,
  OK_BYE: 7,
  OK_REGISTER: 8,
  OK_OPTIONS: 9,
  FAIL_INVITE: 10, // a final response above 299; its status travels as extra
  FAIL_BYE: 11,
  FAIL_REGISTER: 12,
  ACK_FAIL: 13, // the ACK that ends a failed INVITE, hop by hop (RFC 3261 §17.1.1.3)
  SUBSCRIBE: 14,
  OK_SUBSCRIBE: 15,
  // Below, what is not SIP: it is handled by the node's middleware and costs its workers nothing.
  QUERY: 16,
  ANSWER: 17,
  CHECKPOINT: 18,
  CHECKPOINT_DONE: 19,
  BEAT: 20, // heartbeat, VRRP advertisement, Totem token or join
  PROBE: 21,
  PROBE_ANSWER: 22,
  TRANSFER: 23, // bindings for a process that has started again; alone among these it costs its sender's workers time, and is never on the wire
  // From here on SIP again.
  CANCEL: 24,
  OK_CANCEL: 25,
  FAIL_OPTIONS: 26,
  FAIL_SUBSCRIBE: 27,
  // A request that its server will refuse for overload, on its way through that server's queue; never on the wire.
  REFUSED_INVITE: 28,
  REFUSED_REGISTER: 29,
  REFUSED_OPTIONS: 30,
  REFUSED_SUBSCRIBE: 31,
} as const;

export type Kind = (typeof Kind)[keyof typeof Kind];

/** Whether the message is SIP and queues for a worker; the others, 16 to 23, are the middleware's. */
export const isSip = (kind: Kind): boolean => (kind & 24) !== 16;
export const KINDS = 32;

/** Subjects are numbered from 0 up to this. */
export const SUBJECTS = 2 ** 26;

export const messageOf = (kind: Kind, subject: number): number => kind | (subject << 5);
export const kindOf = (message: number): Kind => (message & 31) as Kind;
export const subjectOf = (message: number): number => message >>> 5;

export const envelopeOf = (to: number, via: number, extra = 0): number => to | (via << 12) | (extra << 24);
export const toOf = (envelope: number): number => envelope & 0xfff;
export const viaOf = (envelope: number): number => (envelope >>> 12) & 0xfff;
export const extraOf = (envelope: number): number => envelope >>> 24;

/** Requests that begin something, and what each becomes when its server refuses it for overload. */
export const isNewRequest = (kind: Kind): boolean =>
  kind === Kind.INVITE || kind === Kind.REGISTER || kind === Kind.OPTIONS || kind === Kind.SUBSCRIBE;
export const refusedKindOf = (kind: Kind): Kind =>
  kind === Kind.INVITE
    ? Kind.REFUSED_INVITE
    : kind === Kind.REGISTER
      ? Kind.REFUSED_REGISTER
      : kind === Kind.OPTIONS
        ? Kind.REFUSED_OPTIONS
        : Kind.REFUSED_SUBSCRIBE;
export const isRefused = (kind: Kind): boolean => kind >= Kind.REFUSED_INVITE;

/** What refuses a request; undefined for what is never answered, or here not refused. */
export function refusalOf(kind: Kind): Kind | undefined {
  switch (kind) {
    case Kind.INVITE:
    case Kind.REFUSED_INVITE:
      return Kind.FAIL_INVITE;
    case Kind.BYE:
      return Kind.FAIL_BYE;
    case Kind.REGISTER:
    case Kind.REFUSED_REGISTER:
      return Kind.FAIL_REGISTER;
    case Kind.OPTIONS:
    case Kind.REFUSED_OPTIONS:
      return Kind.FAIL_OPTIONS;
    case Kind.SUBSCRIBE:
    case Kind.REFUSED_SUBSCRIBE:
      return Kind.FAIL_SUBSCRIBE;
    default:
      return undefined;
  }
}

/** Requests that are routed by the callee's AOR and so need a binding. */
export const needsBinding = (kind: Kind): boolean => kind <= Kind.BYE || kind === Kind.CANCEL;

/** Whether the message belongs to a call (and not to a registration or to the middleware). */
export const ofCall = (kind: Kind): boolean =>
  kind <= Kind.BYE ||
  (kind >= Kind.RINGING && kind <= Kind.OK_BYE) ||
  kind === Kind.FAIL_INVITE ||
  kind === Kind.FAIL_BYE ||
  kind === Kind.ACK_FAIL ||
  kind === Kind.CANCEL ||
  kind === Kind.OK_CANCEL ||
  kind === Kind.REFUSED_INVITE;

/** Whether the message belongs to a plain request that a proxy answers itself: OPTIONS or SUBSCRIBE. */
export const ofRequest = (kind: Kind): boolean =>
  kind === Kind.OPTIONS ||
  kind === Kind.REFUSED_OPTIONS ||
  kind === Kind.REFUSED_SUBSCRIBE ||
  kind === Kind.OK_OPTIONS ||
  kind === Kind.FAIL_OPTIONS ||
  kind === Kind.SUBSCRIBE ||
  kind === Kind.OK_SUBSCRIBE ||
  kind === Kind.FAIL_SUBSCRIBE;

/** How a user may decline besides 486 (RFC 6076 §4.7). */
export const REFUSALS = [480, 600, 603] as const;

/**
 * Final responses that end a request in failure, by the number that travels in the envelope; the second 503 is that of an overloaded
 * server; 487 ends a cancelled INVITE.
 */
export const STATUS = [404, 486, 500, 503, 487, 503, ...REFUSALS] as const;
export type Status = (typeof STATUS)[number];
/** The 503 of an overloaded server. */
export const OVERLOADED = STATUS.lastIndexOf(503);
/** Whether a refusal comes from the callee; the others come from a proxy or director. */
export const isOfCallee = (index: number): boolean =>
  index > OVERLOADED || STATUS[index] === 486 || STATUS[index] === 487;
export const statusIndex = (status: Status): number => STATUS.indexOf(status);

/** Provisional responses to INVITE, by the number that travels in the envelope of a `RINGING`; callees send 180 unless told otherwise. */
export const PROVISIONAL = [180, 100, 181, 182, 183] as const;

const NAMES: Record<Kind, string> = {
  0: "INVITE",
  1: "ACK",
  2: "BYE",
  3: "REGISTER",
  4: "OPTIONS",
  5: "180",
  6: "200 INVITE",
  7: "200 BYE",
  8: "200 REGISTER",
  9: "200 OPTIONS",
  10: "failure INVITE",
  11: "failure BYE",
  12: "failure REGISTER",
  13: "ACK failure",
  14: "SUBSCRIBE",
  15: "200 SUBSCRIBE",
  16: "query",
  17: "answer",
  18: "checkpoint",
  19: "checkpoint done",
  20: "beat",
  21: "probe",
  22: "probe answer",
  23: "transfer",
  24: "CANCEL",
  25: "200 CANCEL",
  26: "failure OPTIONS",
  27: "failure SUBSCRIBE",
  28: "INVITE to refuse",
  29: "REGISTER to refuse",
  30: "OPTIONS to refuse",
  31: "SUBSCRIBE to refuse",
};

/** The kind in the words of RFC 3261, for logs and ladders. */
export const nameOf = (kind: Kind): string => NAMES[kind];

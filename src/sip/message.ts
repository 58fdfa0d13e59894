/**
 * Kinds of SIP messages. Their subject is a call, a registration or a plain request by number. Kinds 16 to 23 and 48 to 55 are left to
 * what is not SIP: it is handled by a node's middleware and costs its workers nothing.
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
  CANCEL: 24,
  OK_CANCEL: 25,
  FAIL_OPTIONS: 26,
  FAIL_SUBSCRIBE: 27,
  // A request that its server will refuse for overload, on its way through that server's queue; never on the wire.
  REFUSED_INVITE: 28,
  REFUSED_REGISTER: 29,
  REFUSED_OPTIONS: 30,
  REFUSED_SUBSCRIBE: 31,
  // Within a dialog: a session is refreshed (RFC 4028), or the media are moved to another server by its re-INVITE.
  UPDATE: 32,
  OK_UPDATE: 33,
  FAIL_UPDATE: 34,
  REINVITE: 35,
  OK_REINVITE: 36,
  ACK_REINVITE: 37,
  // Messages of a SIPp scenario that have no kind of their own: which one travels as extra, a number that its sender's flow gives it.
  FLOW_OPENING: 38, // begins the call in place of an INVITE
  FLOW_REQUEST: 39, // from the caller, within the call
  FLOW_RESPONSE: 40, // from the caller, to a request of the callee
  FLOW_REQUEST_BACK: 41, // from the callee
  FLOW_RESPONSE_BACK: 42, // from the callee, to a request of the caller
  FAIL_FLOW: 43, // a server refuses a request of the caller
} as const;

export type Kind = (typeof Kind)[keyof typeof Kind];

/** Whether the message is SIP and queues for a worker. */
export const isSip = (kind: number): kind is Kind => (kind & 24) !== 16;

/** Requests that begin something, and what each becomes when its server refuses it for overload. */
export const isNewRequest = (kind: number): boolean =>
  kind === Kind.INVITE || kind === Kind.REGISTER || kind === Kind.OPTIONS || kind === Kind.SUBSCRIBE;
export const refusedKindOf = (kind: number): Kind =>
  kind === Kind.INVITE
    ? Kind.REFUSED_INVITE
    : kind === Kind.REGISTER
      ? Kind.REFUSED_REGISTER
      : kind === Kind.OPTIONS
        ? Kind.REFUSED_OPTIONS
        : Kind.REFUSED_SUBSCRIBE;
export const isRefused = (kind: number): boolean => (kind & 60) === Kind.REFUSED_INVITE;

/** What refuses a request; undefined for what is never answered, or here not refused. */
export function refusalOf(kind: number): Kind | undefined {
  switch (kind) {
    case Kind.INVITE:
    case Kind.REFUSED_INVITE:
      return Kind.FAIL_INVITE;
    case Kind.BYE:
      return Kind.FAIL_BYE;
    case Kind.UPDATE:
      return Kind.FAIL_UPDATE;
    case Kind.REGISTER:
    case Kind.REFUSED_REGISTER:
      return Kind.FAIL_REGISTER;
    case Kind.OPTIONS:
    case Kind.REFUSED_OPTIONS:
      return Kind.FAIL_OPTIONS;
    case Kind.SUBSCRIBE:
    case Kind.REFUSED_SUBSCRIBE:
      return Kind.FAIL_SUBSCRIBE;
    case Kind.FLOW_OPENING:
    case Kind.FLOW_REQUEST:
      return Kind.FAIL_FLOW;
    default:
      return undefined;
  }
}

/** Requests that are routed by the callee's AOR and so need a binding. */
export const needsBinding = (kind: number): boolean =>
  kind <= Kind.BYE || kind === Kind.CANCEL || kind === Kind.FLOW_OPENING || kind === Kind.FLOW_REQUEST;

/** Requests that a caller sends within a dialog. */
export const isInDialog = (kind: number): boolean =>
  kind === Kind.ACK || kind === Kind.BYE || kind === Kind.UPDATE || kind === Kind.FLOW_REQUEST;

/** Whether a message of a SIPp scenario has no kind of its own, so that a number says which it is. */
export const isOfFlow = (kind: number): boolean => kind >= Kind.FLOW_OPENING && kind <= Kind.FLOW_RESPONSE_BACK;

/** Whether a message belongs to a request that the callee of a SIPp scenario has sent. */
export const isBegunByCallee = (kind: number): boolean =>
  kind === Kind.FLOW_REQUEST_BACK || kind === Kind.FLOW_RESPONSE;

/** As which kind a server treats a message: what a SIPp scenario says beyond calls goes the way of an UPDATE or of its answers. */
export const treatedAs = (kind: number): number => {
  if (kind < Kind.FLOW_OPENING || kind > Kind.FAIL_FLOW) return kind;
  if (kind === Kind.FAIL_FLOW) return Kind.FAIL_UPDATE;
  return kind < Kind.FLOW_REQUEST_BACK ? Kind.UPDATE : Kind.OK_UPDATE;
};

/** Whether the message belongs to a call (and not to a registration or a plain request). */
export const ofCall = (kind: number): boolean =>
  kind <= Kind.BYE ||
  (kind >= Kind.RINGING && kind <= Kind.OK_BYE) ||
  kind === Kind.FAIL_INVITE ||
  kind === Kind.FAIL_BYE ||
  kind === Kind.ACK_FAIL ||
  kind === Kind.CANCEL ||
  kind === Kind.OK_CANCEL ||
  kind === Kind.REFUSED_INVITE ||
  (kind >= Kind.UPDATE && kind <= Kind.FAIL_FLOW);

/** Whether a message of a call goes back to its caller: a response, or what the callee of a SIPp scenario says of itself. */
export const isResponse = (kind: number): boolean =>
  kind === Kind.OK_CANCEL ||
  (kind >= Kind.RINGING && kind < Kind.ACK_FAIL) ||
  (kind >= Kind.FLOW_REQUEST_BACK && kind <= Kind.FAIL_FLOW);

/** Whether the message belongs to a plain request that a proxy answers itself: OPTIONS or SUBSCRIBE. */
export const ofRequest = (kind: number): boolean =>
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
 * server; 487 ends a cancelled INVITE; 408 is a stateful proxy's, to which nobody has answered; the second 401 and 407 say that a nonce
 * is stale; 481 comes from a server that does not know the dialog; 430 says that no connection leads to the
 * callee (RFC 5626 §5.3).
 */
export const STATUS = [404, 486, 500, 503, 487, 503, ...REFUSALS, 408, 401, 407, 401, 407, 481, 430] as const;
export type Status = (typeof STATUS)[number];
/** The 503 of an overloaded server. */
export const OVERLOADED = STATUS.indexOf(503, STATUS.indexOf(503) + 1);
const OF_CALLEES: readonly number[] = [486, 487, ...REFUSALS];
/** Whether a refusal comes from the callee; the others come from a proxy or director. */
export const isOfCallee = (index: number): boolean => OF_CALLEES.includes(STATUS[index]!);
export const statusIndex = (status: Status): number => STATUS.indexOf(status);

/** A server asks who sends a request; `isStale`: it was told, by a nonce that it does not accept. */
export const challengeIndex = (status: 401 | 407, isStale: boolean): number =>
  isStale ? STATUS.lastIndexOf(status) : STATUS.indexOf(status);
export const isChallenge = (index: number): boolean => STATUS[index] === 401 || STATUS[index] === 407;
export const isStaleChallenge = (index: number): boolean => isChallenge(index) && index >= STATUS.lastIndexOf(401);
/** In the envelope of a request from its client: it shows the credentials that the last challenge has asked for. */
export const WITH_CREDENTIALS = 1;

/**
 * One of several contacts of a user, by number from 1. A request that has come to a fork names it so in its envelope, where the status of a refusal
 * and credentials have smaller numbers; responses name it where the topmost Via stands, as they have no other use for it.
 */
const CONTACT = 64;
export const toContact = (contact: number): number => CONTACT + contact;
/** 0: it names none. */
export const contactIn = (extra: number): number => (extra < CONTACT ? 0 : extra - CONTACT);

/** Provisional responses to INVITE, by the number that travels in the envelope of a `RINGING`; callees send 180 unless told otherwise. */
export const PROVISIONAL = [180, 100, 181, 182, 183] as const;

import type { Reason } from "../architecture/unserved.ts";
import type { Cause } from "../sip/calls.ts";

/** Why a call failed, behind "failed calls". */
export const LOSS: Readonly<Record<Exclude<Cause, "none">, string>> = {
  nodeDown: "whose last lost message went to a dead node or to an address whose owner was dead",
  nodeCrash: "whose last lost message was waiting or in service at a node when it died",
  linkLoss: "whose last lost message was lost by the network",
  partition: "whose last lost message was for a host from which its sender was cut off",
  queueOverflow: "whose last lost message was dropped by a full queue",
  bindingMissing: "refused with 404 because the callee had no binding",
  databaseFailure: "refused with 500 because the database did not answer",
  noProxy: "refused with 503 because the director knew no living proxy, or because a connection to it failed",
  overload: "refused with 503 by an overloaded server",
  throttled: "that their callers kept back because an overloaded server had asked for it",
  busy: "declined by the callee (480, 486, 600 or 603)",
  timeout: "that timed out although no message was lost",
  dialogLost: "whose dialog the server in between had lost: refused with 481, or in progress until the run ended",
  mediaLost: "ended by their users because nothing was heard for the media time-out",
  refreshFailed: "ended because nobody answered the refresh of the session (RFC 4028 §10)",
  abandoned: "hung up by the caller while it rang, or earlier although no message was lost",
  unauthorized: "refused with 401 or 407 because the server accepted none of the nonces that it was shown",
  flowMissing: "for which a user had no connection, or his NAT let nothing in",
};

/** Why an address is not served, behind "addresses". */
export const UNSERVED: Readonly<Record<Reason, string>> = {
  noQuorum: "that no living node has, while nodes that live lack quorum",
  dead: "that no living node has",
  shared: "that two nodes have, which reach each other",
  cutOff: "whose holder the callers cannot reach",
  stale: "for which the callers' ARP entries lead elsewhere",
  hung: "whose holder hangs",
};

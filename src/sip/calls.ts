import type { Lane } from "../kernel/engine.ts";
import { envelopeOf } from "../network/message.ts";
import type { LossReason } from "../network/tap.ts";
import type { CallTimes } from "./call-times.ts";
import { grown } from "./growing.ts";
import { OVERLOADED, STATUS, type Status, toContact } from "./message.ts";

/** Where a call stands, as its caller sees it. */
export const CallState = {
  CALLING: 0, // INVITE sent
  TRYING: 1, // 100 received
  PROCEEDING: 2, // 180 received
  CONFIRMED: 3, // 200 received, ACK sent
  CLOSING: 4, // BYE sent
  SUCCESSFUL: 5,
  FAILED: 6,
  UNFINISHED: 7, // still under way when the run ended
} as const;

/** Why a call failed, or a message was lost: every failed call has exactly one. */
export const CAUSES = [
  "none",
  "nodeDown", // a message went to a dead node, or to an address whose owner is dead
  "nodeCrash", // a message was waiting or in service when its node died
  "linkLoss", // the network lost a message
  "partition", // nothing passed between the two hosts
  "queueOverflow", // a full queue dropped a message
  "bindingMissing", // 404: no binding for the callee
  "databaseFailure", // 500: the database did not answer
  "noProxy", // 503: the director knows no living proxy
  "overload", // 503: an overloaded server refused it
  "throttled", // not sent, because an overloaded server had asked for that
  "busy", // the callee declined, by 486 or another refusal
  "timeout", // the call or a transaction timed out although no message was lost
  "dialogLost", // 481: the server did not know the dialog any more
  "mediaLost", // nothing was heard for so long that the call was ended
  "refreshFailed", // the refresh of the session was not answered
  "abandoned", // the caller hung up while it rang, or while no loss explains the silence
  "unauthorized", // 401 or 407: the server accepted none of the nonces that it was shown
  "flowMissing", // no connection led to the user, or the NAT before him let nothing in
] as const;
/** Why a call failed. */
export type Cause = (typeof CAUSES)[number];
export const causeIndex = (cause: Cause): number => CAUSES.indexOf(cause);

/** Why a message failed that the network did not deliver. */
export const CAUSE_OF_LOSS: Readonly<Record<LossReason, Cause>> = {
  linkLoss: "linkLoss",
  unreachable: "nodeDown",
  partition: "partition",
  flowMissing: "flowMissing",
};

/** Whatever else comes from the callee declines the call. */
const CAUSE_OF_STATUS: Partial<Record<Status, Cause>> = {
  404: "bindingMissing",
  500: "databaseFailure",
  503: "noProxy",
  487: "abandoned",
  408: "timeout",
  401: "unauthorized",
  407: "unauthorized",
  430: "flowMissing",
  481: "dialogLost",
};
const REFUSED_BY = STATUS.map((status, i) =>
  causeIndex(i === OVERLOADED ? "overload" : (CAUSE_OF_STATUS[status] ?? "busy")),
);
/** Why a call failed that a final response has ended, by the number of the response in the envelope. */
export const causeOfRefusal = (status: number): number => REFUSED_BY[status]!;

const NONE = 0;
const DIALOG_LOST = causeIndex("dialogLost");
/** Causes that drop calls which have been answered. */
export const DROPS = ["dialogLost", "mediaLost", "refreshFailed"] as const satisfies readonly Cause[];
const DROPPING: ReadonlySet<number> = new Set(DROPS.map(causeIndex));

/**
 * The ledger of all calls of one replication. Each call is opened once and closed once, in success, with a cause, or because the
 * run has ended; `audit` says so at the end of every run.
 */
export class Calls {
  /** Calls created so far; they are numbered from 0. */
  created = 0;
  /** Hears of each call that ends, for a trace. */
  ended: ((call: number) => void) | null = null;
  open = 0;
  successful = 0;
  failed = 0;
  /** Calls that were under way when the run ended, and those of them whose INVITE had not been answered. */
  unfinished = 0;
  unfinishedUnanswered = 0;
  /** Calls whose INVITE was answered by a 200. */
  answeredCount = 0;
  /** Failed calls by cause, in the order of `CAUSES`. */
  readonly failedBy = new Float64Array(CAUSES.length);
  /** Those of them that had been answered and were dropped in progress. */
  dropped = 0;
  /** Failed calls by cause that were never answered. */
  readonly unansweredBy = new Float64Array(CAUSES.length);

  startedAt = new Float64Array(1024);
  state = new Uint8Array(1024);
  /** Cause of the last loss that hit the call; it becomes the cause of failure if the call does not recover. */
  blame = new Uint8Array(1024);
  /** Address the caller aims at. */
  target = new Uint16Array(1024);
  callee = new Int32Array(1024);
  /** Tickets of the time-outs of the call and of its transaction (timers B and F); −1 while none is armed. */
  timeout = new Float64Array(1024);
  transaction = new Float64Array(1024);
  /** Which of several contacts has answered, by number from 1; 0: nobody yet, or there is one. */
  contact = new Uint8Array(1024);
  /** What the callee has done: see `UserAgentServer`. */
  answered = new Uint8Array(1024);
  /** Kept only where single calls are asked for. */
  times: CallTimes | null = null;

  reset(): void {
    this.created = this.open = this.successful = this.failed = this.dropped = this.answeredCount = 0;
    this.unfinished = this.unfinishedUnanswered = 0;
    this.failedBy.fill(0);
    this.unansweredBy.fill(0);
  }

  /** Opens a call; returns its number. */
  begin(now: number, target: number, callee: number): number {
    const call = this.created++;
    if (call === this.state.length) this.#grow();
    this.startedAt[call] = now;
    this.state[call] = CallState.CALLING;
    this.blame[call] = NONE;
    this.target[call] = target;
    this.callee[call] = callee;
    this.timeout[call] = -1;
    this.transaction[call] = -1;
    this.answered[call] = 0;
    this.contact[call] = 0;
    this.times?.begin(call);
    this.open++;
    return call;
  }

  /** Where a request of a call's caller goes. @param extra what it says besides; who has answered one of several contacts names it */
  envelope(call: number, extra: number): number {
    const contact = this.contact[call]!;
    return envelopeOf(this.target[call]!, 0, contact === 0 ? extra : toContact(contact));
  }

  isOpen(call: number): boolean {
    return this.state[call]! < CallState.SUCCESSFUL;
  }

  /** The INVITE of a call has its 200: what was lost before has done no harm. */
  answer(call: number): void {
    this.state[call] = CallState.CONFIRMED;
    this.blame[call] = NONE;
    this.answeredCount++;
  }

  succeed(call: number): void {
    this.#close(call, CallState.SUCCESSFUL);
    this.successful++;
    this.ended?.(call);
  }

  /** Ends a call in failure. What was blamed last is the cause; `otherwise` if nothing was lost. */
  fail(call: number, otherwise: number): void {
    const cause = this.blame[call] === NONE ? otherwise : this.blame[call]!;
    if (this.state[call]! < CallState.CONFIRMED) this.unansweredBy[cause]!++;
    else if (DROPPING.has(cause)) this.dropped++;
    this.#close(call, CallState.FAILED);
    this.blame[call] = cause;
    this.failed++;
    this.failedBy[cause]!++;
    this.ended?.(call);
  }

  /** Nobody knows the dialog of a call any more: a call in progress is dropped, whenever its users come to know. */
  loseDialog(call: number): void {
    if (this.state[call] === CallState.CONFIRMED) this.blame[call] = DIALOG_LOST;
  }

  /** Somebody knows it after all. */
  findDialog(call: number): void {
    if (this.blame[call] === DIALOG_LOST && this.isOpen(call)) this.blame[call] = NONE;
  }

  /** A message of a call was lost; a lost dialog is worse than that. */
  lose(call: number, cause: number): void {
    if (this.blame[call] !== DIALOG_LOST) this.blame[call] = cause;
  }

  /** Open calls of which a message or the dialog was lost: they succeed only if somebody sends again. Looks back no further than the first open call. */
  get openWithLoss(): number {
    let count = 0;
    for (let call = this.created - 1, open = this.open; open > 0; call--)
      if (this.isOpen(call)) {
        open--;
        if (this.blame[call] !== NONE) count++;
      }
    return count;
  }

  /** Open calls of which a message was lost that somebody will send again. @param goesOn as for `closeAll` */
  beingRepaired(goesOn: (call: number) => boolean): number {
    let count = 0;
    for (let call = 0; call < this.created; call++)
      if (this.isOpen(call) && this.blame[call] !== NONE && this.blame[call] !== DIALOG_LOST && goesOn(call)) count++;
    return count;
  }

  /**
   * Closes what is still open when the run ends. Who has lost nothing is unfinished, and so is who repairs the loss still; who
   * would wait for ever for what was lost has failed, and so has a call whose dialog is lost.
   *
   * @param goesOn whether the caller or the callee of an open call will do something yet
   */
  closeAll(goesOn: (call: number) => boolean): void {
    for (let call = 0; call < this.created; call++) {
      if (!this.isOpen(call)) continue;
      if (this.blame[call] === DIALOG_LOST || (this.blame[call] !== NONE && !goesOn(call))) {
        this.fail(call, NONE);
        continue;
      }
      if (this.state[call]! < CallState.CONFIRMED) this.unfinishedUnanswered++;
      this.#close(call, CallState.UNFINISHED);
      this.unfinished++;
    }
  }

  /**
   * Conservation: every call is successful, failed with one cause, or unfinished.
   * @throws Error saying what does not add up
   */
  audit(): void {
    let successful = 0;
    let failed = 0;
    let unfinished = 0;
    for (let call = 0; call < this.created; call++) {
      if (this.state[call] === CallState.SUCCESSFUL) successful++;
      else if (this.state[call] === CallState.FAILED && this.blame[call] !== NONE) failed++;
      else if (this.state[call] === CallState.UNFINISHED) unfinished++;
    }
    const byCause = this.failedBy.reduce((sum, n) => sum + n, 0);
    const sound =
      this.open === 0 &&
      successful + failed + unfinished === this.created &&
      unfinished === this.unfinished &&
      successful === this.successful &&
      failed === this.failed &&
      byCause === failed;
    if (!sound)
      throw new Error(
        `calls are not conserved: ${this.created} created, ${successful} successful, ${failed} failed, ${byCause} by cause, ${unfinished} unfinished, ${this.open} open`,
      );
  }

  #close(call: number, state: number): void {
    if (!this.isOpen(call)) throw new Error(`call ${call} ended twice`);
    this.state[call] = state;
    this.times?.ended(call);
    this.open--;
  }

  #grow(): void {
    const wide = <T extends Float64Array | Uint8Array | Uint16Array | Int32Array>(old: T): T =>
      grown(old, 2 * old.length);
    this.startedAt = wide(this.startedAt);
    this.state = wide(this.state);
    this.blame = wide(this.blame);
    this.target = wide(this.target);
    this.callee = wide(this.callee);
    this.timeout = wide(this.timeout);
    this.transaction = wide(this.transaction);
    this.answered = wide(this.answered);
    this.contact = wide(this.contact);
  }
}

/** Cancels the time-out of a call, if one is armed. */
export function disarm(lane: Lane | null, tickets: Float64Array, call: number): void {
  const ticket = tickets[call]!;
  if (ticket < 0) return;
  lane!.cancel(ticket);
  tickets[call] = -1;
}

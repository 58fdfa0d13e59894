import { grown } from "./growing.ts";

/** Challenges of one request that a client answers before it gives up: PJSIP's limit (PJSIP_MAX_STALE_COUNT). */
const CHALLENGES_MAX = 3;

/** Nobody: a client without a nonce. */
const NOBODY = 0;

/** What a client does with a challenge: it sends the request again, with credentials; or nothing, for it is a copy; or it gives up. */
export type Response = "again" | "copy" | "too many";

/**
 * The nonces of clients of one kind (callers by call, registrants by registration): the one that each holds, and the one last sent to
 * it, which may have been lost. Issuers are numbered from 1; a process that starts again is another.
 */
export class Nonces {
  #held = new Uint32Array(0);
  #heldSince = new Float64Array(0);
  #isSpent = new Uint8Array(0);
  #sent = new Uint32Array(0);
  #sentAt = new Float64Array(0);
  #answered = new Uint32Array(0);
  #answeredBefore = new Uint32Array(0);

  reset(): void {
    this.#held.fill(NOBODY);
    this.#answered.fill(0);
    this.#answeredBefore.fill(0);
  }

  /** Whether a client shows credentials with its requests. */
  isHeld(client: number): boolean {
    return client < this.#held.length && this.#held[client] !== NOBODY;
  }

  /** Challenges that a client has answered. */
  answered(client: number): number {
    return client < this.#held.length ? this.#answered[client]! : 0;
  }

  /** A client begins another request. */
  begin(client: number): void {
    if (client < this.#held.length) this.#answeredBefore[client] = this.#answered[client]!;
  }

  /**
   * A challenge has reached its client.
   *
   * @param isStale whether the request had shown credentials
   */
  answer(client: number, isStale: boolean): Response {
    if (!isStale && this.isHeld(client)) return "copy";
    if (this.#answered[client]! - this.#answeredBefore[client]! >= CHALLENGES_MAX) return "too many";
    this.#answered[client]!++;
    this.#held[client] = this.#sent[client]!;
    this.#heldSince[client] = this.#sentAt[client]!;
    this.#isSpent[client] = 0;
    return "again";
  }

  /** A server sends a client a new nonce at a time [s]. */
  issue(client: number, issuer: number, now: number): void {
    if (client >= this.#held.length) this.#grow(client + 1);
    this.#sent[client] = issuer;
    this.#sentAt[client] = now;
  }

  /** Who made the nonce that a client holds, when [s], and whether a request with it was accepted. */
  issuer(client: number): number {
    return this.#held[client]!;
  }

  since(client: number): number {
    return this.#heldSince[client]!;
  }

  isSpent(client: number): boolean {
    return this.#isSpent[client] === 1;
  }

  spend(client: number): void {
    this.#isSpent[client] = 1;
  }

  #grow(length: number): void {
    this.#held = grown(this.#held, length);
    this.#heldSince = grown(this.#heldSince, length);
    this.#isSpent = grown(this.#isSpent, length);
    this.#sent = grown(this.#sent, length);
    this.#sentAt = grown(this.#sentAt, length);
    this.#answered = grown(this.#answered, length);
    this.#answeredBefore = grown(this.#answeredBefore, length);
  }
}

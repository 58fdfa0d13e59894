/** SIP in a stream of TCP: segments put in order, messages told apart by Content-Length (RFC 3261, section 18.3). */
import type { Segment } from "./segments.ts";
import { bodyLength, START } from "./sip-text.ts";

/** Bytes that wait for a gap to be closed: beyond, the gap was not captured, and reading goes on behind it. */
const WAITING_MAX = 1 << 18;
/** A message of more is none. */
const MESSAGE_MAX = 1 << 18;
/** Bytes without a SIP message after which a stream is taken for something else, such as TLS. */
const STRANGE_MAX = 1 << 14;

/** One direction of one connection. */
export class SipStream {
  #next: number | null = null;
  #waiting = new Map<number, Uint8Array>();
  #waitingBytes = 0;
  #text = "";
  #strange = 0;

  /** Whether it has carried so much that is no SIP that it is taken for something else. */
  get isStrange(): boolean {
    return this.#strange > STRANGE_MAX;
  }

  /** The messages that this segment completes. */
  add({ tcp, payload }: Segment): string[] {
    const { sequence, isSyn } = tcp!;
    if (isSyn) {
      this.#restart((sequence + 1) >>> 0);
      return [];
    }
    if (this.isStrange || payload.length === 0) return [];
    this.#next ??= sequence;
    this.#keep(sequence, payload);
    this.#advance();
    if (this.#waitingBytes > WAITING_MAX) {
      const [nearest] = [...this.#waiting.keys()].sort((a, b) => this.#ahead(a) - this.#ahead(b));
      this.#text = "";
      this.#next = nearest!;
      this.#advance();
    }
    return this.#messages();
  }

  #restart(next: number): void {
    this.#next = next;
    this.#waiting = new Map();
    this.#waitingBytes = 0;
    this.#text = "";
  }

  /** How far ahead of what is awaited a byte lies; negative for what has come before. Sequence numbers go round. */
  readonly #ahead = (sequence: number): number => (sequence - this.#next!) | 0;

  #keep(sequence: number, payload: Uint8Array): void {
    const before = this.#waiting.get(sequence)?.length ?? 0;
    if (this.#ahead(sequence) + payload.length <= 0 || payload.length <= before) return;
    this.#waiting.set(sequence, payload);
    this.#waitingBytes += payload.length - before;
  }

  #advance(): void {
    for (let found = true; found; ) {
      found = false;
      for (const [sequence, payload] of this.#waiting) {
        const ahead = this.#ahead(sequence);
        if (ahead > 0) continue;
        this.#waiting.delete(sequence);
        this.#waitingBytes -= payload.length;
        if (-ahead >= payload.length) continue;
        this.#text += Buffer.from(payload.subarray(-ahead)).toString("latin1");
        this.#next = (this.#next! + payload.length + ahead) >>> 0;
        found = true;
      }
    }
  }

  #messages(): string[] {
    const messages: string[] = [];
    for (;;) {
      this.#text = this.#text.replace(/^[\r\n\0 ]+/, "");
      if (!START.test(this.#text)) {
        const next = this.#text.search(/\n(?:[A-Z]{2,20} sips?:|SIP\/2\.0 \d)/);
        if (next < 0) {
          if (this.#text.includes("\n") || this.#text.length > 64) this.#drop(this.#text.length);
          return messages;
        }
        this.#drop(next + 1);
        continue;
      }
      const head = this.#text.indexOf("\r\n\r\n");
      if (head < 0) {
        if (this.#text.length > MESSAGE_MAX) this.#drop(this.#text.length);
        return messages;
      }
      const end = head + 4 + bodyLength(this.#text.slice(0, head));
      if (end > MESSAGE_MAX) this.#drop(this.#text.length);
      if (end > this.#text.length) return messages;
      messages.push(this.#text.slice(0, end));
      this.#text = this.#text.slice(end);
      this.#strange = 0;
    }
  }

  #drop(bytes: number): void {
    this.#strange += bytes;
    this.#text = this.#text.slice(bytes);
  }
}

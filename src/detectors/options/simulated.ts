import { signal } from "../../ha/signal.ts";
import type { EventCode } from "../../kernel/engine.ts";
import { envelopeOf } from "../../network/message.ts";
import { Kind } from "../../sip/message.ts";
import type { Mechanism, RunningDetector, Surroundings } from "../mechanism.ts";
import type { Options } from "./description.ts";

/** Requests of one pair are numbered modulo this. */
const NUMBERS = 256;

/**
 * SIP OPTIONS requests from watcher to watched (RFC 3261 §11), as the dispatcher modules of Kamailio and OpenSIPS send them: a
 * request queues with the traffic of the watched node and is answered by one of its workers, and the answer queues at the
 * watcher. So an overloaded server may be considered down, and one whose process hangs is noticed.
 *
 * Detection after a death is U(0, d) + (k − 1)d + to. A request is sent once: retransmission (timer E) is not modelled.
 */
class OptionsPing implements RunningDetector {
  readonly #with: Surroundings;
  readonly #options: Options;
  /** Per pair (watcher, watched): the number of the last request, failures and answers in a row, whether it is considered down. */
  readonly #number: Uint8Array;
  readonly #missed: Int32Array;
  readonly #answered: Int32Array;
  readonly #dead: Uint8Array;
  /** Per pair and number: whether the request still waits for its answer. */
  readonly #open: Uint8Array;
  readonly #ping: EventCode;
  readonly #timedOut: EventCode;

  constructor(surroundings: Surroundings, options: Options) {
    this.#with = surroundings;
    this.#options = options;
    const { engine, channel, watchers, watched } = surroundings;
    const pairs = watchers.length * watched.length;
    this.#number = new Uint8Array(pairs);
    this.#missed = new Int32Array(pairs);
    this.#answered = new Int32Array(pairs);
    this.#dead = new Uint8Array(pairs);
    this.#open = new Uint8Array(pairs * NUMBERS);
    this.#ping = engine.register("OPTIONS ping", (pair) => this.#send(pair));
    this.#timedOut = engine.register("OPTIONS timed out", (pair, number) => {
      if (this.#open[pair * NUMBERS + number] === 0) return;
      this.#open[pair * NUMBERS + number] = 0;
      this.#miss(pair);
    });
    for (const [i, watcher] of watchers.entries())
      for (const j of watched.keys())
        watcher.listen(Kind.OK_OPTIONS, channel + j, (_, number) => this.#hear(i * watched.length + j, number));
  }

  start(): void {
    const { engine, phase } = this.#with;
    for (const state of [this.#number, this.#missed, this.#answered, this.#dead, this.#open]) state.fill(0);
    for (let pair = 0; pair < this.#dead.length; pair++)
      if (this.#watcher(pair) !== this.#watched(pair))
        engine.after(phase(pair, this.#options.interval) * this.#options.interval, this.#ping, pair, 0);
  }

  #send(pair: number): void {
    const { engine, network, channel, watched } = this.#with;
    engine.lane(this.#options.interval).send(this.#ping, pair, 0);
    const watcher = this.#watcher(pair);
    if (!watcher.works) return;
    const number = (this.#number[pair]! + 1) % NUMBERS;
    this.#number[pair] = number;
    this.#open[pair * NUMBERS + number] = 1;
    engine.lane(this.#options.timeout).send(this.#timedOut, pair, number);
    const request = signal(Kind.OPTIONS, channel + (pair % watched.length), watcher.host, number);
    network.send(watcher.host, request, envelopeOf(this.#watched(pair).host, watcher.host));
  }

  #hear(pair: number, number: number): void {
    if (this.#open[pair * NUMBERS + number] === 0) return; // it came too late
    this.#open[pair * NUMBERS + number] = 0;
    this.#missed[pair] = 0;
    if (this.#dead[pair] === 0 || ++this.#answered[pair]! < this.#options.answers) return;
    this.#dead[pair] = 0;
    this.#with.recovered(this.#watcher(pair), this.#watched(pair));
  }

  #miss(pair: number): void {
    this.#answered[pair] = 0;
    if (!this.#watcher(pair).works || ++this.#missed[pair]! < this.#options.misses || this.#dead[pair] === 1) return;
    this.#dead[pair] = 1;
    this.#with.verdict(this.#watcher(pair), this.#watched(pair));
  }

  readonly #watcher = (pair: number) => this.#with.watchers[Math.floor(pair / this.#with.watched.length)]!;
  readonly #watched = (pair: number) => this.#with.watched[pair % this.#with.watched.length]!;
}

export const options: Mechanism<Options> = {
  make: (surroundings, detector) => new OptionsPing(surroundings, detector),
  sign: () => ({ by: "SIP" }),
  says: {},
  wire: (_, __, ___, from) => ({ text: `OPTIONS from ${from}` }),
};

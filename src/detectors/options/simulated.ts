import { signal } from "../../ha/signal.ts";
import type { EventCode } from "../../kernel/engine.ts";
import { envelopeOf, extraOf } from "../../network/message.ts";
import { Kind, STATUS } from "../../sip/message.ts";
import { RFC3261, timerE } from "../../sip/timers.ts";
import type { DetectorMechanism, DetectorSurroundings, RunningDetector } from "../mechanism.ts";
import { Inquiry, NUMBERS } from "./core.ts";
import { countsAsAnswer, type Options } from "./description.ts";

/**
 * SIP OPTIONS requests from watcher to watched (RFC 3261 §11), as the dispatcher modules of Kamailio and OpenSIPS send them: a
 * request queues with the traffic of the watched node and is answered by one of its workers, and the answer queues at the
 * watcher. So an overloaded server may be considered down, and one whose process hangs is noticed.
 *
 * Detection after a death is U(0, d) + (k − 1)d + to. Each request is a transaction over UDP: sent again by timer E until it is answered or
 * given up (RFC 3261 §17.1.2), so that a node that comes back may answer one that it has missed.
 */
class OptionsPing implements RunningDetector {
  readonly #with: DetectorSurroundings;
  readonly #options: Options;
  /** Per pair (watcher, watched): what became of the requests. */
  #inquiries: readonly Inquiry[] = [];
  readonly #ping: EventCode;
  readonly #timedOut: EventCode;
  readonly #repeat: EventCode;

  constructor(surroundings: DetectorSurroundings, options: Options) {
    this.#with = surroundings;
    this.#options = options;
    const { engine, channel, watchers, watched } = surroundings;
    this.#ping = engine.register("OPTIONS ping", (pair) => this.#ask(pair));
    this.#timedOut = engine.register("OPTIONS timed out", (pair, number) => this.#fails(pair, number));
    this.#repeat = engine.register("OPTIONS again", (pair, copy) =>
      this.#sendAgain(pair, copy % NUMBERS, Math.floor(copy / NUMBERS)),
    );
    for (const [i, watcher] of watchers.entries()) {
      watcher.onStart(() => this.#startAgain(i));
      for (const j of watched.keys()) {
        const pair = i * watched.length + j;
        watcher.listen(Kind.OK_OPTIONS, channel + j, (_, number) => this.#hear(pair, number));
        watcher.listen(Kind.FAIL_OPTIONS, channel + j, (_, number, envelope) => {
          if (countsAsAnswer(options, STATUS[extraOf(envelope)]!)) this.#hear(pair, number);
          else this.#fails(pair, number);
        });
      }
    }
  }

  start(): void {
    const { engine, phase, watchers, watched } = this.#with;
    this.#inquiries = Array.from({ length: watchers.length * watched.length }, () => new Inquiry(this.#options));
    for (const pair of this.#inquiries.keys())
      if (this.#watcher(pair) !== this.#watched(pair))
        engine.after(phase(pair, this.#options.interval) * this.#options.interval, this.#ping, pair, 0);
  }

  /** A watcher starts again with nothing in its memory: it takes everybody for alive. */
  #startAgain(i: number): void {
    const { watchers, watched, forgot } = this.#with;
    for (const [j, node] of watched.entries())
      if (this.#inquiries[i * watched.length + j]!.forget()) forgot(watchers[i]!, node);
  }

  #ask(pair: number): void {
    const { engine } = this.#with;
    engine.lane(this.#options.interval).send(this.#ping, pair, 0);
    const watcher = this.#watcher(pair);
    if (!watcher.works) return;
    if (this.#options.asks !== "all" && !this.#with.isMarked(watcher, this.#watched(pair))) return;
    const number = this.#inquiries[pair]!.ask();
    engine.lane(this.#options.timeout).send(this.#timedOut, pair, number);
    this.#send(pair, number);
    this.#goesOn(pair, number, 1);
  }

  #send(pair: number, number: number): void {
    const { network, channel, watched } = this.#with;
    const watcher = this.#watcher(pair);
    if (this.#options.source === "virtual address" && network.addresses.of(watcher.host).length === 0) return;
    const request = signal(Kind.OPTIONS, channel + (pair % watched.length), watcher.host, number);
    network.send(watcher.host, request, envelopeOf(this.#watched(pair).host, watcher.host));
  }

  /** The n-th copy of a request is due, in the time of timer E. */
  #goesOn(pair: number, number: number, n: number): void {
    const wait = timerE(RFC3261, n);
    if (wait < this.#options.timeout) this.#with.engine.lane(wait).send(this.#repeat, pair, n * NUMBERS + number);
  }

  #sendAgain(pair: number, number: number, n: number): void {
    if (!this.#inquiries[pair]!.waits(number)) return;
    if (this.#watcher(pair).works) this.#send(pair, number);
    this.#goesOn(pair, number, n + 1);
  }

  /** A request is refused, or its time is over. */
  #fails(pair: number, number: number): void {
    const [watcher, watched] = [this.#watcher(pair), this.#watched(pair)];
    const inquiry = this.#inquiries[pair]!;
    if (inquiry.waits(number) && this.#options.asks === "marked once") this.#with.unmark(watcher, watched);
    if (inquiry.timedOut(number, watcher.works)) this.#with.verdict(watcher, watched);
  }

  #hear(pair: number, number: number): void {
    this.#with.answered(this.#watcher(pair), this.#watched(pair));
    if (this.#inquiries[pair]!.answered(number)) this.#with.recovered(this.#watcher(pair), this.#watched(pair));
  }

  readonly #watcher = (pair: number) => this.#with.watchers[Math.floor(pair / this.#with.watched.length)]!;
  readonly #watched = (pair: number) => this.#with.watched[pair % this.#with.watched.length]!;
}

export const options: DetectorMechanism<Options> = {
  make: (surroundings, detector) => new OptionsPing(surroundings, detector),
  sign: () => ({ by: "SIP" }),
  says: {},
  wire: (_, __, ___, from) => ({ text: `OPTIONS from ${from}` }),
};

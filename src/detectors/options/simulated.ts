import { signal } from "../../ha/signal.ts";
import type { EventCode } from "../../kernel/engine.ts";
import { envelopeOf } from "../../network/message.ts";
import { Kind } from "../../sip/message.ts";
import type { DetectorMechanism, DetectorSurroundings, RunningDetector } from "../mechanism.ts";
import { Inquiry } from "./core.ts";
import type { Options } from "./description.ts";

/**
 * SIP OPTIONS requests from watcher to watched (RFC 3261 §11), as the dispatcher modules of Kamailio and OpenSIPS send them: a
 * request queues with the traffic of the watched node and is answered by one of its workers, and the answer queues at the
 * watcher. So an overloaded server may be considered down, and one whose process hangs is noticed.
 *
 * Detection after a death is U(0, d) + (k − 1)d + to. A request is sent once: retransmission (timer E) is not modelled.
 */
class OptionsPing implements RunningDetector {
  readonly #with: DetectorSurroundings;
  readonly #options: Options;
  /** Per pair (watcher, watched): what became of the requests. */
  #inquiries: readonly Inquiry[] = [];
  readonly #ping: EventCode;
  readonly #timedOut: EventCode;

  constructor(surroundings: DetectorSurroundings, options: Options) {
    this.#with = surroundings;
    this.#options = options;
    const { engine, channel, watchers, watched } = surroundings;
    this.#ping = engine.register("OPTIONS ping", (pair) => this.#send(pair));
    this.#timedOut = engine.register("OPTIONS timed out", (pair, number) => {
      if (this.#inquiries[pair]!.timedOut(number, this.#watcher(pair).works))
        this.#with.verdict(this.#watcher(pair), this.#watched(pair));
    });
    for (const [i, watcher] of watchers.entries())
      for (const j of watched.keys())
        watcher.listen(Kind.OK_OPTIONS, channel + j, (_, number) => this.#hear(i * watched.length + j, number));
  }

  start(): void {
    const { engine, phase, watchers, watched } = this.#with;
    this.#inquiries = Array.from({ length: watchers.length * watched.length }, () => new Inquiry(this.#options));
    for (const pair of this.#inquiries.keys())
      if (this.#watcher(pair) !== this.#watched(pair))
        engine.after(phase(pair, this.#options.interval) * this.#options.interval, this.#ping, pair, 0);
  }

  #send(pair: number): void {
    const { engine, network, channel, watched } = this.#with;
    engine.lane(this.#options.interval).send(this.#ping, pair, 0);
    const watcher = this.#watcher(pair);
    if (!watcher.works) return;
    const number = this.#inquiries[pair]!.ask();
    engine.lane(this.#options.timeout).send(this.#timedOut, pair, number);
    const request = signal(Kind.OPTIONS, channel + (pair % watched.length), watcher.host, number);
    network.send(watcher.host, request, envelopeOf(this.#watched(pair).host, watcher.host));
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

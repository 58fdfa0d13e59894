import { hostOf, REFUSED, signal } from "../../ha/signal.ts";
import type { EventCode } from "../../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf } from "../../network/message.ts";
import type { Mechanism, RunningDetector, Surroundings } from "../mechanism.ts";
import type { Poll as Described } from "./description.ts";

/** Kinds of its messages. Both name the asker; which of the watched is asked is told by their channel. */
const PROBE = 21;
const PROBE_ANSWER = 22;

/**
 * Active polling, as Keepalived checks its real servers: a TCP connection every `interval`, dead after a time-out and the
 * same for each retry. Detection after a host's death is U(0, d) + to + r·(w + to); a dead process on a living host refuses
 * the connection at once, which saves the time-outs. Checks are answered by the host's kernel, not by a SIP worker: an
 * overloaded server passes them.
 */
class Poll implements RunningDetector {
  readonly #with: Surroundings;
  readonly #options: Described;
  /** Per pair (watcher, watched): the running number of the try, tries failed in a row, whether it is considered down. */
  readonly #serial: Uint8Array;
  readonly #failures: Int32Array;
  readonly #dead: Uint8Array;
  /** Per pair: whether a check is under way. One that takes longer than the interval is not overtaken by the next. */
  readonly #busy: Uint8Array;
  /** Per watcher: how often its clock was started again; checks of an earlier one are none. */
  readonly #life: Int32Array;
  readonly #check: EventCode;
  readonly #retry: EventCode;
  readonly #timedOut: EventCode;

  constructor(surroundings: Surroundings, options: Described) {
    this.#with = surroundings;
    this.#options = options;
    const { engine, network, channel, watchers, watched } = surroundings;
    const n = watched.length;
    this.#serial = new Uint8Array(watchers.length * n);
    this.#failures = new Int32Array(watchers.length * n);
    this.#dead = new Uint8Array(watchers.length * n);
    this.#busy = new Uint8Array(watchers.length * n);
    this.#life = new Int32Array(watchers.length);
    this.#check = engine.register("check", (pair, life) => {
      const i = Math.floor(pair / n);
      if (!watchers[i]!.running || life !== this.#life[i]) return;
      engine.lane(options.interval).send(this.#check, pair, life);
      if (this.#busy[pair] === 1) return;
      this.#busy[pair] = 1;
      this.#failures[pair] = 0;
      this.#try(pair);
    });
    this.#retry = engine.register("check again", (pair) => this.#try(pair));
    this.#timedOut = engine.register("check timed out", (pair, serial) => {
      if (this.#serial[pair] === serial) this.#failed(pair);
    });
    for (const [i, watcher] of watchers.entries()) {
      watcher.onStart(() => this.#startAgain(i));
      for (const j of watched.keys())
        watcher.listen(PROBE_ANSWER, channel + j, (_, serial, envelope) =>
          this.#answered(i * n + j, serial, extraOf(envelope)),
        );
    }
    for (const node of watched) {
      const answer = (probe: number, says: number) =>
        network.send(node.host, messageOf(PROBE_ANSWER, subjectOf(probe)), envelopeOf(hostOf(probe), 0, says));
      node.on(PROBE, (probe) => answer(probe, 0), { refuse: (probe) => answer(probe, REFUSED) });
    }
  }

  start(): void {
    const { engine, phase, watchers, watched } = this.#with;
    this.#serial.fill(0);
    this.#failures.fill(0);
    this.#dead.fill(0);
    this.#busy.fill(0);
    this.#life.fill(0);
    for (let pair = 0; pair < watchers.length * watched.length; pair++)
      engine.after(phase(pair, this.#options.interval) * this.#options.interval, this.#check, pair, 0);
  }

  /** A watcher starts again: it takes everybody for alive, and checks at once. */
  #startAgain(i: number): void {
    const { engine, watchers, watched, recovered } = this.#with;
    this.#life[i]!++;
    for (let j = 0; j < watched.length; j++) {
      const pair = i * watched.length + j;
      this.#serial[pair] = (this.#serial[pair]! + 1) & 0xff;
      this.#busy[pair] = 0;
      engine.after(0, this.#check, pair, this.#life[i]!);
      if (this.#dead[pair] === 0) continue;
      this.#dead[pair] = 0;
      recovered(watchers[i]!, watched[j]!);
    }
  }

  #try(pair: number): void {
    const { engine, network, channel, watchers, watched } = this.#with;
    const j = pair % watched.length;
    const watcher = watchers[Math.floor(pair / watched.length)]!;
    if (!watcher.running) return;
    const serial = (this.#serial[pair]! + 1) & 0xff;
    this.#serial[pair] = serial;
    engine.lane(this.#options.timeout).send(this.#timedOut, pair, serial);
    network.send(watcher.host, signal(PROBE, channel + j, watcher.host, serial), watched[j]!.host);
  }

  #answered(pair: number, serial: number, extra: number): void {
    if (this.#serial[pair] !== serial) return; // an answer that came too late
    if (extra === REFUSED) {
      this.#failed(pair);
      return;
    }
    this.#serial[pair] = (serial + 1) & 0xff; // the time-out finds nothing to do
    this.#busy[pair] = 0;
    if (this.#dead[pair] === 0) return;
    this.#dead[pair] = 0;
    const { watchers, watched, recovered } = this.#with;
    recovered(watchers[Math.floor(pair / watched.length)]!, watched[pair % watched.length]!);
  }

  #failed(pair: number): void {
    const { engine, watchers, watched, verdict } = this.#with;
    this.#serial[pair] = (this.#serial[pair]! + 1) & 0xff;
    const watcher = watchers[Math.floor(pair / watched.length)]!;
    if (!watcher.running) return;
    if (this.#failures[pair]!++ < this.#options.retries) {
      engine.lane(this.#options.retryDelay).send(this.#retry, pair, 0);
      return;
    }
    this.#busy[pair] = 0;
    if (this.#dead[pair] === 1) return;
    this.#dead[pair] = 1;
    verdict(watcher, watched[pair % watched.length]!);
  }
}

export const poll: Mechanism<Described> = {
  make: (surroundings, detector) => new Poll(surroundings, detector),
  sign: ({ timeout }) => ({ by: "answer", timeout, isQuestion: (message) => kindOf(message) === PROBE }),
  says: { [PROBE]: "probe", [PROBE_ANSWER]: "probe answer" },
  wire: (_, message, envelope) => ({
    segment: kindOf(message) === PROBE ? "SYN" : extraOf(envelope) === REFUSED ? "RST_ACK" : "SYN_ACK",
  }),
};

import { hostOf, REFUSED, signal } from "../../ha/signal.ts";
import type { EventCode } from "../../kernel/engine.ts";
import { envelopeOf, extraOf, kindOf, messageOf, subjectOf } from "../../network/message.ts";
import type { DetectorMechanism, DetectorSurroundings, RunningDetector } from "../mechanism.ts";
import { Checks, type Outcome } from "./core.ts";
import type { Poll as Described } from "./description.ts";

/** Kinds of its messages. Both name the asker; which of the watched is asked is told by their channel. */
const PROBE = 21;
const PROBE_ANSWER = 22;

/**
 * Active polling, as Keepalived, HAProxy and load balancers of clouds check their servers: a TCP connection every `interval`, failed
 * after a time-out and the same for each retry. Detection after a host's death is U(0, d) + to + r·(w + to), and `fall` − 1 times the way
 * from one failed check to the next; a dead process on a living host refuses the connection at once, which saves the time-outs. Checks are
 * answered by the host's kernel, not by a SIP worker: an overloaded server passes them.
 */
class Poll implements RunningDetector {
  readonly #with: DetectorSurroundings;
  readonly #options: Described;
  /** Per pair (watcher, watched): what became of the checks. */
  #checks: readonly Checks[] = [];
  /** Per watcher: how often its clock was started again; checks of an earlier one are none. */
  readonly #life: Int32Array;
  readonly #check: EventCode;
  readonly #retry: EventCode;
  readonly #timedOut: EventCode;

  constructor(surroundings: DetectorSurroundings, options: Described) {
    this.#with = surroundings;
    this.#options = options;
    const { engine, network, channel, watchers, watched } = surroundings;
    const n = watched.length;
    this.#life = new Int32Array(watchers.length);
    this.#check = engine.register("check", (pair, life) => {
      const i = Math.floor(pair / n);
      if (!watchers[i]!.running || life !== this.#life[i]) return;
      // A check that times out with the next one's beginning is over before it.
      if (this.#checks[pair]!.begins()) this.#try(pair);
      if (options.from === "start") engine.lane(options.interval).send(this.#check, pair, life);
    });
    this.#retry = engine.register("check again", (pair) => this.#try(pair));
    this.#timedOut = engine.register("check timed out", (pair, serial) => this.#failed(pair, serial));
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
    this.#checks = Array.from({ length: watchers.length * watched.length }, () => new Checks(this.#options));
    this.#life.fill(0);
    for (const pair of this.#checks.keys())
      engine.after(phase(pair, this.#options.interval) * this.#options.interval, this.#check, pair, 0);
  }

  /** A watcher starts again: it takes everybody for alive, and checks at once. */
  #startAgain(i: number): void {
    const { engine, watchers, watched, forgot } = this.#with;
    this.#life[i]!++;
    for (let j = 0; j < watched.length; j++) {
      const pair = i * watched.length + j;
      const isBack = this.#checks[pair]!.forget();
      engine.after(0, this.#check, pair, this.#life[i]!);
      if (isBack) forgot(watchers[i]!, watched[j]!);
    }
  }

  #try(pair: number): void {
    const { engine, network, channel, watchers, watched } = this.#with;
    const j = pair % watched.length;
    const watcher = watchers[Math.floor(pair / watched.length)]!;
    if (!watcher.running) return;
    const serial = this.#checks[pair]!.try();
    engine.lane(this.#options.timeout).send(this.#timedOut, pair, serial);
    network.send(watcher.host, signal(PROBE, channel + j, watcher.host, serial), watched[j]!.host);
  }

  #answered(pair: number, serial: number, extra: number): void {
    const { watchers, watched, recovered, answered } = this.#with;
    const [watcher, node] = [watchers[Math.floor(pair / watched.length)]!, watched[pair % watched.length]!];
    if (extra === REFUSED) this.#failed(pair, serial);
    else {
      answered(watcher, node);
      const follows = this.#checks[pair]!.accepted(serial);
      this.#goesOn(pair, follows);
      if (follows === "back") recovered(watcher, node);
    }
  }

  #failed(pair: number, serial: number): void {
    const { engine, watchers, watched, verdict } = this.#with;
    const watcher = watchers[Math.floor(pair / watched.length)]!;
    const follows = this.#checks[pair]!.failed(serial, watcher.running);
    this.#goesOn(pair, follows);
    if (follows === "try again") engine.lane(this.#options.retryDelay).send(this.#retry, pair, 0);
    else if (follows === "dead") verdict(watcher, watched[pair % watched.length]!);
  }

  /** A check may be over: where the interval counts from its end, it begins now. */
  #goesOn(pair: number, follows: Outcome): void {
    const { interval, fastInterval = interval, downInterval = interval, from } = this.#options;
    if (from === "start" || follows === "try again" || follows === "nothing") return;
    const { isInDoubt, opinion } = this.#checks[pair]!;
    const wait = isInDoubt ? fastInterval : opinion === "dead" ? downInterval : interval;
    const i = Math.floor(pair / this.#with.watched.length);
    this.#with.engine.lane(wait).send(this.#check, pair, this.#life[i]!);
  }
}

export const poll: DetectorMechanism<Described> = {
  make: (surroundings, detector) => new Poll(surroundings, detector),
  sign: ({ timeout }) => ({ by: "answer", timeout, isQuestion: (message) => kindOf(message) === PROBE }),
  says: { [PROBE]: "probe", [PROBE_ANSWER]: "probe answer" },
  wire: (_, message, envelope) => ({
    segment: kindOf(message) === PROBE ? "SYN" : extraOf(envelope) === REFUSED ? "RST_ACK" : "SYN_ACK",
  }),
};

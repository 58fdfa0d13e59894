import type { Bystander } from "../../architecture/bystander.ts";
import type { World } from "../../architecture/world.ts";
import { toOf } from "../../network/message.ts";
import type { Tap } from "../../network/tap.ts";
import { type Incident, incidentText, isIncident } from "../../report/trace/words.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { CAUSES, CallState, type Cause } from "../../sip/calls.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Participants } from "../../trace/participants.ts";
import { StateChanges } from "../../trace/state-changes.ts";
import { Suspicions } from "../../trace/suspicion.ts";

/** Something to stop at: what befell nodes, detectors and addresses. Times are seconds since the start. */
export interface Happening {
  readonly time: number;
  readonly kind: Incident["kind"];
  readonly text: string;
}

/** A call that failed, and when it was begun and given up [s]. */
export interface FailedCall {
  readonly call: number;
  readonly begunAt: number;
  readonly time: number;
  readonly cause: Cause;
}

/** What a watcher thinks of another at the moment. */
export interface Belief {
  readonly by: number;
  readonly of: number;
  /** Since when it considers it down [s]. */
  readonly since: number;
}

/** Kept of one run; what comes later is counted. */
const KEPT = 20_000;

/** Writes down what befalls a world while it runs: incidents, calls that failed, and who considers whom down. */
export class Happenings {
  readonly incidents: Happening[] = [];
  readonly failedCalls: FailedCall[] = [];
  readonly beliefs = new Map<string, Belief>();
  /** Incidents and failed calls beyond those that are kept. */
  leftOut = 0;
  readonly #world: World;
  readonly #participants: Participants;
  readonly #changes: StateChanges;
  readonly suspicions: Suspicions;
  #lastLook = 0;

  /** The world must stand at the start of a replication. */
  constructor(world: World, scenario: Scenario, participants: Participants) {
    this.#world = world;
    this.#participants = participants;
    this.#changes = new StateChanges(world, (event) => this.#hear(event));
    this.suspicions = new Suspicions(world, scenario, (time, by, of) =>
      this.#hear({ time, kind: "suspicion", by, of }),
    );
  }

  /** The next event is about to happen, at `now`: what has come of the last is seen. */
  look(now: number): void {
    this.#changes.look(this.#lastLook);
    this.suspicions.look(now);
    this.#lastLook = now;
  }

  readonly tap: Pick<Tap, "sent" | "arrived" | "announced"> = {
    sent: (from, message, envelope) => this.suspicions.sent(this.#now, from, toOf(envelope), message),
    arrived: (host, message, envelope) => this.suspicions.arrived(this.#now, host, message, envelope),
    announced: (address, host) => this.#hear({ time: this.#now, kind: "arp", by: host, address }),
  };

  readonly bystander: Bystander = {
    lost: () => {},
    claimed: () => {},
    verdict: ({ host: by }, { host: of }) => {
      this.beliefs.set(`${by} ${of}`, { by, of, since: this.#now });
      this.#hear({ time: this.#now, kind: "verdict", by, of });
    },
    recovered: ({ host: by }, { host: of }) => {
      this.beliefs.delete(`${by} ${of}`);
      this.#hear({ time: this.#now, kind: "recovery", by, of });
    },
    prioritised: ({ host: by }, priority) => this.#hear({ time: this.#now, kind: "priority", by, priority }),
    quorum: ({ host: by }, has) => this.#hear({ time: this.#now, kind: "quorum", by, has }),
    fencing: ({ host: by }, { host: of }, stage) => this.#hear({ time: this.#now, kind: "fencing", by, of, stage }),
  };

  readonly ended = (call: number): void => {
    const { calls } = this.#world;
    if (calls.state[call] === CallState.SUCCESSFUL) return;
    const cause = CAUSES[calls.blame[call]!]!;
    if (this.failedCalls.length < KEPT)
      this.failedCalls.push({ call, begunAt: calls.startedAt[call]!, time: this.#now, cause });
    else this.leftOut++;
  };

  get #now(): number {
    return this.#world.engine.now;
  }

  #hear(event: TraceEvent): void {
    if (!isIncident(event) || (event.kind === "takeover" && event.stage === "announced")) return;
    const { time, kind } = event;
    if (this.incidents.length < KEPT)
      this.incidents.push({ time, kind, text: incidentText(event, this.#participants) });
    else this.leftOut++;
  }
}

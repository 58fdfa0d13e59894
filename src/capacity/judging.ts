import type { Replicator } from "../experiment/replication.ts";
import { CAUSES, CallState, type Cause } from "../sip/calls.ts";
import { transactionTimeout } from "../sip/timers.ts";
import type { Counted } from "./criteria.ts";

/** What became of those calls or registrations of a replication that began between two moments. */
export interface Outcome {
  readonly made: number;
  /** Those that failed, for which neither caller nor callee had decided. */
  readonly lost: number;
  /** Calls that failed, by cause; of registrations none is known. */
  readonly causes: ReadonlyMap<Cause, number>;
}

/** Watches one replication: told at both moments, it knows the outcome once nothing more comes. */
export interface Judging {
  begin(): void;
  end(): void;
  /**
   * What has still to be done for calls or registrations, of which so many messages wait in queues: those too that a full queue has
   * dropped and somebody will send again.
   */
  behind(waiting: number): number;
  outcome(): Outcome;
}

/** What ends a call without any server's fault. */
const DECIDED: readonly Cause[] = ["busy", "abandoned"];

export const JUDGING: Readonly<Record<Counted, (replicator: Replicator) => Judging>> = {
  calls({ world: { calls, population }, engine, scenario }) {
    let [first, last] = [0, 0];
    return {
      begin: () => {
        first = calls.created;
      },
      end: () => {
        last = calls.created;
      },
      behind: (waiting) =>
        scenario.traffic.retransmission ? waiting + calls.beingRepaired((call) => population.goesOn(call)) : waiting,
      outcome: () => {
        const stop = engine.now + scenario.run.drain;
        if (population.stopWhenDone() && stop > engine.now) engine.run(stop);
        calls.closeAll((call) => population.goesOn(call));
        calls.audit();
        const causes = new Map<Cause, number>();
        for (let call = first; call < last; call++) {
          if (calls.state[call] !== CallState.FAILED) continue;
          const cause = CAUSES[calls.blame[call]!]!;
          causes.set(cause, (causes.get(cause) ?? 0) + 1);
        }
        const lost = [...causes].reduce((sum, [cause, count]) => sum + (DECIDED.includes(cause) ? 0 : count), 0);
        return { made: last - first, lost, causes };
      },
    };
  },

  registrations({ world: { registrations }, engine, scenario }) {
    let [first, last] = [0, 0];
    return {
      begin: () => {
        first = registrations.begun;
      },
      end: () => {
        last = registrations.begun;
      },
      // Of a REGISTER without an answer a copy waits, or its user for the next one.
      behind: (waiting) =>
        scenario.traffic.retransmission ? Math.max(waiting, registrations.begun - registrations.answered) : waiting,
      outcome: () => {
        engine.run(engine.now + transactionTimeout(scenario.traffic.timers));
        // They came in the order of their numbers, each once.
        const { acknowledgedUntil, requestedUntil } = registrations;
        let lost = 0;
        for (let i = first; i < last; i++) if (acknowledgedUntil[i] !== requestedUntil[i]) lost++;
        return { made: last - first, lost, causes: new Map() };
      },
    };
  },
};

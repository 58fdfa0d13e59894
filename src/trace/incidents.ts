import type { World } from "../architecture/world.ts";
import type { Judgement, TraceEvent } from "./event.ts";
import { StateChanges } from "./state-changes.ts";

/** Between two looks at what has changed [s]. */
const LOOK = 1e-3;

/**
 * Listens to a run for what happens to nodes, detectors, takeovers and addresses, and not to its messages: verdicts at their times, changes of
 * state to the millisecond. It changes nothing, and takes little time. The world must stand at the start of a replication.
 */
export class Incidents {
  readonly #world: World;

  constructor(world: World, hear: (event: TraceEvent) => void) {
    this.#world = world;
    const { engine } = world;
    const changes = new StateChanges(world, hear);
    let last = 0;
    let looked = 0;
    const look = (): void => {
      changes.look(last);
      looked = last;
    };
    engine.observe((time) => {
      if (time - looked >= LOOK) look();
      last = time;
    });
    const tell = (what: Judgement): void => {
      look();
      hear({ time: engine.now, ...what });
    };
    world.bystander = {
      lost: () => {},
      verdict: ({ host: by }, { host: of }) => tell({ kind: "verdict", by, of }),
      recovered: ({ host: by }, { host: of }) => tell({ kind: "recovery", by, of }),
      prioritised: ({ host: by }, priority) => tell({ kind: "priority", by, priority }),
      quorum: ({ host: by }, has) => tell({ kind: "quorum", by, has }),
      fencing: ({ host: by }, { host: of }, stage) => tell({ kind: "fencing", by, of, stage }),
      claimed: look,
    };
  }

  /** Listens no longer. */
  close(): void {
    this.#world.engine.observe(null);
    this.#world.bystander = null;
  }
}

import type { Fault } from "../faults/description.ts";
import { readmitted } from "../faults/maintenance.ts";
import type { FaultEffect, FaultSurroundings } from "../faults/mechanism.ts";
import { effectOf } from "../faults/simulated.ts";
import { lastsUntil, strikesAt } from "../faults/times.ts";
import type { EventCode } from "../kernel/engine.ts";
import { COMING_BACK } from "../tiers/fault-kind.ts";

/**
 * Plays a fault script: each line at its time, and what ends by itself so long afterwards. What happens to work in flight is told
 * in docs/faults.md.
 */
export class FaultScript {
  readonly #engine: FaultSurroundings["engine"];
  readonly #faults: readonly Fault[];
  /** By line; null for what happens by chance. */
  readonly #effects: readonly (FaultEffect | null)[];
  readonly #strike: EventCode;
  readonly #end: EventCode;
  readonly #back: EventCode;
  readonly #chance: (line: number) => number;
  /** When each line strikes in this replication [s]. */
  #times: Float64Array = new Float64Array();

  /** @param chance uniform on (0, 1) for each line whose time is drawn, anew in each replication */
  constructor(
    world: Omit<FaultSurroundings, "node" | "bringBack" | "impairments">,
    faults: readonly Fault[],
    chance: (line: number) => number,
  ) {
    const { engine, nodes } = world;
    this.#engine = engine;
    this.#faults = faults;
    this.#chance = chance;
    this.#strike = engine.register("fault", (line) => {
      const { strike, lasts } = this.#effects[line]!;
      strike();
      if (lasts !== undefined) engine.after(lasts, this.#end, line, 0);
    });
    this.#end = engine.register("fault ends", (line) => this.#effects[line]!.end());
    this.#back = engine.register("node is back", (host, kinds) => {
      const node = nodes.find((candidate) => candidate.host === host)!;
      for (const [bit, kind] of COMING_BACK.entries()) if ((kinds >> bit) & 1) node.bringBack(kind, engine.now);
      readmitted(node, world);
    });
    const surroundings: FaultSurroundings = {
      ...world,
      node: (name) => nodes.find((node) => node.name === name)!,
      bringBack: (node, kinds, later) => {
        const bits = kinds.reduce((sum, kind) => sum | (1 << COMING_BACK.indexOf(kind)), 0);
        engine.after(later, this.#back, node.host, bits);
      },
      impairments: [],
    };
    this.#effects = faults.map((fault) => effectOf(fault, surroundings));
  }

  /** Schedules every line of the script. */
  start(): void {
    this.#times = strikesAt(this.#faults, this.#chance);
    for (const [line, effect] of this.#effects.entries())
      if (effect !== null) this.#engine.at(this.#times[line]!, this.#strike, line, 0);
  }

  /** When the last of what the lines say is over in this replication [s]; 0 without lines. */
  get over(): number {
    return this.#faults.reduce((last, fault, line) => Math.max(last, lastsUntil(fault, this.#times[line]!)), 0);
  }
}

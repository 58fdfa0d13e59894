import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";

interface WaitingWrite {
  readonly server: Node;
  readonly commit: () => void;
  readonly refuse: () => void;
}

/** Writes that a server has not answered yet: other servers have still to get them. They die with its process. */
export class WaitingWrites {
  readonly #engine: Engine;
  readonly #due: EventCode;
  readonly #waiting = new Map<number, WaitingWrite & { readonly isDue: boolean }>();
  #number = 0;

  constructor(engine: Engine, servers: readonly Node[]) {
    this.#engine = engine;
    this.#due = engine.register("write copied", (number) => {
      const write = this.#waiting.get(number);
      this.#waiting.delete(number);
      write?.commit();
    });
    for (const server of servers)
      server.onFailure(() => {
        // The operating system resets connections to a dead process; a dead host says nothing.
        if (!server.running) this.refuse((one) => one === server, server.hostRuns);
      });
  }

  reset(): void {
    this.#waiting.clear();
    this.#number = 0;
  }

  /** @param after when it is answered [s from now]; left out: when somebody releases it */
  add(write: WaitingWrite, after?: number): void {
    const number = this.#number++;
    this.#waiting.set(number, { ...write, isDue: after !== undefined });
    if (after !== undefined) this.#engine.after(after, this.#due, number, 0);
  }

  /** Those of some servers that wait for somebody to do so are answered now. */
  release(of: (server: Node) => boolean = () => true): void {
    for (const write of this.#taken(({ server, isDue }) => !isDue && of(server))) write.commit();
  }

  /** Those of some servers fail now. @param isSaid whether those who wait for them hear of it */
  refuse(of: (server: Node) => boolean, isSaid = true): void {
    for (const write of this.#taken(({ server }) => of(server))) if (isSaid) write.refuse();
  }

  #taken(which: (write: WaitingWrite & { readonly isDue: boolean }) => boolean): readonly WaitingWrite[] {
    const taken = [...this.#waiting].filter(([, write]) => which(write));
    for (const [number] of taken) this.#waiting.delete(number);
    return taken.map(([, write]) => write);
  }
}

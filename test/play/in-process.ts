import { readFileSync } from "node:fs";
import type { Answer, Piece, Request } from "../../src/play/protocol.ts";
import { serve } from "../../src/play/worker.ts";

type Numbered<T> = T & { readonly number: number };

/** The worker of the page within this process: what goes to it and comes from it is copied, as between threads. */
export class WorkerInProcess {
  readonly #line: Parameters<typeof serve>[0];
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  /** Answers before the last one of their request. */
  readonly onTheWay: Answer[] = [];
  #number = 0;

  constructor(clock: () => number = () => performance.now()) {
    this.#line = {
      onmessage: null,
      postMessage: (message) => {
        const { number, ...answer } = structuredClone(message) as Numbered<Answer>;
        if (answer.kind === "progress" || (answer.kind === "frame" && answer.frame.isOnTheWay)) {
          this.onTheWay.push(answer as Answer);
          return;
        }
        this.#waiting.get(number)!(answer as Answer);
      },
    };
    serve(this.#line, clock);
  }

  ask<K extends Answer["kind"]>(request: Request, expected: K): Promise<Extract<Answer, { kind: K }>> {
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, (answer) =>
        answer.kind === expected ? resolve(answer as never) : reject(new Error(JSON.stringify(answer))),
      );
      this.#line.onmessage!({ data: { number, ...structuredClone(request) } as Numbered<Request> });
    });
  }
}

/** A scenario of ours as a piece, shortened to so many seconds of calls. */
export function pieceOf(name: string, seconds?: number): Piece {
  const written = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), "utf8");
  const text = seconds === undefined ? written : written.replace(/duration: [\d.]+ (s|min)/, `duration: ${seconds} s`);
  return { file: `${name}.yaml`, text, companions: {}, replication: 0 };
}

import type { Answer, Request } from "../protocol.ts";

/** What stands at the other end of a line: a worker, or in a test what a worker does. */
export interface Port {
  postMessage(message: Request & { readonly number: number }): void;
  onmessage: ((event: MessageEvent<Answer & { readonly number: number }>) => void) | null;
  terminate(): void;
}

/** A line to a worker of its own, which starts at the first request: requests go out with a number, and answers come back to whoever asked. */
export class Line {
  readonly #open: () => Port;
  readonly #waiting = new Map<number, { answered: (answer: Answer) => void; onTheWay: (answer: Answer) => void }>();
  #port: Port | null = null;
  #number = 0;

  constructor(open: () => Port) {
    this.#open = open;
  }

  /** @param onTheWay hears of frames before the last one, and of progress */
  ask(request: Request, onTheWay: (answer: Answer) => void = () => {}): Promise<Answer> {
    const port = this.#port ?? this.#begin();
    const number = ++this.#number;
    return new Promise((answered) => {
      this.#waiting.set(number, { answered, onTheWay });
      port.postMessage({ number, ...request });
    });
  }

  /** Ends the worker at once; who still waits hears that something else has come in between. */
  close(): void {
    this.#port?.terminate();
    this.#port = null;
    for (const { answered } of this.#waiting.values()) answered({ kind: "overtaken" });
    this.#waiting.clear();
  }

  #begin(): Port {
    const port = this.#open();
    this.#port = port;
    port.onmessage = ({ data }) => {
      const { number, ...answer } = data;
      const waiting = this.#waiting.get(number);
      if (answer.kind === "progress" || (answer.kind === "frame" && answer.frame.isOnTheWay))
        return waiting?.onTheWay(answer);
      this.#waiting.delete(number);
      waiting?.answered(answer);
    };
    return port;
  }
}

/** The script of the worker, which stands in the page as text; one for all lines. */
export function workerUrl(document: Document): string {
  const text = document.getElementById("worker")!.textContent;
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

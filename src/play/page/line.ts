import type { Answer, Request } from "../protocol.ts";

/** A line to a worker of its own: requests go out with a number, and answers come back to whoever asked. */
export class Line {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { answered: (answer: Answer) => void; onTheWay: (answer: Answer) => void }>();
  #number = 0;

  /** @param url of the worker's script */
  constructor(url: string) {
    this.#worker = new Worker(url);
    this.#worker.onmessage = ({ data }: MessageEvent<Answer & { number: number }>) => {
      const { number, ...answer } = data;
      const waiting = this.#waiting.get(number);
      if (answer.kind === "frame" && answer.frame.isOnTheWay) return waiting?.onTheWay(answer);
      this.#waiting.delete(number);
      waiting?.answered(answer);
    };
  }

  /** @param onTheWay hears of frames before the last one */
  ask(request: Request, onTheWay: (answer: Answer) => void = () => {}): Promise<Answer> {
    const number = ++this.#number;
    return new Promise((answered) => {
      this.#waiting.set(number, { answered, onTheWay });
      this.#worker.postMessage({ number, ...request });
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}

/** The script of the worker, which stands in the page as text; one for all lines. */
export function workerUrl(document: Document): string {
  const text = document.getElementById("worker")!.textContent;
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

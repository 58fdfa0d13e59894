/** Stands in for the worker threads, which browsers do not have. */
export class WorkerPool {
  constructor(size: number) {
    throw new Error(`found ${size} workers; expected workers: 0 in a browser, which runs everything in its own thread`);
  }
}

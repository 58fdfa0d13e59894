/** How the process ends. */
export const EXIT = {
  /** All is well. */
  fine: 0,
  /** An expectation of the scenario did not hold; results are written all the same. */
  expectationFailed: 1,
  /** The request could not be read; nothing was written. */
  unreadable: 2,
  /** Internal error. */
  ourFault: 3,
  /** Ctrl-C; what had finished is reported. */
  interrupted: 130,
} as const;

/** Signals at which long work finishes what it is at: Ctrl-C, the end of a job's time, the end of a terminal. */
export const INTERRUPTIONS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

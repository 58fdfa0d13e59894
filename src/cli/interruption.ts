import { EXIT } from "./exit-codes.ts";

/**
 * Does work that can be ended early: Ctrl-C asks it to finish, a second one stops at once.
 * @param inWork what is finished before it ends, as far as that takes no longer than half a second; null: nothing, it ends at once
 * @param signals that ask for it
 */
export async function interruptible<Result>(
  inWork: string | null,
  work: (signal: AbortSignal) => Result | Promise<Result>,
  signals: readonly NodeJS.Signals[] = ["SIGINT"],
): Promise<Result> {
  const interruption = new AbortController();
  const onInterrupt = () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    if (inWork !== null) process.stderr.write(`\nFinishing ${inWork} in work; Ctrl-C again stops at once.\n`);
    interruption.abort();
  };
  for (const signal of signals) process.on(signal, onInterrupt);
  try {
    return await work(interruption.signal);
  } finally {
    for (const signal of signals) process.off(signal, onInterrupt);
  }
}

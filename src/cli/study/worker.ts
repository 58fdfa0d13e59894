import { availableParallelism } from "node:os";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT, INTERRUPTIONS } from "../exit-codes.ts";
import { connected, queueAddress } from "./queue-option.ts";
import type { WORKER } from "./study-commands.ts";

/** `sipnines worker --queue URL`: computes units of the studies in a queue. Returns the exit code. */
export async function worker(options: OptionsOf<typeof WORKER>, line: CommandLine): Promise<number> {
  const address = queueAddress(options.queue, options.queueCa, line);
  const { threads = availableParallelism(), idle } = options;
  const redis = await connected(address, line.option("--queue"));
  const { publicAddress, tellOutages } = await import("../../experiment/queue/connection.ts");
  const { QueueWorker } = await import("../../experiment/queue/queue-worker.ts");
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const tell = options.quiet ? () => {} : say;
  const name = publicAddress(address.url);
  tellOutages(redis, name, say);
  tell(`At ${name} with ${threads} ${threads === 1 ? "thread" : "threads"}; Ctrl-C to leave.`);

  const leaving = new AbortController();
  const onInterrupt = () => {
    if (leaving.signal.aborted) process.exit(EXIT.interrupted);
    if (redis.status !== "ready") {
      say("Leaving while the queue is away; units in work are done again by others.");
      process.exit(EXIT.interrupted);
    }
    tell("Finishing the units in work; Ctrl-C again stops at once, and others do them again.");
    leaving.abort();
  };
  for (const signal of INTERRUPTIONS) process.on(signal, onInterrupt);
  try {
    const { version, model } = IDENTITY;
    const why = await new QueueWorker(redis, {
      threads,
      version,
      model,
      idle,
      signal: leaving.signal,
      tell,
      warn: say,
    }).run();
    if (why === "idle") tell("Nothing to do for long enough: leaving.");
    return why === "refused" ? EXIT.unreadable : EXIT.fine;
  } finally {
    redis.disconnect();
    for (const signal of INTERRUPTIONS) process.off(signal, onInterrupt);
  }
}

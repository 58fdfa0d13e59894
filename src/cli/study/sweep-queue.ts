import type { Redis } from "ioredis";
import type { QueueAddress } from "../../experiment/queue/connection.ts";
import type { QueueExecutor } from "../../experiment/queue/queue-executor.ts";
import type { ResultStore } from "../../experiment/store/result-store.ts";
import type { Study } from "../../experiment/study.ts";
import type { Span } from "../../notation/source.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";
import { connected } from "./queue-option.ts";
import type { SWEEP } from "./study-commands.ts";
import type { Survey } from "./sweep-survey.ts";

type Say = (text: string) => void;

/** With a queue it is the workers that divide a study. */
export function refuseBesideQueue(options: OptionsOf<typeof SWEEP>, line: CommandLine): void {
  for (const name of ["shard", "workers"] as const)
    if (options[name] !== undefined)
      throw Refusal.at(
        line.word(`--${name}`),
        `--${name}`,
        `--${name} beside --queue`,
        name === "shard" ? "one of them: workers share the study already" : "sipnines worker --threads on their side",
      );
}

/** The workers behind a queue, for one sweep. BullMQ and ioredis are loaded here and nowhere before. */
export class QueuedWorkers implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #address: QueueAddress;
  #executor: QueueExecutor | null = null;

  /** @throws Refusal if there is no queue, or it does not let us in */
  static async by(address: QueueAddress, span: Span): Promise<QueuedWorkers> {
    return new QueuedWorkers(await connected(address, span), address);
  }

  private constructor(redis: Redis, address: QueueAddress) {
    this.#redis = redis;
    this.#address = address;
  }

  /**
   * Offers a study to whoever works at the queue.
   *
   * @param tell hears who comes and goes
   * @param warn hears what is wrong
   */
  async offer(
    study: Study,
    store: ResultStore,
    { replicationsMissing }: Survey,
    tell: Say,
    warn: Say,
  ): Promise<QueueExecutor> {
    const { publicAddress, tellOutages } = await import("../../experiment/queue/connection.ts");
    const { QueueExecutor: Executor } = await import("../../experiment/queue/queue-executor.ts");
    const name = publicAddress(this.#address.url);
    tellOutages(this.#redis, name, warn, () => this.#executor?.lookAgain());
    this.#executor = await Executor.open(this.#redis, study, store, { version: IDENTITY.version, tell, warn });
    if (replicationsMissing > 0) tell(`Offered at ${name}. To help: sipnines worker --queue ${name}`);
    return this.#executor;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#executor?.close();
    this.#redis.disconnect();
  }
}

import type { Shard } from "../../experiment/sweep.ts";
import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";

/** No study is divided among more processes. */
const SHARDS_MAX = 100_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `--shard`: `2/8`; `auto` in a job array of Slurm, whose size Slurm tells; `auto/8` in an indexed job of Kubernetes, or anywhere
 * else where only the index is told.
 */
export function shardOf(text: string, line: CommandLine, environment: Environment = process.env): Shard {
  const refuse = (
    found: string,
    expected = "i/n with 1 ≤ i ≤ n, such as 1/4; auto or auto/n in a job array",
  ): Refusal => Refusal.at(line.value("--shard", text), "--shard", found, expected);
  const match = /^(?:(\d{1,6})|auto)(?:\/(\d{1,6}))?$/.exec(text);
  if (!match || (match[1] !== undefined && match[2] === undefined)) throw refuse(JSON.stringify(text));
  const said = match[2] === undefined ? undefined : Number(match[2]);
  const told = match[1] === undefined ? arrayIndex(environment, said) : null;
  if (match[1] === undefined && told === null)
    throw refuse("auto outside of a job array", "SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX to be set");
  const count = said ?? told?.count;
  if (count === undefined) throw refuse("auto, without the number of shards", "auto/n");
  const index = told ? told.index : Number(match[1]) - 1;
  if (!(Number.isInteger(index) && count >= 1 && count <= SHARDS_MAX && index >= 0 && index < count))
    throw refuse(told ? `index ${index} of ${count} shards` : JSON.stringify(text));
  return { index, count };
}

/**
 * Which task of a job array this is, counted from 0. With the number of shards said, the array is numbered from 0 and the index is taken
 * as it is, so that single tasks can be submitted again; otherwise Slurm's array as a whole is the study.
 */
function arrayIndex(
  environment: Environment,
  said: number | undefined,
): { index: number; count: number | undefined } | null {
  const number = (name: string): number | undefined => {
    const value = environment[name];
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const slurm = number("SLURM_ARRAY_TASK_ID");
  if (slurm === undefined) {
    const kubernetes = number("JOB_COMPLETION_INDEX");
    return kubernetes === undefined ? null : { index: kubernetes, count: undefined };
  }
  if (said !== undefined) return { index: slurm, count: said };
  const step = Math.max(1, number("SLURM_ARRAY_TASK_STEP") ?? 1);
  return { index: (slurm - (number("SLURM_ARRAY_TASK_MIN") ?? 0)) / step, count: number("SLURM_ARRAY_TASK_COUNT") };
}

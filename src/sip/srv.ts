import type { Stream } from "../random/stream.ts";

/** A DNS SRV record, as far as the choice of a server is concerned (RFC 2782). */
export interface SrvRecord {
  /** The lower, the earlier it is tried. */
  readonly priority: number;
  /** Share of the load among records of equal priority; integer ≥ 0. */
  readonly weight: number;
}

/** Indexes of the records by priority, and within one in the order of the running sum: weight 0 first. */
export function srvList(records: readonly SrvRecord[]): number[] {
  const rank = (i: number) => Number(records[i]!.weight > 0);
  const indexes = records.map((_, i) => i);
  return indexes.sort((i, j) => records[i]!.priority - records[j]!.priority || rank(i) - rank(j) || i - j);
}

/** Records of the lowest priority in the order of the running sum. */
function firstGroup(records: readonly SrvRecord[]): number[] {
  const list = srvList(records);
  return list.filter((i) => records[i]!.priority === records[list[0]!]!.priority);
}

/**
 * Draws the first target by the algorithm of RFC 2782, without allocating: an integer from 0 to the sum of weights *inclusive* selects
 * the first record whose running sum reaches it.
 */
export function srvFirst(records: readonly SrvRecord[], random: Stream): () => number {
  const group = firstGroup(records);
  const running: number[] = [];
  for (const i of group) running.push((running.at(-1) ?? 0) + records[i]!.weight);
  const sum = running.at(-1)!;
  return () => {
    const drawn = random.integer(sum + 1);
    let position = 0;
    while (running[position]! < drawn) position++;
    return group[position]!;
  };
}

/** Exact probability of each SRV record to be the first target: of the integers 0 … sum of weights (RFC 2782), those that choose it. */
export function srvShares(records: readonly SrvRecord[]): number[] {
  const shares = records.map(() => 0);
  const group = firstGroup(records);
  const draws = group.reduce((sum, i) => sum + records[i]!.weight, 0) + 1;
  let taken = 0; // integers 0 … taken − 1 belong to earlier records
  let running = 0;
  for (const i of group) {
    running += records[i]!.weight;
    shares[i] = (running + 1 - taken) / draws;
    taken = running + 1;
  }
  return shares;
}

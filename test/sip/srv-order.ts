import type { Stream } from "../../src/random/stream.ts";
import type { SrvRecord } from "../../src/sip/srv.ts";

/**
 * The order in which a client tries the targets of an SRV answer, by the algorithm of RFC 2782: priority by priority; within
 * one, records of weight 0 first in the list, then repeatedly an integer drawn from 0 to the sum of weights *inclusive*
 * selects the first record whose running sum reaches it.
 *
 * @returns indexes into `records`
 */
export function srvOrder(records: readonly SrvRecord[], random: Stream): number[] {
  const order: number[] = [];
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((x, y) => x - y);
  for (const priority of priorities) {
    const indexes = records.flatMap((record, i) => (record.priority === priority ? [i] : []));
    const left = [...indexes.filter((i) => records[i]!.weight === 0), ...indexes.filter((i) => records[i]!.weight > 0)];
    while (left.length > 0) order.push(left.splice(select(left, records, random), 1)[0]!);
  }
  return order;
}

function select(left: readonly number[], records: readonly SrvRecord[], random: Stream): number {
  const sum = left.reduce((total, i) => total + records[i]!.weight, 0);
  const drawn = random.integer(sum + 1);
  let running = 0;
  for (const [position, i] of left.entries()) {
    running += records[i]!.weight;
    if (running >= drawn) return position;
  }
  return left.length - 1;
}

import type { Stream } from "./stream.ts";

/** The same items in an order by chance, all orders alike (Durstenfeld, Commun. ACM 7 (1964) 420, from the inside out). */
export function shuffled<T>(items: readonly T[], random: Stream): T[] {
  const order: T[] = [];
  for (const [i, item] of items.entries()) {
    const j = random.integer(i + 1);
    order.push(order[j] ?? item);
    order[j] = item;
  }
  return order;
}

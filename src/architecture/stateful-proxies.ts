import type { Node } from "../ha/node.ts";
import type { Architecture } from "../service/description.ts";
import { causeIndex } from "../sip/calls.ts";
import { Transactions, type TransactionsParts } from "../sip/transactions.ts";

const CRASH = causeIndex("nodeCrash");

/**
 * The transactions of the proxies that keep them, by host; they die with their process.
 *
 * @param lost hears of each message that is lost with them, and why
 */
export function transactionsOf(
  { tiers }: Architecture,
  nodes: readonly Node[],
  surroundings: Omit<TransactionsParts, "options" | "whenItWorks" | "lost">,
  lost: (host: number, message: number, cause: number) => void,
): (Transactions | undefined)[] {
  const byHost: (Transactions | undefined)[] = [];
  for (const tier of tiers) {
    if (tier.transactions === undefined) continue;
    const own = new Map(nodes.filter((node) => node.tier === tier.name).map((node) => [node.host, node]));
    const transactions = new Transactions({
      ...surroundings,
      options: tier.transactions,
      whenItWorks: (host, act) => own.get(host)!.whenItWorks(act),
      lost: (host, message) => lost(host, message, CRASH),
    });
    for (const [host, node] of own) {
      byHost[host] = transactions;
      node.onFailure(() => {
        if (!node.running) transactions.forget(host);
      });
    }
  }
  return byHost;
}

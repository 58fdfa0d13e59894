import type { Reading } from "../configuration/reading.ts";
import { databaseOf } from "./database.ts";
import { assumed, type Branch, branch, type Entry, leaf, said, saidTime } from "./entry.ts";
import type { Bindings, SipServer } from "./sip-server.ts";
import { WORKERS_MAX, workersOf } from "./tier.ts";
import type { Notes } from "./watch.ts";

/** Where bindings are, with the tier of the database behind them where there is one. */
export interface BindingsEntry {
  readonly entry: Branch;
  readonly tiers: Readonly<Record<string, Entry>>;
  /** What of them is needed, as `needs` writes it. */
  readonly needs: readonly string[];
}

/** What else is read, and whom to tell. */
export interface Surroundings {
  readonly readings: readonly Reading[];
  readonly taken: Set<string>;
  /** How many proxies ask. */
  readonly proxies: number;
  readonly notes: Notes;
}

/**
 * Where proxies keep bindings.
 *
 * @param server null: nothing is known of them
 * @param isDirected whether they stand behind directors, so that each has to know every user
 */
export function bindingsEntry(
  server: SipServer | null,
  isDirected: boolean,
  { readings, taken, notes, proxies }: Surroundings,
): BindingsEntry {
  const bindings = server?.bindings ?? null;
  if (bindings === null || bindings.mode.value === "memory")
    for (const { kind, path } of readings)
      if (kind === "mariadb")
        notes.leftOut.push(`${path} (mariadb): no bindings are in a database; the scenario has nothing of it`);
  const keeper = readings.find(
    (one) => (one.kind === "kamailio" || one.kind === "opensips") && one.facts.parameters.usrloc !== null,
  );
  if (bindings === null && keeper !== undefined) {
    const why = `the usrloc of ${keeper.path} is a director's; a scenario has bindings at proxies`;
    notes.leftOut.push(
      `${keeper.path}: it directs calls and keeps bindings; the scenario has them at the proxies behind it`,
    );
    return inMemory(assumed("synchronous", why), assumed("all proxies", why));
  }
  if (bindings === null) {
    notes.questions.push(
      "Where are bindings kept? No usrloc is among the files; memory, common to all proxies, is assumed.",
    );
    return inMemory(
      assumed("synchronous", "no usrloc among the files"),
      assumed("all proxies", "no usrloc among the files"),
    );
  }
  const { mode, copies, interval, databaseUrl } = bindings;
  const isCopied = copies.value && proxies > 1;
  const isInMemory = mode.value === "memory" || ((isDirected || isCopied) && mode.value !== "database");
  if (isInMemory && mode.value !== "memory")
    notes.leftOut.push(
      `${server!.path}: ${isDirected ? "behind directors" : "beside copies among the proxies"}, the database that usrloc writes to (${mode.value}) is left out`,
    );
  if (isInMemory && copies.value) {
    // What a process that starts again loads from its database needs no peer.
    const transfer = mode.value === "memory" ? transferOf(bindings) : null;
    return inMemory(leaf("{ lag: -0.1 ms }", copies.origin), leaf("all proxies", copies.origin), transfer);
  }
  if (isInMemory && isDirected) {
    notes.questions.push(
      `Proxies behind directors keep bindings in memory (${server!.path}), and nobody copies them: how does a call find the proxy where its callee has registered? They are taken to share them.`,
    );
    const why = "proxies behind directors have to know every user";
    return inMemory(assumed("synchronous", why), assumed("all proxies", why));
  }
  if (isInMemory) return inMemory(leaf("none", mode.origin), null);
  const connections = Math.max(1, Math.min(WORKERS_MAX, proxies * workersOf(server!).value));
  const { tier, asking, need } = databaseOf({ bindings, connections }, readings, taken, notes);
  const behind = leaf("database", databaseUrl.origin);
  return {
    entry: branch(
      mode.value === "database"
        ? { database: branch({ tier: behind, ...asking }) }
        : {
            usrloc: branch({
              mode: leaf(mode.value, mode.origin),
              tier: behind,
              interval: mode.value === "write-back" ? saidTime(interval) : null,
            }),
          },
    ),
    tiers: { database: tier },
    needs: [need],
  };
}

/** Longer than anything that is looked at: a scenario has no word for it. */
const NEVER = "8760 h";

/** How a server that starts again gets them by dmq_usrloc; null: at once. */
function transferOf({ batch, syncs }: Bindings): Entry | null {
  if (syncs?.value === false) return branch({ start: leaf(NEVER, syncs.origin) });
  if (batch === null) return null;
  const why = "as measured of Kamailio 5.6.3 (docs/testbed.md)";
  return branch({
    start: assumed("180 ms", why),
    from: assumed("all peers", "dmq_usrloc asks all"),
    each: assumed("0.2 ms", why),
    received: assumed("0.15 ms", why),
    contacts: said(batch),
  });
}

const inMemory = (checkpoint: Entry, copiedTo: Entry | null, transfer: Entry | null = null): BindingsEntry => ({
  entry: branch({ memory: branch({ checkpoint, copiedTo, transfer }) }),
  tiers: {},
  needs: [],
});

import type { Said } from "../configuration/place.ts";
import { assumed, type Branch, branch, type Entry, leaf, names, said, saidTime } from "./entry.ts";
import type { SipServer } from "./sip-server.ts";
import type { Notes } from "./watch.ts";

/** Where bindings are, with the tier of the database behind them where there is one. */
export interface BindingsEntry {
  readonly entry: Branch;
  readonly tiers: Readonly<Record<string, Entry>>;
  readonly needs: readonly (readonly string[])[];
}

/** Where proxies keep bindings; null: nothing is known of them. */
export function bindingsEntry(server: SipServer | null, notes: Notes): BindingsEntry {
  const bindings = server?.bindings ?? null;
  if (bindings === null) {
    notes.questions.push(
      "Where are bindings kept? No usrloc is among the files; memory, common to all proxies, is assumed.",
    );
    return inMemory(
      assumed("synchronous", "no usrloc among the files"),
      assumed("all proxies", "no usrloc among the files"),
    );
  }
  const { mode, copies, interval, databaseUrl, batch } = bindings;
  if (mode.value === "memory" && copies.value)
    return inMemory(leaf("{ lag: -0.1 ms }", copies.origin), leaf("all proxies", copies.origin), transferOf(batch));
  if (mode.value === "memory") return inMemory(leaf("none", mode.origin), null);
  notes.questions.push(
    `Who takes over when the database of the bindings dies? Of ${hiddenPassword(databaseUrl.value)} nothing was read; one server is assumed.`,
  );
  const tier = branch({
    role: leaf("database", mode.origin),
    active: names(["database"], databaseUrl.origin),
  });
  const isEach = mode.value === "database";
  return {
    entry: branch(
      isEach
        ? { database: branch({ tier: leaf("database", databaseUrl.origin) }) }
        : {
            usrloc: branch({
              mode: leaf(mode.value, mode.origin),
              tier: leaf("database", databaseUrl.origin),
              interval: mode.value === "write-back" ? saidTime(interval) : null,
            }),
          },
    ),
    tiers: { database: tier },
    needs: [["database"]],
  };
}

/** How a server that starts again gets them by dmq_usrloc; null: at once. */
function transferOf(batch: Said<number> | null): Entry | null {
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

/** An address of a database without who may use it. */
const hiddenPassword = (url: string): string =>
  url === "" ? "a database that is not named" : url.replace(/\/\/[^@]*@/, "//");

import type { Origin } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import { assumed, branch, type Entry, leaf, names, saidTime } from "./entry.ts";
import { freeName } from "./hosts.ts";
import type { Bindings } from "./sip-server.ts";
import type { Notes } from "./watch.ts";

/** The tier of a database, and how proxies ask it. */
export interface DatabaseEntry {
  readonly tier: Entry;
  /** Keys beside `tier` of `bindings.database`. */
  readonly asking: Readonly<Record<string, Entry>>;
  readonly need: string;
}

type MariadbReading = Extract<Reading, { readonly kind: "mariadb" }>;

/** The database behind the bindings: a cluster of Galera where its files are there, else one server. */
export function databaseOf(
  { databaseUrl, mode }: Bindings,
  readings: readonly Reading[],
  taken: Set<string>,
  notes: Notes,
): DatabaseEntry {
  const files = readings.filter((one) => one.kind === "mariadb");
  const galera = files.filter(({ facts }) => facts.isGalera.value);
  if (galera.length > 0 && mode.value === "database") return clusterOf(databaseUrl, galera, taken, notes);
  for (const { path } of files) notes.leftOut.push(`${path} (mariadb): read, but the scenario has nothing of it`);
  notes.questions.push(
    `Who takes over when the database of the bindings dies? Of ${hiddenPassword(databaseUrl.value)} nothing was put in; one server is assumed.`,
  );
  const name = freeName("database", taken);
  return {
    tier: branch({ role: leaf("database", mode.origin), active: names([name], databaseUrl.origin) }),
    asking: {},
    need: name,
  };
}

function clusterOf(
  url: Bindings["databaseUrl"],
  files: readonly MariadbReading[],
  taken: Set<string>,
  notes: Notes,
): DatabaseEntry {
  const [first] = files;
  const { galera, server } = first!.facts;
  const listed = files.map(({ facts }) => facts.clusterNodes ?? []).sort((one, other) => other.length - one.length)[0]!;
  const own = new Set(files.map(({ facts }) => facts.server.wsrep_node_address.value));
  const known = files.map(({ host }) => freeName(taken.has(host.value) ? `${host.value}-db` : host.value, taken));
  const others = listed.filter((address) => !own.has(address.replace(/:\d+$/, "")));
  const more = others
    .slice(0, Math.max(0, listed.length - files.length))
    .map((address) => freeName(`db-${address.replace(/:\d+$/, "")}`, taken));
  const nodes = [...known, ...more];
  const origin: Origin = server.wsrep_cluster_address.origin;
  const majority = Math.floor(nodes.length / 2) + 1;
  return {
    tier: branch({
      role: leaf("database", first!.facts.isGalera.origin),
      active: names(nodes, origin),
      replication:
        nodes.length === 1
          ? null
          : branch({
              certification: branch({
                suspect: saidTime(galera["evs.suspect_timeout"]),
                check: saidTime(galera["evs.inactive_check_period"]),
              }),
            }),
    }),
    asking: nodes.length === 1 ? {} : askingOf(url, notes),
    need: nodes.length === 1 ? nodes[0]! : `{ atLeast: ${majority}, of: [${nodes.join(", ")}] }`,
  };
}

/** `inactive_interval` of db_cluster [s] (README.db_cluster). */
const INACTIVE = 300;

/** Which server of a cluster a proxy asks, by the address that it has. */
function askingOf({ value, origin }: Bindings["databaseUrl"], notes: Notes): Record<string, Entry> {
  if (value.startsWith("cluster:"))
    return {
      connects: leaf("list", origin),
      inactive: leaf(`${INACTIVE} s`, { kind: "default", of: "kamailio 5.6.3" }),
    };
  if (/@(localhost|127\.|\[::1\])/.test(value)) return { connects: leaf("own", origin) };
  notes.questions.push(
    `Which node of the cluster is ${hiddenPassword(value)}, and what if that dies? Each proxy is taken to ask its own.`,
  );
  return { connects: assumed("own", "no file says which node that address is") };
}

/** An address of a database without who may use it. */
const hiddenPassword = (url: string): string =>
  url === "" ? "a database that is not named" : url.replace(/\/\/[^@]*@/, "//");

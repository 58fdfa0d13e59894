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

/** Who asks a database. */
export interface Asking {
  readonly bindings: Bindings;
  /** Connections of all proxies: each of their workers has one, and a server has a thread for each. */
  readonly connections: number;
}

/** The database behind the bindings: a cluster of Galera or a primary with replicas where their files are there, else one server. */
export function databaseOf(
  { bindings: { databaseUrl, mode }, connections }: Asking,
  readings: readonly Reading[],
  taken: Set<string>,
  notes: Notes,
): DatabaseEntry {
  const threads = assumed(
    String(connections),
    "a thread for each connection, and a connection for each worker of the proxies",
  );
  const files = readings.filter((one) => one.kind === "mariadb");
  const galera = files.filter(({ facts }) => facts.isGalera.value);
  const plain = files.filter(({ facts }) => !facts.isGalera.value);
  if (galera.length > 0 && mode.value === "database") return clusterOf(databaseUrl, galera, taken, notes);
  if (plain.length > 1 && galera.length === 0 && mode.value === "database")
    return replicatedOf(databaseUrl, plain, { taken, notes, threads });
  for (const { path } of files) notes.leftOut.push(`${path} (mariadb): read, but the scenario has nothing of it`);
  notes.questions.push(
    `Who takes over when the database of the bindings dies? One server, ${hiddenPassword(databaseUrl.value)}, is assumed.`,
  );
  const name = freeName("database", taken);
  return {
    tier: branch({
      role: leaf("database", mode.origin),
      active: names([name], databaseUrl.origin),
      workers: threads,
    }),
    asking: {},
    need: name,
  };
}

interface Replicated {
  readonly taken: Set<string>;
  readonly notes: Notes;
  readonly threads: Entry;
}

/** A primary and its replicas: which is which, by the address that proxies ask, else by `read_only`. */
function replicatedOf(
  url: Bindings["databaseUrl"],
  files: readonly MariadbReading[],
  { taken, notes, threads }: Replicated,
): DatabaseEntry {
  const asked = /@\[?([^\]:/]+)/.exec(url.value)?.[1];
  const isAsked = ({ host, facts }: MariadbReading): boolean =>
    asked !== undefined && (host.value === asked || facts.server.bind_address.value === asked);
  const primary = files.find(isAsked) ?? files.find(({ facts }) => !facts.server.read_only.value) ?? files[0]!;
  const replicas = files.filter((one) => one !== primary);
  const [name, ...others] = [primary, ...replicas].map(({ host }) =>
    freeName(taken.has(host.value) ? `${host.value}-db` : host.value, taken),
  );
  const { server } = primary.facts;
  const enabled = server.rpl_semi_sync_master_enabled;
  const timeout = server.rpl_semi_sync_master_timeout;
  const isHeard = replicas.some(({ facts }) => facts.server.rpl_semi_sync_slave_enabled.value);
  const waits = enabled.value && isHeard && timeout.value > 0;
  if (enabled.value && !isHeard)
    notes.leftOut.push(
      `${primary.path}: rpl_semi_sync_master_enabled, since no replica has rpl_semi_sync_slave_enabled: nobody says that it has a write`,
    );
  notes.questions.push(
    `Who promotes ${others.join(" or ")} when ${name} dies? MariaDB does not by itself; people are taken to, and proxies to be told. (architecture.tiers.database.promotion)`,
  );
  const at = (file: MariadbReading): Origin => ({ kind: "written", place: { file: file.path, line: 1 } });
  return {
    tier: branch({
      role: leaf("database", at(primary)),
      active: names([name!], at(primary)),
      standby: names(others, at(replicas[0]!)),
      workers: threads,
      replication: waits
        ? branch({
            semiSynchronous: branch({
              copies: assumed("1", "MariaDB waits for one replica"),
              timeout: saidTime(timeout),
            }),
          })
        : branch({ asynchronous: branch({ lag: assumed("100 ms", "no configuration says it") }) }),
      promotion: branch({
        probability: assumed("0 %", "no configuration names anybody who would"),
        manualRecovery: assumed("30 min", "no configuration says it"),
      }),
    }),
    asking: url.value.startsWith("cluster:") ? askingOf(url, notes) : {},
    need: `{ anyOf: [${[name, ...others].join(", ")}] }`,
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

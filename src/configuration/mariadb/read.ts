import type { Remarks } from "../block.ts";
import type { FileTree } from "../file-tree.ts";
import { byDefault, type Said } from "../place.ts";
import { settingsOf } from "../settings.ts";
import { GALERA, GALERA_OPTIONS, MARIADB, MARIADB_SETTINGS, type MariadbFacts } from "./facts.ts";
import { readMyCnf } from "./grammar.ts";

/** Groups that the server reads; with a version behind them too. */
const SERVER = /^(mysqld|mariadbd|mariadb|server|galera|mysqld_multi|mysqld\d+)(-[\d.]+)?$/;
const ALIASES: Readonly<Record<string, string>> = {
  rpl_semi_sync_source_enabled: "rpl_semi_sync_master_enabled",
  rpl_semi_sync_replica_enabled: "rpl_semi_sync_slave_enabled",
  rpl_semi_sync_source_timeout: "rpl_semi_sync_master_timeout",
  replica_net_timeout: "slave_net_timeout",
  wsrep_applier_threads: "wsrep_slave_threads",
};

/** What a my.cnf says of the server, with what it includes; later lines undo earlier ones. */
export function mariadbFacts(tree: FileTree, path: string, remarks: Remarks): MariadbFacts {
  const said = new Map<string, Said<string>>();
  for (const { group, key, value } of readMyCnf(tree, path, remarks.problems)) {
    if (value.origin.kind !== "written") continue;
    const name = ALIASES[key] ?? key;
    if (!SERVER.test(group)) remarks.irrelevant.push({ place: value.origin.place, text: `[${group}] ${key}` });
    else if (name in MARIADB_SETTINGS || name === "wsrep_provider_options") said.set(name, value);
    else remarks.irrelevant.push({ place: value.origin.place, text: `${key}=${value.value}` });
  }
  const server = settingsOf(MARIADB_SETTINGS, (key) => said.get(key) ?? null, MARIADB, remarks.problems);
  const options = providerOptions(said.get("wsrep_provider_options"));
  const galera = settingsOf(GALERA_OPTIONS, (key) => options.get(key) ?? null, GALERA, remarks.problems);
  const address = server.wsrep_cluster_address;
  return {
    ...{ server, galera },
    clusterNodes: address.origin.kind === "default" ? null : nodesOf(address.value),
    isGalera: galeraOf(server, remarks),
  };
}

/** MariaDB since 10.1 wants `wsrep_on` besides a provider; MySQL and Percona, whose files look alike, do not. */
function galeraOf({ wsrep_on, wsrep_provider }: MariadbFacts["server"], { problems }: Remarks): Said<boolean> {
  const { value, origin } = wsrep_provider;
  if (value === "none" || value === "") return byDefault(false, MARIADB);
  if (wsrep_on.origin.kind === "written") return wsrep_on;
  if (origin.kind === "written")
    problems.push({
      place: origin.place,
      text: "names a provider, but wsrep_on is not written: MariaDB since 10.1 does not replicate",
    });
  return { value: true, origin: { kind: "assumed", why: "a provider of replication is named" } };
}

/** `gcomm://a,b:4567?pc.wait_prim=no`. */
const nodesOf = (address: string): string[] =>
  address
    .replace(/^gcomm:\/\//i, "")
    .replace(/\?.*$/, "")
    .split(",")
    .map((node) => node.trim())
    .filter((node) => node !== "");

/** `evs.suspect_timeout=PT5S; gcache.size=1G`. */
function providerOptions(said: Said<string> | undefined): ReadonlyMap<string, Said<string>> {
  const options = new Map<string, Said<string>>();
  for (const part of said?.value.split(";") ?? []) {
    const equals = part.indexOf("=");
    if (equals > 0)
      options.set(part.slice(0, equals).trim(), { value: part.slice(equals + 1).trim(), origin: said!.origin });
  }
  return options;
}

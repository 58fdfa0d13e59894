import type { Said } from "../place.ts";
import { count, onOff, period, type SaidOf, time, word } from "../settings.ts";

/** Whose defaults these are: `mariadbd --help` of that version. */
export const MARIADB = "mariadb 10.11.19";
/** Of the provider: asked of a running node. */
export const GALERA = "galera 26.4.23";

/** Variables of the server, with underscores; times in seconds. */
export const MARIADB_SETTINGS = {
  wsrep_on: onOff(false),
  wsrep_provider: word("none"),
  wsrep_cluster_name: word("my_wsrep_cluster"),
  wsrep_cluster_address: word(),
  wsrep_node_name: word(),
  wsrep_node_address: word(),
  wsrep_sst_method: word("rsync"),
  wsrep_sync_wait: count(0),
  wsrep_slave_threads: count(1),
  server_id: count(1),
  log_bin: word(),
  bind_address: word(),
  port: count(3306),
  read_only: onOff(false),
  rpl_semi_sync_master_enabled: onOff(false),
  rpl_semi_sync_slave_enabled: onOff(false),
  rpl_semi_sync_master_timeout: time(10_000, 1000),
  rpl_semi_sync_master_wait_point: word("AFTER_COMMIT"),
  rpl_semi_sync_master_wait_no_slave: onOff(true),
  slave_net_timeout: time(60),
  sync_binlog: count(0),
  innodb_flush_log_at_trx_commit: count(1),
} as const;

/** `wsrep_provider_options`; times in seconds. */
export const GALERA_OPTIONS = {
  "evs.suspect_timeout": period(5),
  "evs.inactive_timeout": period(15),
  "evs.keepalive_period": period(1),
  "evs.inactive_check_period": period(0.5),
  "evs.install_timeout": period(7.5),
  "gmcast.peer_timeout": period(3),
  "gmcast.segment": count(0),
  "gcache.size": word("128M"),
  "gcache.recover": onOff(true),
  "pc.weight": count(1),
  "pc.recovery": onOff(true),
  "pc.ignore_quorum": onOff(false),
  "pc.ignore_sb": onOff(false),
  "pc.wait_prim_timeout": period(30),
  "gcs.fc_limit": count(16),
} as const;

/** What a my.cnf says of a server, in MariaDB's own words. */
export interface MariadbFacts {
  readonly server: SaidOf<typeof MARIADB_SETTINGS>;
  readonly galera: SaidOf<typeof GALERA_OPTIONS>;
  /** Addresses behind `gcomm://`; empty: this node begins a new cluster. null: no cluster is named. */
  readonly clusterNodes: readonly string[] | null;
  /** Whether nodes agree by certification (`wsrep_on` and a provider). */
  readonly isGalera: Said<boolean>;
}

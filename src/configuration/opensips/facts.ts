import type { Answers } from "../ser/read.ts";
import { count, onOff, time, word } from "../settings.ts";

/** Whose defaults these are: module READMEs, config.h, tcp_conn.h, clusterer.h and clusterer-create.sql of that version. */
export const OPENSIPS = "opensips 3.4.18";
const MILLISECONDS = 1000;

/** Keys of the core; times in seconds. */
export const OPENSIPS_CORE = {
  /** `children` before 3.0. For each UDP socket. */
  udp_workers: count(8),
  tcp_workers: count(8),
  tcp_connection_lifetime: time(120),
  tcp_connect_timeout: time(100, MILLISECONDS),
} as const;

/** Parameters of modules; times in seconds. */
export const OPENSIPS_MODULES = {
  tm: {
    fr_timeout: time(30),
    fr_inv_timeout: time(120),
    restart_fr_on_each_reply: onOff(true),
    T1_timer: time(500, MILLISECONDS),
    T2_timer: time(4000, MILLISECONDS),
  },
  clusterer: {
    ping_interval: time(4),
    ping_timeout: time(1000, MILLISECONDS),
    node_timeout: time(60),
    seed_fallback_interval: time(5),
    my_node_id: count(-1),
    db_mode: count(1),
  },
  usrloc: {
    working_mode_preset: word("single-instance-no-db"),
    cluster_mode: word("none"),
    restart_persistency: word("none"),
    location_cluster: count(0),
    pinging_mode: word(),
    timer_interval: time(60),
    max_contact_delete: count(10),
    db_url: word(),
    /** Versions before 3.0 only: see `working_mode_preset`. */
    db_mode: count(0),
  },
  registrar: {
    default_expires: time(3600),
    max_expires: time(0),
    retry_after: time(0),
    pn_enable: onOff(false),
    pn_refresh_timeout: time(6),
    pn_trigger_interval: time(120),
    pn_skip_pn_interval: time(0),
  },
  nathelper: {
    natping_interval: time(0),
    remove_on_timeout_bflag: word(),
    ping_threshold: time(3),
    max_pings_lost: count(3),
  },
  dialog: { dialog_replication_cluster: count(0), db_mode: count(0), options_ping_interval: time(30) },
  dispatcher: {
    ds_ping_interval: time(0),
    ds_probing_threshold: count(3),
    ds_probing_mode: count(0),
    options_reply_codes: word(),
    persistent_state: onOff(true),
    cluster_probing_mode: word("all"),
    cluster_id: count(0),
    db_url: word(),
  },
  load_balancer: { probing_interval: time(30) },
  drouting: { probing_interval: time(30) },
} as const;

/** What an opensips.cfg says, in OpenSIPS's own words. */
export type OpensipsFacts = Answers<typeof OPENSIPS_CORE, typeof OPENSIPS_MODULES>;

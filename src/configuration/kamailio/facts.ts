import type { Answers } from "../ser/read.ts";
import { count, onOff, time, word } from "../settings.ts";

/** Whose defaults these are: Debian 12's; config.h, tcp_init.h, tcp_options.c, cfg_core.c and the modules' READMEs and sources of that version. */
export const KAMAILIO = "kamailio 5.6.3";
const MILLISECONDS = 1000;

/** Keys of the core; times in seconds. */
export const KAMAILIO_CORE = {
  /** For each UDP socket. */
  children: count(8),
  tcp_connection_lifetime: time(120),
  tcp_connect_timeout: time(10),
  tcp_send_timeout: time(10),
  tcp_keepalive: onOff(true),
  tcp_max_connections: count(2048),
  disable_tcp: onOff(false),
  use_dns_failover: onOff(false),
  dns_srv_lb: onOff(false),
  dns_try_naptr: onOff(false),
  use_dns_cache: onOff(true),
} as const;

/** Parameters of modules; times in seconds. */
export const KAMAILIO_MODULES = {
  tm: {
    fr_timer: time(30_000, MILLISECONDS),
    fr_inv_timer: time(120_000, MILLISECONDS),
    restart_fr_on_each_reply: onOff(true),
    max_inv_lifetime: time(180_000, MILLISECONDS),
    max_noninv_lifetime: time(32_000, MILLISECONDS),
    retr_timer1: time(500, MILLISECONDS),
    retr_timer2: time(4000, MILLISECONDS),
    wt_timer: time(5000, MILLISECONDS),
  },
  usrloc: {
    /** 0 memory, 1 write-through, 2 write-back, 3 database only, 4 load at start and never write. */
    db_mode: count(0),
    db_url: word("mysql://kamailio:kamailiorw@localhost/kamailio"),
    timer_interval: time(60),
    db_load: onOff(true),
    preload: word(),
    handle_lost_tcp: onOff(false),
    close_expired_tcp: onOff(false),
    db_clean_tcp: onOff(false),
    ka_mode: count(0),
    ka_timeout: time(0),
    use_domain: onOff(false),
    matching_mode: count(0),
  },
  dispatcher: {
    list_file: word("/etc/kamailio/dispatcher.list"),
    db_url: word(),
    /** 0: nobody is pinged. */
    ds_ping_interval: time(0),
    ds_probing_threshold: count(1),
    ds_inactive_threshold: count(1),
    ds_probing_mode: count(0),
    ds_ping_reply_codes: word(),
    ds_ping_method: word("OPTIONS"),
    use_default: onOff(false),
    /** 2: serial failover with `ds_next_dst` is possible. */
    flags: count(0),
    ds_hash_size: count(0),
    ds_dns_mode: count(1),
    ds_dns_interval: time(600),
    reload_delta: time(5),
  },
  keepalive: { ping_interval: time(30), delete_counter: count(5), destination: word() },
  dmq: {
    ping_interval: time(60),
    num_workers: count(2),
    multi_notify: onOff(false),
    server_address: word(),
    notification_address: word(),
  },
  dmq_usrloc: {
    enable: onOff(false),
    sync: onOff(true),
    batch_size: count(0),
    batch_usleep: time(0, 1_000_000),
    batch_msg_contacts: count(1),
    batch_msg_size: count(60_000),
    replicate_socket_info: count(0),
    usrloc_delete: onOff(true),
  },
  dialog: {
    db_mode: count(0),
    enable_dmq: onOff(false),
    default_timeout: time(43_200),
    ka_timer: time(0),
    ka_interval: time(0),
    send_bye: onOff(false),
  },
  htable: { enable_dmq: onOff(false), dmq_init_sync: onOff(false) },
  registrar: {
    default_expires: time(3600),
    min_expires: time(60),
    /** 0: no limit. */
    max_expires: time(0),
    max_contacts: count(0),
    retry_after: time(0),
    /** Per cent by which an expiry may be drawn shorter or longer. */
    default_expires_range: count(0),
  },
  nathelper: {
    natping_interval: time(0),
    ping_nated_only: onOff(false),
    natping_processes: count(1),
    keepalive_timeout: time(0),
    sipping_bflag: count(-1),
  },
  rtpengine: {
    rtpengine_sock: word(),
    rtpengine_tout_ms: time(1000, MILLISECONDS),
    rtpengine_retr: count(5),
    rtpengine_disable_tout: time(60),
    aggressive_redetection: onOff(true),
  },
} as const;

/** What a kamailio.cfg says, in Kamailio's own words. */
export type KamailioFacts = Answers<
  typeof KAMAILIO_CORE & { readonly tcp_children: ReturnType<typeof count> },
  typeof KAMAILIO_MODULES
>;

import type { Block, Harmless } from "../block.ts";
import type { Statement } from "../statement.ts";

/** Whose defaults these are: Debian 12's; keepalived.conf(5), vrrp.h, vrrp.c, vrrp_data.c and check_api.c of that version. */
export const KEEPALIVED = "keepalived 2.2.7";

/** Makes a block of what stands in braces. */
export type BlockOf = (of: readonly Statement[] | null) => Block;

/** Who is told, what is logged: words that may stand in nearly every block. */
const TOLD = /^(notify|smtp_|debug$|log_)/;

/** Words of keepalived.conf(5) that say nothing of who takes over and when, by the block in which they stand. */
export const HARMLESS: Readonly<Record<"file" | "global" | "instance" | "group" | "script" | "process", Harmless>> = {
  file: {
    words: new Set([
      ...["static_ipaddress", "static_routes", "static_rules", "track_group", "net_namespace", "net_namespace_ipvs"],
      ...["namespace_with_ipsets", "instance", "use_pid_dir", "linkbeat_use_polling", "child_wait_time", "garp_group"],
      ...["interface_up_down_delays", "linkbeat_interfaces", "SSL", "random_seed", "include_check"],
    ]),
  },
  global: {
    words: new Set([
      ...["notification_email", "notification_email_from", "no_email_faults", "lvs_id", "lvs_sync_daemon"],
      ...["lvs_flush", "lvs_flush_onstop", "lvs_timeouts", "default_interface", "script_user", "startup_script"],
      ...["startup_script_timeout", "shutdown_script", "shutdown_script_timeout", "dynamic_interfaces", "json_version"],
      ...["vrrp_mcast_group4", "vrrp_mcast_group6", "vrrp_iptables", "vrrp_ipsets", "disable_local_igmp", "nftables"],
      ...["vrrp_notify_priority_changes", "max_auto_priority", "min_auto_priority_delay", "umask", "use_symlink_paths"],
      ...[
        "use_pid_dir",
        "checker_log_all_failures",
        "tmp_config_directory",
        "config_save_dir",
        "fifo_write_vrrp_states",
      ],
      ...["vrrp_skip_check_adv_addr", "vrrp_check_unicast_src", "vrrp_startup_delay", "vrrp_garp_extra_if"],
      ...["vrrp_garp_interval", "vrrp_gna_interval", "vrrp_garp_master_refresh_repeat", "allow_if_changes"],
      ...[
        "include_check",
        "rs_init_notifies",
        "no_checker_emails",
        "snmp_socket",
        "disable_local_igmp",
        "reload_repeat",
      ],
      ...["vrrp_priority", "checker_priority", "bfd_priority", "data_use_instance", "vrrp_rx_bufs_policy"],
    ]),
    like: /^(notify|smtp_|debug$|log_|enable_(snmp|dbus|traps)|dbus_|snmp_|nftables_|.*process_names?$|.*_(no_swap|rt_priority|cpu_affinity|rlimit_rttime)$|.*fifo|.*_rlimit_|vrrp_netlink|.*_netlink_|vrrp_rx_bufs|reload_|lvs_netlink|process_monitor|iproute_|checker_)/,
  },
  instance: {
    words: new Set([
      ...["virtual_routes", "virtual_rules", "lvs_sync_daemon_interface", "accept", "no_accept", "mcast_src_ip", "vrf"],
      ...["native_ipv6", "preempt", "track_src_ip", "promote_secondaries", "use_vmac_addr", "vmac_xmit_base"],
      ...["use_ipvlan", "unicast_ttl", "unicast_fault_no_peer", "old_unicast_checksum", "check_unicast_src"],
      ...["skip_check_adv_addr", "garp_master_refresh_repeat", "garp_extra_if", "mcast_dst_ip", "kernel_rx_buf_size"],
    ]),
    like: TOLD,
  },
  group: { words: new Set(["global_tracking"]), like: TOLD },
  script: { words: new Set() },
  process: { words: new Set(["param_match", "full_command", "quorum_max", "fork_delay", "terminate_delay"]) },
};

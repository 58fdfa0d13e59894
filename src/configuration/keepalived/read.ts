import { Block, type Remarks } from "../block.ts";
import type { FileTree } from "../file-tree.ts";
import { byDefault, type Said, written } from "../place.ts";
import { keyOf, placeOf, type Statement } from "../statement.ts";
import type { KeepalivedFacts, SyncGroup, Tracked, TrackedProcess, VrrpInstance, VrrpScript } from "./facts.ts";
import { readKeepalived } from "./grammar.ts";
import { type BlockOf, KEEPALIVED } from "./version.ts";
import { virtualServerOf } from "./virtual-server.ts";

const EVERYWHERE = [
  ...["notify", "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted", "smtp_alert"],
  ...["notify_master_rx_lower_pri", "notify_priority_changes", "debug", "log_unknown_vrids", "track_src_ip"],
];
/** Read, and without consequence for what is asked here. */
const HARMLESS = {
  file: new Set(["static_ipaddress", "static_routes", "static_rules", "net_namespace", "namespace_with_ipsets"]),
  global: new Set([
    ...["notification_email", "notification_email_from", "smtp_server", "smtp_connect_timeout", "smtp_helo_name"],
    ...["smtp_alert", "lvs_id", "process_names", "log_unknown_vrids", "enable_snmp_vrrp", "enable_snmp_keepalived"],
    ...["enable_snmp_checker", "enable_snmp_rfc", "enable_traps", "snmp_socket", "enable_dbus", "use_pid_dir"],
    ...["lvs_sync_daemon", "lvs_flush", "nftables", "vrrp_iptables", "vrrp_ipsets", "script_user", "max_auto_priority"],
    ...["vrrp_mcast_group4", "vrrp_mcast_group6", "vrrp_priority", "checker_priority", "notify_fifo", "json_version"],
    ...["vrrp_no_swap", "checker_no_swap", "vrrp_rt_priority", "checker_rt_priority", "log_file", "dynamic_interfaces"],
  ]),
  instance: new Set([...EVERYWHERE, "virtual_routes", "virtual_rules", "lvs_sync_daemon_interface", "accept"]),
  script: new Set(["init_fail"]),
};

/** What one host's keepalived.conf says. */
export function keepalivedFacts(tree: FileTree, path: string, host: string | null, remarks: Remarks): KeepalivedFacts {
  const { statements, problems } = readKeepalived(tree, path, host);
  remarks.problems.push(...problems);
  const block = (of: readonly Statement[] | null) => new Block(of ?? [], KEEPALIVED, remarks);
  const file = block(statements);
  const global = block(file.all("global_defs").flatMap(({ block: inner }) => inner ?? []));
  const version = global.number("vrrp_version", 2, { min: 2, max: 3 });
  const strict = global.flag("vrrp_strict");
  const repeats = {
    delay: global.number("vrrp_garp_master_delay", 5),
    repeat: global.number("vrrp_garp_master_repeat", 5),
    refresh: global.number("vrrp_garp_master_refresh", 0),
    lower: global.number("vrrp_garp_lower_prio_repeat", 5),
  };
  const facts: KeepalivedFacts = {
    routerId: global.text("router_id"),
    scriptSecurity: global.flag("enable_script_security"),
    instances: named(file.all("vrrp_instance")).map(([name, statement]) =>
      instanceOf(name, statement, { block, version, strict, repeats, remarks }),
    ),
    scripts: named(file.all("vrrp_script")).map(([name, statement]) => scriptOf(name, statement, block)),
    processes: named(file.all("vrrp_track_process", "track_process")).map(([name, statement]) =>
      processOf(name, statement, block),
    ),
    syncGroups: named(file.all("vrrp_sync_group")).map(([name, statement]) => groupOf(name, statement, block)),
    virtualServers: file.all("virtual_server").map((statement) => virtualServerOf(statement, block)),
  };
  global.all("vrrp_version", "vrrp_strict");
  global.rest(HARMLESS.global);
  file.rest(HARMLESS.file);
  return facts;
}

const named = (statements: readonly Statement[]): [name: string, statement: Statement][] =>
  statements.map((statement) => [statement.words[1]?.text ?? "", statement]);

interface Common {
  readonly block: BlockOf;
  readonly version: Said<number>;
  readonly strict: Said<boolean>;
  readonly repeats: Readonly<Record<"delay" | "repeat" | "refresh" | "lower", Said<number>>>;
  readonly remarks: Remarks;
}

function instanceOf(name: string, statement: Statement, common: Common): VrrpInstance {
  const { block, strict, repeats } = common;
  const own = block(statement.block);
  const state = own.text("state");
  const isMaster = state?.value.toUpperCase() === "MASTER";
  const version = orElse(own.number("version", common.version.value, { min: 2, max: 3 }), common.version);
  const peers = own.all("unicast_peer").flatMap(({ block: inner }) => inner ?? []);
  const addresses = own
    .all("virtual_ipaddress", "virtual_ipaddress_excluded")
    .flatMap(({ block: inner }) => inner ?? []);
  const authentication = own.last("authentication");
  const passwords = block(authentication?.block ?? []);
  const shared = {
    kind: passwords.text("auth_type")?.value ?? "",
    password: passwords.text("auth_pass")?.value ?? "",
  };
  const one: VrrpInstance = {
    name,
    place: placeOf(statement),
    state:
      state === null
        ? byDefault("BACKUP", KEEPALIVED)
        : { value: isMaster ? "MASTER" : "BACKUP", origin: state.origin },
    interface: own.text("interface"),
    virtualRouterId:
      own.text("virtual_router_id") === null ? null : own.number("virtual_router_id", 0, { min: 1, max: 255 }),
    priority: own.number("priority", isMaster ? 255 : 100, { min: 1, max: 255 }),
    advertInterval: own.number("advert_int", 1, { min: 0.01, max: 255 }),
    version: { value: version.value === 3 ? 3 : 2, origin: version.origin },
    downTimerAdverts: own.number("down_timer_adverts", 3, { min: 1, max: 100 }),
    nopreempt: own.flag("nopreempt"),
    preemptDelay: own.number("preempt_delay", 0, { max: 1000 }),
    useVmac: own.flag("use_vmac"),
    unicastSource: own.text("unicast_src_ip"),
    unicastPeers: peers.map(firstWord),
    authentication: authentication === undefined ? null : { ...shared, place: placeOf(authentication) },
    addresses: addresses.map(firstWord).map(({ value, origin }) => ({ value: value.replace(/\/.*$/, ""), origin })),
    trackedScripts: trackedIn(own, "track_script", common.remarks),
    trackedProcesses: trackedIn(own, "track_process", common.remarks),
    trackedInterfaces: trackedIn(own, "track_interface", common.remarks),
    ignoresOwnInterface: own.flag("dont_track_primary"),
    garpMasterDelay: orElse(own.number("garp_master_delay", 5), repeats.delay),
    garpMasterRepeat: orElse(own.number("garp_master_repeat", 5), repeats.repeat),
    garpMasterRefresh: orElse(own.number("garp_master_refresh", 0), repeats.refresh),
    garpLowerPriorityRepeat: orElse(own.number("garp_lower_prio_repeat", 5), repeats.lower),
    strict,
  };
  own.all("garp_master_refresh_repeat", "garp_lower_prio_delay", "mcast_src_ip", "native_ipv6", "preempt");
  own.rest(HARMLESS.instance);
  return one;
}

/** What an instance does not say itself is as the whole file says. */
const orElse = <Value>(own: Said<Value>, global: Said<Value>): Said<Value> =>
  own.origin.kind === "default" ? global : own;

const firstWord = ({ words }: Statement): Said<string> => written(words[0]?.text ?? "", words[0]!.place);

/** What is tracked: a line for each, `name`, `name weight 2` or `name weight 2 reverse`. */
export function trackedIn(own: Block, key: string, remarks: Remarks): Tracked[] {
  return own
    .all(key)
    .flatMap(({ block }) => block ?? [])
    .map((statement) => {
      const { words } = statement;
      const at = words.findIndex(({ text }) => text === "weight");
      const weight = words[at + 1];
      const value = Number(weight?.text);
      if (at > 0 && (weight === undefined || !Number.isInteger(value)))
        remarks.problems.push({ place: placeOf(statement), text: "gives a weight that is no number; it is left out" });
      return {
        name: keyOf(statement),
        place: placeOf(statement),
        weight: at > 0 && weight !== undefined && Number.isInteger(value) ? written(value, weight.place) : null,
      };
    });
}

function scriptOf(name: string, statement: Statement, block: BlockOf): VrrpScript {
  const own = block(statement.block);
  const interval = own.number("interval", 1, { min: 0.001 });
  const one = {
    name,
    place: placeOf(statement),
    command: own.text("script"),
    interval,
    timeout: own.number("timeout", interval.value, { min: 0 }),
    fall: own.number("fall", 1, { min: 1 }),
    rise: own.number("rise", 1, { min: 1 }),
    weight: own.number("weight", 0, { min: -253, max: 253 }),
    user: own.text("user"),
  };
  own.rest(HARMLESS.script);
  return one;
}

function processOf(name: string, statement: Statement, block: BlockOf): TrackedProcess {
  const own = block(statement.block);
  const one = {
    name,
    place: placeOf(statement),
    process: own.text("process"),
    weight: own.number("weight", 0, { min: -254, max: 254 }),
    quorum: own.number("quorum", 1, { min: 1 }),
    delay: own.number("delay", 0),
  };
  own.all("param_match", "full_command", "quorum_max", "fork_delay", "terminate_delay");
  own.rest(new Set());
  return one;
}

function groupOf(name: string, statement: Statement, block: BlockOf): SyncGroup {
  const own = block(statement.block);
  const remarks: Remarks = { irrelevant: [], unknown: [], problems: [] };
  const one = {
    name,
    place: placeOf(statement),
    members: own
      .all("group")
      .flatMap(({ block: inner }) => inner ?? [])
      .flatMap(({ words }) => words.map((word) => written(word.text, word.place))),
    trackedScripts: trackedIn(own, "track_script", remarks),
    trackedProcesses: trackedIn(own, "track_process", remarks),
  };
  own.rest(new Set(EVERYWHERE));
  return one;
}

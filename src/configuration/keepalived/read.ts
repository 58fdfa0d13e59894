import { Block, type Remarks } from "../block.ts";
import type { FileTree } from "../file-tree.ts";
import { type Said, written } from "../place.ts";
import { placeOf, type Statement } from "../statement.ts";
import type { BfdInstance, KeepalivedFacts, SyncGroup, TrackedProcess, VrrpScript } from "./facts.ts";
import { readKeepalived } from "./grammar.ts";
import { instanceOf, trackedIn } from "./instance.ts";
import { type BlockOf, HARMLESS, KEEPALIVED } from "./version.ts";
import { virtualServerOf } from "./virtual-server.ts";

/**
 * What one host's keepalived.conf says.
 *
 * @param host its configuration id, where lines have conditions; null: they are taken as if they held
 */
export function keepalivedFacts(tree: FileTree, path: string, host: string | null, remarks: Remarks): KeepalivedFacts {
  const { statements } = readKeepalived(tree, path, host, remarks.problems);
  const block: BlockOf = (of) => new Block(of ?? [], KEEPALIVED, remarks);
  const file = block(statements);
  const global = block(file.inside("global_defs"));
  const leastGarp = global.flag("vrrp_min_garp");
  const of = (count: number): number | Said<number> =>
    leastGarp.value ? { value: count, origin: leastGarp.origin } : 5;
  const repeat = global.number("vrrp_garp_master_repeat", of(1));
  const delay = global.number("vrrp_garp_master_delay", of(0));
  const common = {
    block,
    remarks,
    version: global.number("vrrp_version", 2, { min: 2, max: 3 }),
    strict: global.flag("vrrp_strict"),
    lowerNoAdvert: global.flag("vrrp_lower_prio_no_advert"),
    higherSends: global.flag("vrrp_higher_prio_send_advert"),
    downTimerAdverts: global.number("vrrp_down_timer_adverts", 3, { min: 1, max: 100 }),
    garp: {
      ...{ delay, repeat },
      refresh: global.number("vrrp_garp_master_refresh", 0),
      lowerDelay: global.text("vrrp_garp_lower_prio_delay") && global.number("vrrp_garp_lower_prio_delay", delay),
      lowerRepeat: global.text("vrrp_garp_lower_prio_repeat") && global.number("vrrp_garp_lower_prio_repeat", repeat),
    },
  };
  const facts: KeepalivedFacts = {
    routerId: global.text("router_id"),
    scriptSecurity: global.flag("enable_script_security"),
    instances: file.all("vrrp_instance").map((one) => instanceOf(one, common)),
    scripts: file.all("vrrp_script").map((one) => scriptOf(one, block)),
    processes: file.all("vrrp_track_process", "track_process").map((one) => processOf(one, block)),
    syncGroups: file.all("vrrp_sync_group").map((one) => groupOf(one, block, remarks)),
    bfdInstances: file.all("bfd_instance").map((one) => bfdOf(one, block)),
    virtualServers: file.all("virtual_server").map((one) => virtualServerOf(one, block)),
    virtualServerGroups: file.all("virtual_server_group").map((statement) => ({
      name: nameOf(statement),
      place: placeOf(statement),
      addresses: (statement.block ?? []).map((one) =>
        written(one.words.map(({ text }) => text).join(" "), placeOf(one)),
      ),
    })),
  };
  file.all("vrrp_track_file", "track_file");
  global.rest(HARMLESS.global);
  file.rest(HARMLESS.file);
  return facts;
}

const nameOf = ({ words }: Statement): string => words[1]?.text ?? "";

const isReversed = (own: Block): boolean => own.last("weight")?.words[2]?.text === "reverse";

function scriptOf(statement: Statement, block: BlockOf): VrrpScript {
  const own = block(statement.block);
  const interval = own.number("interval", 1, { min: 0.001 });
  const one = {
    name: nameOf(statement),
    place: placeOf(statement),
    command: own.line("script"),
    interval,
    timeout: own.number("timeout", interval, { min: 0.001 }),
    fall: own.number("fall", 1, { min: 1, isWhole: true }),
    rise: own.number("rise", 1, { min: 1, isWhole: true }),
    weight: own.number("weight", 0, { min: -253, max: 253, isWhole: true }),
    isReversed: isReversed(own),
    user: own.text("user"),
    failsAtFirst: own.flag("init_fail"),
  };
  own.rest(HARMLESS.script);
  return one;
}

function processOf(statement: Statement, block: BlockOf): TrackedProcess {
  const own = block(statement.block);
  const one = {
    name: nameOf(statement),
    place: placeOf(statement),
    process: own.line("process"),
    weight: own.number("weight", 0, { min: -254, max: 254, isWhole: true }),
    isReversed: isReversed(own),
    quorum: own.number("quorum", 1, { min: 1 }),
    delay: own.number("delay", 0),
  };
  own.rest(HARMLESS.process);
  return one;
}

function groupOf(statement: Statement, block: BlockOf, remarks: Remarks): SyncGroup {
  const own = block(statement.block);
  const one = {
    name: nameOf(statement),
    place: placeOf(statement),
    members: own.inside("group").flatMap(({ words }) => words.map((word) => written(word.text, word.place))),
    trackedScripts: trackedIn(own, "track_script", remarks),
    trackedProcesses: trackedIn(own, "track_process", remarks),
    trackedInterfaces: trackedIn(own, "track_interface", remarks),
    keepsWeights: own.flag("sync_group_tracking_weight"),
  };
  own.all("track_file", "track_bfd");
  own.rest(HARMLESS.group);
  return one;
}

/** Times in a file are milliseconds. */
function bfdOf(statement: Statement, block: BlockOf): BfdInstance {
  const own = block(statement.block);
  const one = {
    name: nameOf(statement),
    place: placeOf(statement),
    neighbour: own.text("neighbor_ip"),
    minTx: own.number("min_tx", 10, { min: 1, per: 1000 }),
    minRx: own.number("min_rx", 10, { min: 1, per: 1000 }),
    multiplier: own.number("multiplier", 5, { min: 1, max: 255 }),
  };
  own.rest({ words: new Set(["source_ip", "idle_tx", "passive", "ttl", "hoplimit", "max_hops", "weight"]) });
  return one;
}

import { Block, type Remarks } from "../block.ts";
import type { ConfigurationFile } from "../file-tree.ts";
import { byDefault, type Said } from "../place.ts";
import { placeOf, type Statement } from "../statement.ts";
import type { CorosyncFacts, Quorum, QuorumDevice, RingLink, RingNode } from "./facts.ts";
import { readCorosync } from "./grammar.ts";

/** Whose defaults these are: Debian 12's; corosync.conf(5), totemconfig.c and votequorum(5) of that version. */
const COROSYNC = "corosync 3.1.7";
/** Of the device: corosync-qdevice(8). */
const QDEVICE = "corosync-qdevice 3.0.3";
/** Consensus, in token time-outs (totemconfig.c). */
const CONSENSUS_PER_TOKEN = 1.2;
const MILLISECONDS = { min: 1, per: 1000 };

const HARMLESS = {
  file: new Set(["logging", "uidgid", "service", "aisexec", "amf", "resources", "system", "nozzle", "compatibility"]),
  totem: new Set([
    ...["version", "secauth", "crypto_cipher", "crypto_hash", "crypto_model", "crypto_type", "crypto_compat", "key"],
    ...["keyfile", "ip_version", "threads", "netmtu", "nodeid", "clear_node_high_bit", "vsftype", "window_size"],
    ...["max_messages", "hold", "token_retransmit", "token_warning", "send_join", "downcheck", "seqno_unchanged_const"],
    ...[
      "miss_count_const",
      "heartbeat_failures_allowed",
      "max_network_delay",
      "knet_pmtud_interval",
      "block_unlisted_ips",
    ],
    ...["knet_compression_model", "knet_compression_level", "knet_compression_threshold", "knet_mtu", "autojoin"],
    ...["rrp_problem_count_timeout", "rrp_problem_count_threshold", "rrp_problem_count_mcast_threshold"],
    ...["rrp_token_expired_timeout", "rrp_autorecovery_check_timeout", "cancel_token_hold_on_retransmit"],
    ...["nodeid", "broadcast", "allow_knet_handle_fallback", "ip_dscp"],
  ]),
  link: new Set(["mcastttl", "ttl", "broadcast", "knet_link_priority", "knet_transport", "knet_ping_precision"]),
  quorum: new Set(["expected_votes_tracking", "allow_downscale", "auto_tie_breaker_node", "votes", "heuristics"]),
  device: new Set(["net", "heuristics", "master_wins"]),
};

/** As corosync reckons. */
const wholeMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** What a corosync.conf says. */
export function corosyncFacts(file: ConfigurationFile, remarks: Remarks): CorosyncFacts {
  const block = (of: readonly Statement[]): Block => new Block(of, COROSYNC, remarks);
  const all = block(readCorosync(file, remarks.problems));
  const totem = block(all.inside("totem"));
  const nodes = block(all.inside("nodelist"))
    .all("node")
    .map((node) => nodeOf(node, block));
  const token = totem.number("token", 3000, MILLISECONDS);
  const coefficient = totem.number("token_coefficient", 650, { per: 1000 });
  const more = Math.max(0, nodes.length - 2) * coefficient.value;
  const tokenTimeout = { value: wholeMilliseconds(token.value + more), origin: token.origin };
  const ofToken = (share: number): Said<number> => byDefault(wholeMilliseconds(share * tokenTimeout.value), COROSYNC);
  const links = totem.all("interface").map((link) => linkOf(link, ofToken, block));
  const facts: CorosyncFacts = {
    clusterName: totem.text("cluster_name"),
    transport: totem.text("transport") ?? byDefault("knet", COROSYNC),
    ...{ token, tokenTimeout, links, nodes },
    tokenCoefficient: coefficient,
    consensus: totem.number("consensus", ofToken(CONSENSUS_PER_TOKEN), MILLISECONDS),
    tokenRetransmits: totem.number("token_retransmits_before_loss_const", 4, { min: 1 }),
    join: totem.number("join", 50, MILLISECONDS),
    merge: totem.number("merge", 200, MILLISECONDS),
    linkMode: totem.text("link_mode", "rrp_mode") ?? byDefault("passive", COROSYNC),
    failReceiveConst: totem.number("fail_recv_const", 2500),
    scheduledInRealTime: block(all.inside("system")).flag("sched_rr", byDefault(true, COROSYNC)),
    quorum: quorumOf(all, remarks),
  };
  totem.rest({ words: HARMLESS.totem });
  all.rest({ words: HARMLESS.file });
  return facts;
}

function nodeOf(statement: Statement, block: (of: readonly Statement[]) => Block): RingNode {
  const own = block(statement.block ?? []);
  const addresses = Array.from({ length: 8 }, (_, ring) => own.text(`ring${ring}_addr`));
  const node = {
    place: placeOf(statement),
    name: own.text("name"),
    id: own.text("nodeid") && own.number("nodeid", 0),
    addresses: addresses.filter((address) => address !== null),
    votes: own.number("quorum_votes", 1),
  };
  own.rest({ words: new Set() });
  return node;
}

function linkOf(
  statement: Statement,
  ofToken: (share: number) => Said<number>,
  block: (of: readonly Statement[]) => Block,
): RingLink {
  const own = block(statement.block ?? []);
  own.all("ringnumber", "linknumber");
  const pongCount = own.number("knet_pong_count", 2, { min: 1 });
  const link = {
    place: placeOf(statement),
    number: own.number(own.text("linknumber") === null ? "ringnumber" : "linknumber", 0),
    network: own.text("bindnetaddr"),
    multicast: own.text("mcastaddr"),
    port: own.number("mcastport", 5405),
    pongCount,
    pingInterval: own.number("knet_ping_interval", ofToken(1 / (2 * pongCount.value)), MILLISECONDS),
    pingTimeout: own.number("knet_ping_timeout", ofToken(1 / pongCount.value), MILLISECONDS),
  };
  // The address of a node on this link, as it stood before there was a node list.
  own.all("member");
  own.rest({ words: HARMLESS.link });
  return link;
}

function quorumOf(all: Block, remarks: Remarks): Quorum | null {
  const statement = all.last("quorum");
  const own = new Block(all.inside("quorum"), COROSYNC, remarks);
  const provider = own.text("provider");
  const twoNode = own.flag("two_node");
  const device = own.last("device");
  const quorum =
    provider === null
      ? null
      : {
          place: placeOf(statement!),
          provider,
          expectedVotes: own.text("expected_votes") && own.number("expected_votes", 0),
          twoNode,
          waitForAll: own.flag("wait_for_all", twoNode.value ? { value: true, origin: twoNode.origin } : undefined),
          lastManStanding: own.flag("last_man_standing"),
          lastManStandingWindow: own.number("last_man_standing_window", 10_000, MILLISECONDS),
          autoTieBreaker: own.flag("auto_tie_breaker"),
          device: device === undefined ? null : deviceOf(device, remarks),
        };
  if (provider === null && statement !== undefined)
    remarks.problems.push({ place: placeOf(statement), text: "names no provider; corosync knows no quorum" });
  own.rest({ words: HARMLESS.quorum });
  return quorum;
}

function deviceOf(statement: Statement, remarks: Remarks): QuorumDevice {
  const own = new Block(statement.block ?? [], QDEVICE, remarks);
  const net = new Block(own.inside("net"), QDEVICE, remarks);
  const heuristics = new Block(own.inside("heuristics"), QDEVICE, remarks);
  const device = {
    place: placeOf(statement),
    model: own.text("model"),
    votes: own.text("votes") && own.number("votes", 0),
    timeout: own.number("timeout", 10_000, MILLISECONDS),
    syncTimeout: own.number("sync_timeout", 30_000, MILLISECONDS),
    host: net.text("host"),
    algorithm: net.text("algorithm") ?? byDefault("ffsplit", QDEVICE),
    tieBreaker: net.text("tie_breaker") ?? byDefault("lowest", QDEVICE),
    heuristics: heuristics.text("mode") ?? byDefault("off", QDEVICE),
  };
  net.rest({
    words: new Set(["port", "tls", "connect_timeout", "force_ip_version", "keep_active_partition_tie_breaker"]),
  });
  own.rest({ words: HARMLESS.device });
  return device;
}

/**
 * A scenario tests what its title says: with the one thing undone that it is about, its expectations fail. Adding a scenario asks for a
 * line here.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { companionsOf } from "../../src/cli/files.ts";
import type { SummaryRow } from "../../src/experiment/summary.ts";
import { readSetting } from "../../src/notation/settings.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { isMet } from "../../src/scenario/verdict.ts";
import { isLong } from "../long.ts";
import { runnable } from "../scenario/mutations.ts";
import { ensureBuilt, root } from "./built.ts";

/** Settings by which the thing that a title names does not happen. */
const UNDONE: Readonly<Record<string, readonly string[]>> = {
  "anycast-return": ["faults.0={ at: 10 s, kill: proxy-1, kind: host }"],
  anycast: ["architecture.watches.routing.route.convergence=5 s"],
  "blocked-multicast": ["faults=[]"],
  "bursty-arrivals": ["traffic.options={ rate: 80/s, duration: 2000 s }"],
  "busy-hour": ["traffic.calls={ rate: 0.2/s, duration: 24 h, hold: 1 s }"],
  carrier: ["architecture.standby=0"],
  "carrier-upgrade": ["architecture.standby=0"],
  "challenged-registrations": ["architecture.tiers.proxies.authentication={ nonce: 1 h, knownTo: all }"],
  "checkpoint-lag": ["architecture.bindings.memory.checkpoint=synchronous"],
  "cisco-vrrp": ["architecture.watches.routers.detector.vrrp.advertisement=2 s"],
  "crash-and-return": ["faults.0={ at: 10 s, kill: proxy-1, kind: host }"],
  "database-dies-iprs": ["architecture.preset=ppdr"],
  "database-dies-ppdr": ["faults=[]"],
  "database-promotion": ["architecture.tiers.database.replication={ semiSynchronous: {} }"],
  "detector-laboratory-vrrp": ["architecture.watches={}", "architecture.tiers.routers.standby=[watcher]"],
  "detector-laboratory": ["faults=[]"],
  "director-bottleneck": ["architecture.tiers.directors.service.each=0 s"],
  director: ["architecture.watches.health.removal=60 s"],
  "dns-srv": ["traffic.clients={}"],
  "dns-update": ["architecture.watches.health.record.ttl=0 s"],
  "failover-iprs": ["architecture.standby=0"],
  "failure-classes": ["failures.classes.host.timeToFailure={ exponential: 40000 s }"],
  "failures-by-chance": ["faults.0.crews=unlimited"],
  fff: ["architecture.watches.health.removal=5 s"],
  "fence-race": [
    "architecture.watches.membership.takeover={ quorum: { twoNode: true }, fencing: { time: 5 s, reboot: 60 s } }",
  ],
  "forked-calls": ["architecture.tiers.proxies.transactions.forking.ringing=10 s"],
  "functional-test-iprs": ["architecture.watches.membership.takeover.claim=60 s"],
  "functional-test-ppdr": ["architecture.watches.health.removal=60 s"],
  "fuzz-target": ["faults=[{ at: 7 s, kill: proxy-2, kind: link, for: 1 s }]"],
  "geo-redundant": ["traffic.clients={}"],
  hang: ["architecture.watches.membership.detector={ heartbeat: { interval: 100 ms } }"],
  "heartbeat-w3": ["architecture.watches.membership.detector.heartbeat.interval=200 ms"],
  "galera-usrloc": ["faults=[]"],
  "impatient-callers": ["traffic.calls.patience=1 h"],
  "ip-takeover": ["architecture.watches.heartbeat.detector.heartbeat.misses=5"],
  iprs: ["architecture.standby=0"],
  "kamailio-dispatcher": ["architecture.tiers.directors.transactions.failover.after=2 s"],
  "kamailio-kubernetes": ["architecture.leases=5"],
  "kubernetes-hang": ["architecture.directors.flows.until=removal"],
  "kamailio-keepalived": ["architecture.bindings={ memory: { checkpoint: { lag: -0.1 ms }, copiedTo: all proxies } }"],
  "which-preset": ["architecture.bindings={ memory: { checkpoint: { lag: -0.1 ms }, copiedTo: all proxies } }"],
  "kamailio-dmq": ["architecture.bindings.memory.checkpoint={ lag: 5 s }"],
  "kamailio-dmq-return": ["architecture.bindings.memory.transfer.pause={ after: 1000, for: 100 ms }"],
  "kubernetes-rolling-update": ["architecture.directors.flows.draining=0 s"],
  "kubernetes-node-dies": ["architecture.watches.nodes.takeover.select=0 s"],
  "link-cut": ["faults=[]"],
  "lost-arp": ["faults=[{ at: 10 s, kill: proxy-1, kind: host }]"],
  mg1: ["architecture.tiers.proxies.service.each={ exponential: 5 ms }"],
  "maintenance-night": ["plan.steps.3={ upgrade: proxy-1 }"],
  "mixed-traffic": ["faults=[]"],
  mm1: ["architecture.tiers.proxies.service.each=5 ms"],
  mm1k: ["architecture.tiers.proxies.queue=8"],
  mm4: ["architecture.tiers.proxies.workers=5"],
  "network-load-balancer": ["architecture.directors.flows.until=removal"],
  "one-of-two-dies": ["architecture.tiers.proxies.transactions.strayResponses=drop"],
  "openais-registrar": ["architecture.bindings.memory.checkpoint=none"],
  "opensips-clusterer": ["faults.0.kind=host"],
  "opensips-restart": ["faults.0={ at: 10 s, kill: proxy-1, kind: process }"],
  "opensips-seed": ["architecture.bindings.memory.transfer.meanwhile=refuse"],
  "overload-503": ["architecture.tiers.proxies={ queue: 5000, service: { each: 1 ms, lookup: 0 s } }"],
  "overload-control": ["architecture.tiers.proxies.overload={ queue: 50 }"],
  "overload-removal": ["architecture.watches.health.detector={ poll: { interval: 1 s, timeout: 500 ms } }"],
  "pacemaker-resource": ["architecture.watches.membership.detector.totem.monitor.interval=60 s"],
  "pacemaker-quorum": ["architecture.watches.membership.takeover={}"],
  "partition-and-heal": ["faults.0={ at: 10 s, partition: [[proxy-1, users], [proxy-2, proxy-3]] }"],
  ppdr: ["architecture.watches.health.removal=5 s"],
  "passive-checks": ["architecture.tiers.directors.transactions.failover.probation=0 s"],
  "process-death": ["faults.0.kind=host"],
  "random-delays": ["network.between.delay=20 ms"],
  "redis-sentinel": ["architecture.watches.sentinel.promotion.quorum=3"],
  "redial-storm": ["traffic.calls.redial.probability=0 %"],
  "registration-storm": ["traffic.registration.avalanche.within=60 s"],
  "retransmission-on": ["traffic.clients.retransmission=false"],
  "rolling-upgrade": ["faults=[{ at: 10 s, kill: proxy-1 }]"],
  "sbc-pair": ["architecture.tiers.sbcs.dialogs.replication=none"],
  "serial-failover": ["architecture.tiers.directors.transactions.failover.after=5 s"],
  single: ["architecture={ preset: cisco-vrrp }"],
  "sipp-flows": ["traffic.calls.sipp={ caller: sipp/caller.xml }"],
  "site-partition": ["faults=[]"],
  "slow-database": ["faults.0.factor=1"],
  "stories/metastable-overload": ["faults=[]"],
  table1: ["architecture={ preset: iprs }"],
  "tls-phones": ["traffic.clients.connection={ keepAlive: { interval: 60 s, timeout: 10 s } }"],
  "trace-takeover": ["traffic.clients.retransmission=false"],
  "two-sites": ["network.between.delay=0 s"],
  "usrloc-write-back": ["architecture.bindings.usrloc={ mode: write-through, tier: database }"],
  "vrrp-crossed": ["architecture.watches.vrrp.detector={ vrrp: {} }"],
  "vrrp-weight": ["architecture.watches.routers.detector.vrrp.track.weight=-20"],
  "vrrp-without-track": ["architecture.watches.routers.detector.vrrp.track=1 s"],
};
/** Expectations of a sweep, between its points, are judged in test/experiment; those of a figure in test/thesis and test/docs. */
const ELSEWHERE = /^(?:sweep-spares|thesis\/.*|testbed\/.*)$/;

const nameOf = (file: string) => file.replace(/^scenarios\/|\.yaml$/g, "");
const settingsOf = (file: string) =>
  (UNDONE[nameOf(file)] ?? []).flatMap((text) => {
    const read = readSetting(text);
    return "setting" in read ? [read.setting] : [];
  });
const undone = (file: string) =>
  parseScenario(runnable.get(file)!, file, settingsOf(file), companionsOf(`${root}${file}`));
const all = [...runnable.keys()].filter((file) => !ELSEWHERE.test(nameOf(file)));
/** One in four with `npm test`, all with `npm run test:long`. */
const files = all.filter((_, i) => isLong || i % 4 === 0);

/** Runs scenarios with their settings one after the other, by the built library. */
const PROGRAM = `
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
const { Source, parseScenario, readSetting, simulate, summarise } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/index.js")).href)});
const rows = {};
for (const [file, texts] of Object.entries(JSON.parse(process.argv[1]))) {
  const beside = (path) => ({ source: new Source(path, readFileSync(join(dirname(file), path), "utf8")) });
  const settings = texts.map((text) => readSetting(text).setting);
  const { scenario } = parseScenario(readFileSync(file, "utf8"), file, settings, beside);
  const [figures] = await simulate([{ scenario, replications: 2 }], { engine: "native", workers: 0 });
  rows[file] = summarise(figures, 1);
}
console.log(JSON.stringify(rows));`;

let rows: Readonly<Record<string, readonly SummaryRow[]>>;
beforeAll(async () => {
  await ensureBuilt();
  const readable = files.filter((file) => undone(file).scenario !== undefined && settingsOf(file).length > 0);
  const work = Object.fromEntries(readable.map((file) => [file, UNDONE[nameOf(file)]]));
  const words = ["--input-type=module", "-e", PROGRAM, JSON.stringify(work)];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, maxBuffer: 2 ** 26 });
  rows = JSON.parse(stdout);
});

test.each(all)("%s: it is known what would undo it", (file) => expect(settingsOf(file)).not.toEqual([]));

test.each(files)("%s tests what its title says", (file) => {
  const { scenario, problems } = undone(file);
  expect(problems).toBeUndefined();
  const meanOf = (name: string) => rows[file]!.find(({ metric }) => metric.name === name)?.interval.mean ?? null;
  expect(scenario!.expect.filter((one) => !isMet(one, meanOf(one.metric)))).not.toEqual([]);
});

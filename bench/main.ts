import { parseArgs } from "node:util";
import { Kernel } from "../src/kernel/kernel.ts";
import { SimjsEngine } from "../src/kernel/simjs-engine.ts";
import { Stream } from "../src/random/stream.ts";
import { failover } from "./failover.ts";
import { failures } from "./failures.ts";
import { hold } from "./hold.ts";
import { queue } from "./queue.ts";
import type { Row } from "./row.ts";
import { holdInSimjs, queueInSimjs } from "./simjs-idiom.ts";

/** Our two engines, and simjs without our face where a workload has an idiomatic program for it. */
const PEERS = ["sipnines", "sipnines-simjs", "simjs"] as const;
type Peer = (typeof PEERS)[number];

interface Flags {
  readonly k: number;
  readonly n: number;
  readonly seed: number;
  readonly variant: "det" | "poi";
}

type Workload = (peer: Peer, flags: Flags) => Row | null;

const engineOf = (peer: Peer) => (peer === "sipnines" ? new Kernel() : new SimjsEngine());

const WORKLOADS: Record<string, Workload> = {
  w1: (peer, { k, n, seed }) => {
    const random = new Stream("hold", seed);
    return peer === "simjs" ? holdInSimjs(random, k, n) : hold(engineOf(peer), random, k, n);
  },
  w2: (peer, { k, n, seed }) => {
    const arrivals = new Stream("arrivals", seed);
    const services = new Stream("services", seed);
    return peer === "simjs" ? queueInSimjs(arrivals, services, k, n) : queue(engineOf(peer), arrivals, services, k, n);
  },
  w3: (peer, { variant, n, seed }) => (peer === "simjs" ? null : failover(engineOf(peer), variant, n, seed)),
  w4: (peer, { n, seed }) => (peer === "simjs" ? null : failures(engineOf(peer), new Stream("failures", seed), n)),
};

/** What runs when no workload is named; simjs gets a tenth of the work or less, being that much slower. */
const STANDARD: readonly { workload: string; k?: number; variant?: "det" | "poi"; n: number; nSimjs: number }[] = [
  { workload: "w1", k: 1e3, n: 1e7, nSimjs: 1e6 },
  { workload: "w1", k: 1e5, n: 5e6, nSimjs: 3e5 },
  { workload: "w1", k: 1e6, n: 5e6, nSimjs: 2e6 },
  { workload: "w2", k: 1, n: 5e6, nSimjs: 3e5 },
  { workload: "w2", k: 4, n: 5e6, nSimjs: 3e5 },
  { workload: "w3", variant: "det", n: 30, nSimjs: 3 },
  { workload: "w3", variant: "poi", n: 30, nSimjs: 3 },
  { workload: "w4", n: 1e7, nSimjs: 1e6 },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peer: { type: "string" },
    k: { type: "string" },
    n: { type: "string" },
    seed: { type: "string", default: "1" },
    variant: { type: "string", default: "det" },
    rounds: { type: "string", default: "1" },
  },
});
const peers = PEERS.filter((peer) => values.peer === undefined || values.peer === peer);
if (peers.length === 0) fail(`no peer is called ${values.peer}; there are ${PEERS.join(", ")}`);
const unknown = positionals.find((name) => !(name in WORKLOADS));
if (unknown) fail(`no workload is called ${unknown}; there are ${Object.keys(WORKLOADS).join(", ")}`);
const variant = values.variant === "det" || values.variant === "poi" ? values.variant : fail("--variant is det or poi");

for (let round = 0; round < Number(values.rounds); round++)
  for (const standard of STANDARD) {
    if (positionals.length > 0 && !positionals.includes(standard.workload)) continue;
    if (values.k !== undefined && standard.k !== undefined && isRepeat(standard)) continue;
    if (positionals.length > 0 && standard.workload === "w3" && standard.variant !== variant) continue;
    for (const peer of peers) {
      const n = values.n === undefined ? (peer === "sipnines" ? standard.n : standard.nSimjs) : Number(values.n);
      const k = values.k === undefined ? (standard.k ?? 0) : Number(values.k);
      const seed = Number(values.seed) + round;
      const row = WORKLOADS[standard.workload]!(peer, { k, n, seed, variant: standard.variant ?? variant });
      if (row) console.log(JSON.stringify({ w: standard.workload, peer, seed, ...row }));
    }
  }

/** With --k given, one line per workload is enough. */
function isRepeat(standard: (typeof STANDARD)[number]): boolean {
  return STANDARD.find(({ workload }) => workload === standard.workload) !== standard;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

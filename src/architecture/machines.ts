import { samplerOf } from "../distributions/simulated.ts";
import { Machine } from "../ha/machine.ts";
import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import { SharedProcessor } from "../network/shared-processor.ts";
import type { Station } from "../network/station.ts";
import type { StationLoss } from "../network/station-parts.ts";
import type { Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import type { Traffic } from "../sip/traffic.ts";
import { type HostDescription, hostUnder } from "../tiers/description.ts";
import { CALLEES, CALLERS } from "./hosts.ts";
import { userAgentStation } from "./user-agent-station.ts";

/** Time and chance of machines. */
interface Surroundings {
  readonly engine: Engine;
  readonly streams: Streams;
}

/** What runs on machines. */
export interface Inhabitants {
  readonly network: Network;
  readonly nodes: readonly Node[];
  /** What messages cost user agents; undefined: no time. */
  readonly client: Traffic["client"];
  readonly lost: (host: number, message: number, reason: StationLoss) => void;
}

const USER_AGENTS = [
  { name: "callers", host: CALLERS },
  { name: "callees", host: CALLEES },
];

/** The machines of a service: the hosts of the file with their cores, and each node that is on none by itself. */
export class Machines {
  /** The cores of hosts, by name. */
  readonly processors: ReadonlyMap<string, SharedProcessor>;
  readonly #with: Surroundings;
  readonly #architecture: Architecture;
  readonly #machines = new Map<string, Machine>();
  readonly #userAgents: { readonly name: string; readonly host: number; readonly station: Station }[] = [];
  readonly #starts: (() => void)[] = [];

  constructor({ engine, streams }: Surroundings, architecture: Architecture) {
    this.#with = { engine, streams };
    this.#architecture = architecture;
    const { hosts = [] } = architecture;
    this.processors = new Map(hosts.map((host) => [host.name, processorOf(host, engine, streams)]));
  }

  /** The cores that a process shares with others; undefined: its workers have cores of their own. */
  processorUnder(name: string): SharedProcessor | undefined {
    return this.processors.get(hostUnder(this.#architecture, name)?.name ?? "");
  }

  /** Servers and user agents are there, and receive what the network brings. */
  settle({ network, nodes, client, lost }: Inhabitants): void {
    if (client !== undefined)
      for (const agent of USER_AGENTS) {
        const processor = this.processorUnder(agent.name);
        const station = userAgentStation({ ...this.#with, ...agent, network, client, processor, lost });
        this.#userAgents.push({ ...agent, station });
      }
    const settled = (name: string, on: readonly string[]) => {
      const here = <T extends { readonly name: string }>(all: readonly T[]) =>
        all.filter((one) => on.includes(one.name));
      const machine = new Machine({ name, network, nodes: here(nodes), userAgents: here(this.#userAgents) });
      this.#machines.set(name, machine);
      return machine;
    };
    for (const { name } of nodes) if (hostUnder(this.#architecture, name) === undefined) settled(name, [name]);
    for (const host of this.#architecture.hosts ?? [])
      this.#starts.push(freezingByChance(this.#with, host, settled(host.name, host.nodes)));
  }

  named(name: string): Machine {
    return this.#machines.get(name)!;
  }

  /** The machine that a node is on. */
  under(node: string): Machine {
    return this.named(hostUnder(this.#architecture, node)?.name ?? node);
  }

  reset(): void {
    for (const { station } of this.#userAgents) station.reset();
    for (const machine of this.#machines.values()) machine.reset();
  }

  start(): void {
    for (const start of this.#starts) start();
  }
}

/** The cores of a host; their speed in a replication is drawn where it varies. */
function processorOf({ variation = 0, ...host }: HostDescription, engine: Engine, streams: Streams): SharedProcessor {
  const scale = Math.sqrt(Math.log1p(variation ** 2));
  const stream = streams.stream(`speed/${host.name}`);
  const speed = variation === 0 ? undefined : () => Math.exp(scale * stream.normal());
  return new SharedProcessor({ engine, ...host, speed });
}

/** A machine that freezes by chance, again and again. Returns what starts that in a replication. */
export function freezingByChance(
  { engine, streams }: { readonly engine: Engine; readonly streams: Streams },
  { name, freezes }: HostDescription,
  machine: Pick<Machine, "freeze" | "goOn">,
): () => void {
  if (freezes === undefined) return () => {};
  const stream = streams.stream(`stalls/${name}`); // as it was called first: another name would draw other times
  const every = samplerOf(freezes.every, stream);
  const lasting = samplerOf(freezes.for, stream);
  const begins = engine.register(`${name} freezes`, () => {
    machine.freeze(engine.now);
    engine.after(lasting.sample(), ends, 0, 0);
  });
  const ends = engine.register(`${name} goes on`, () => {
    machine.goOn(engine.now);
    engine.after(every.sample(), begins, 0, 0);
  });
  return () => engine.after(every.sample(), begins, 0, 0);
}

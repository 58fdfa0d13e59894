import { bindingsAsked } from "../bindings/description.ts";
import type { RunningBindings } from "../bindings/mechanism.ts";
import { keepingOf } from "../bindings/simulated.ts";
import { type Fault, isOfLinks } from "../faults/description.ts";
import { FailoverLog } from "../ha/failover-log.ts";
import { Node } from "../ha/node.ts";
import type { Takeover } from "../ha/takeover.ts";
import type { Engine } from "../kernel/engine.ts";
import { Processes } from "../kernel/process.ts";
import { Network } from "../network/network.ts";
import type { NetworkOptions } from "../network/network-options.ts";
import { type Served, Station } from "../network/station.ts";
import type { Phases } from "../random/phases.ts";
import type { Streams } from "../random/stream.ts";
import { Calls, causeIndex } from "../sip/calls.ts";
import { Director } from "../sip/director.ts";
import { isSip, kindOf, ofCall, subjectOf } from "../sip/message.ts";
import type { OverloadControl } from "../sip/overload-control.ts";
import { ProxyRegistrar } from "../sip/proxy-registrar.ts";
import { Registrations } from "../sip/registrations.ts";
import { Targets } from "../sip/targets.ts";
import type { Traffic } from "../sip/traffic.ts";
import { AddressTimes } from "./address-times.ts";
import type { Bystander } from "./bystander.ts";
import type { Architecture, Tier } from "./description.ts";
import { FailuresByChance } from "./failures-by-chance.ts";
import { FaultScript } from "./fault-script.ts";
import { CALLEES, CALLERS, FIRST_SERVER, hostsNamed, sitesOf } from "./hosts.ts";
import { mayMissArp } from "./missed-arp.ts";
import { overloadControls, throttleOf } from "./overload.ts";
import { Population } from "./population.ts";
import { serviceTimes } from "./service-times.ts";
import { watch } from "./watching.ts";
import type { Witness } from "./witness.ts";

/**
 * A described service brought to life on an engine: hosts, stations, proxies, directors, a database, detectors, takeovers,
 * user agents. Built once, it runs any number of replications; everything it holds is reset between them.
 */
export class World {
  readonly engine: Engine;
  readonly network: Network;
  readonly calls = new Calls();
  readonly nodes: readonly Node[];
  readonly failovers: FailoverLog;
  readonly registrations: Registrations;
  readonly population: Population;
  readonly addressTimes: AddressTimes;
  /** Bindings that were missing on successors when they took over. */
  lostBindings = 0;
  bystander: Bystander | null = null;
  readonly #streams: Streams;
  readonly #phases: Phases;
  readonly #processes: Processes;
  readonly #architecture: Architecture;
  readonly #witness: Witness;
  readonly script: FaultScript;
  readonly chance: FailuresByChance;
  /** Virtual address → the node that holds it. */
  readonly #holder = new Map<number, Node>();
  readonly #bindings: RunningBindings;
  readonly #overload: ReadonlyMap<number, OverloadControl>;
  readonly director: Director;
  readonly #starts: (() => void)[] = [];

  constructor(
    engine: Engine,
    streams: Streams,
    phases: Phases,
    architecture: Architecture,
    options: NetworkOptions,
    traffic: Traffic,
    faults: readonly Fault[],
    witness: Witness,
  ) {
    this.engine = engine;
    this.#streams = streams;
    this.#phases = phases;
    this.#architecture = architecture;
    this.#witness = witness;
    this.#processes = new Processes(engine);
    const names = architecture.tiers.flatMap((tier) => tier.nodes.map(({ name }) => name));
    const hosts = FIRST_SERVER + names.length;
    const lostAt = (host: number, message: number, cause: number) => {
      this.bystander?.lost(host, message, cause);
      this.#lose(message, cause);
    };
    const reasons = {
      unreachable: causeIndex("nodeDown"),
      linkLoss: causeIndex("linkLoss"),
      partition: causeIndex("partition"),
    };
    const breaks = faults.some(isOfLinks);
    this.network = new Network(
      engine,
      options,
      hosts,
      architecture.addresses.length,
      streams.stream("network loss"),
      (message, reason) => this.#lose(message, reasons[reason]),
      options.sites || breaks || mayMissArp(architecture, options, faults)
        ? { sites: sitesOf(architecture, options), breaks }
        : undefined,
    );
    this.failovers = new FailoverLog(engine, hosts + architecture.addresses.length);
    const endpoints = { callers: CALLERS, callees: CALLEES };
    const addresses = architecture.addresses.map((_, i) => hosts + i);
    const directory = {
      addresses,
      names: architecture.addresses.map(({ name }) => name),
      records: architecture.addresses,
    };
    const registrars = [streams.stream("registrar addresses"), streams.stream("further registrar addresses")] as const;
    this.registrations = new Registrations(
      engine,
      this.network,
      CALLEES,
      traffic.users,
      addresses,
      { ...traffic, ...traffic.registration },
      new Targets(engine, "weighted", directory, ...registrars),
      streams.stream("registration back-off"),
      (delay) => witness.answered("REGISTER", delay),
    );
    this.#overload = overloadControls(
      engine,
      architecture,
      (name) => FIRST_SERVER + names.indexOf(name),
      traffic.recordRoute,
    );
    // Proxies, their location service and the stations know each other; the proxy is made last.
    let proxy!: ProxyRegistrar;
    const served = (role: Tier["role"], host: number): Served => {
      if (role === "proxy")
        return (message, envelope, arrivedAt, worker) => proxy.serve(host, message, envelope, arrivedAt, worker);
      if (role === "director")
        return (message, envelope) => {
          this.director.serve(host, message, envelope);
          return true;
        };
      return (message, envelope) => {
        if (role === "database") this.#bindings.serve(message);
        else answered(host, message, envelope);
        return true;
      };
    };
    const { bindings } = architecture;
    const keeping = keepingOf(bindings);
    const handOverTime = keeping.handOverTime(bindings);
    const inMemory = bindingsAsked(bindings).lookUps === null;
    this.nodes = architecture.tiers.flatMap((tier) =>
      tier.nodes.map(({ name, speed }) => {
        const host = FIRST_SERVER + names.indexOf(name);
        const random = streams.stream(`service/${name}`);
        const service = serviceTimes(
          tier.service,
          random,
          inMemory && tier.role === "proxy",
          traffic.recordRoute,
          tier.overload?.refusal,
          handOverTime,
        );
        const overload = this.#overload.get(host);
        const admission = overload && {
          admit: (message: number, waiting: Station) => overload.admit(message, waiting),
        };
        const options = { workers: tier.workers, limit: tier.queue, speed, ...admission };
        const station: Station = new Station(
          engine,
          name,
          options,
          service,
          served(tier.role, host),
          (message, reason) => lostAt(host, message, causeIndex(reason)),
        );
        return new Node(name, host, tier.name, this.network, station, (message) =>
          lostAt(host, message, reasons.unreachable),
        );
      }),
    );

    this.addressTimes = new AddressTimes(engine, this.network, this.nodes);
    const proxies = this.#nodesWith("proxy");
    this.#bindings = keeping.make(bindings, {
      ...{ engine, streams, architecture, proxies },
      network: this.network,
      registrations: this.registrations,
      nodes: this.nodes,
      standbysOf: (node) => this.#standbysOf(node),
      holder: this.#holder,
      resume: (...answer) => proxy.resume(...answer),
      acknowledge: (host, registration) => proxy.acknowledge(host, registration),
      restarted: (host) => {
        for (const address of this.network.addresses.of(host)) this.#countLost(host, address);
      },
    });
    const answered = (host: number, message: number, envelope: number) =>
      this.nodes[host - FIRST_SERVER]!.hear(message, envelope);
    proxy = new ProxyRegistrar(
      engine,
      this.network,
      endpoints,
      this.calls,
      this.#bindings.service,
      {
        inviteProcessed: (delay) => witness.inviteProcessed(delay),
        otherProcessed: (delay) => witness.otherProcessed(delay),
        servedAt: (address, host) => this.failovers.served(address, host),
        answered,
      },
      traffic.recordRoute,
      this.#overload,
    );
    this.director = new Director(
      this.network,
      endpoints,
      architecture.directors,
      proxies.map(({ host }) => host),
      (host, message) => lostAt(host, message, causeIndex("noProxy")),
      (address, host) => this.failovers.served(address, host),
      answered,
    );
    const takeovers: Takeover[] = [];
    const onRecovery: (() => void)[] = [];
    const watching = {
      ...{ engine, streams, takeovers, onRecovery },
      holder: this.#holder,
      director: this.director,
      processes: this.#processes,
      network: this.network,
      phases: this.#phases,
      log: this.failovers,
      nodes: this.nodes,
      heard: {
        verdict: (watcher: Node, watched: Node) => this.bystander?.verdict(watcher, watched),
        recovered: (watcher: Node, watched: Node) => this.bystander?.recovered(watcher, watched),
      },
      moved: (standby: Node, address: number) => {
        this.bystander?.claimed(standby, address);
        this.#countLost(standby.host, address);
      },
    };
    for (const [index, description] of architecture.watches.entries())
      this.#starts.push(watch(watching, architecture, description, index));
    this.chance = new FailuresByChance(engine, streams, architecture, this.nodes, faults, this.#holder, onRecovery);
    const named = { hostsNamed: (name: string) => hostsNamed(name, architecture, options) };
    this.script = new FaultScript({ ...watching, director: this.director, ...named }, faults, phases.clock("fault"));
    this.population = new Population(
      engine,
      this.network,
      streams,
      directory,
      endpoints,
      this.calls,
      traffic,
      this.registrations,
      throttleOf(engine, architecture, this.#overload, addresses, streams.stream("throttle")),
      witness,
    );
  }

  /** Sets everything to its beginning and schedules what the replication starts with. */
  start(replication: number): void {
    this.engine.reset();
    this.#streams.startReplication(replication);
    this.#phases.startReplication(replication);
    this.#processes.reset();
    this.network.reset();
    this.calls.reset();
    this.failovers.reset();
    this.director.reset();
    this.#bindings.reset();
    this.lostBindings = 0;
    this.addressTimes.reset();
    for (const node of this.nodes) node.reset();
    for (const standby of this.nodes.flatMap((node) => this.#standbysOf(node))) standby.standsBy = true;
    this.#holder.clear();
    for (const [i, { owner }] of this.#architecture.addresses.entries()) {
      const node = this.nodes.find(({ name }) => name === owner)!;
      const address = this.network.hosts + i;
      this.#holder.set(address, node);
      this.network.assign(address, node.host);
    }
    this.registrations.start();
    if (!this.registrations.duringRun) this.#bindings.preload();
    this.script.start();
    this.chance.start();
    for (const start of this.#starts) start();
    for (const control of this.#overload.values()) control.start();
    this.population.start();
  }

  #countLost(host: number, address: number): void {
    this.lostBindings += this.#bindings.lost(host, address);
  }

  #nodesWith(role: Tier["role"]): Node[] {
    const tiers = this.#architecture.tiers.filter((tier) => tier.role === role).map(({ name }) => name);
    return this.nodes.filter(({ tier }) => tiers.includes(tier));
  }

  /** Nodes that stand by in the tier of a node. */
  #standbysOf(node: Node): Node[] {
    const tier = this.#architecture.tiers.find(({ name }) => name === node.tier)!;
    const names = tier.nodes.slice(tier.active).map(({ name }) => name);
    return this.nodes.filter(({ name }) => names.includes(name));
  }

  #lose(message: number, cause: number): void {
    const kind = kindOf(message);
    if (!isSip(kind)) return;
    this.#witness.lost(cause);
    if (ofCall(kind)) this.calls.blame[subjectOf(message)] = cause;
  }
}

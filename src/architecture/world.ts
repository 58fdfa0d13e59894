import type { RunningBindings } from "../bindings/mechanism.ts";
import { keepingOf } from "../bindings/simulated.ts";
import { FailoverLog } from "../ha/failover-log.ts";
import type { Node } from "../ha/node.ts";
import type { Takeover } from "../ha/takeover.ts";
import type { Engine } from "../kernel/engine.ts";
import { Processes } from "../kernel/process.ts";
import { kindOf, subjectOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Phases } from "../random/phases.ts";
import type { Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import { Calls, causeIndex } from "../sip/calls.ts";
import type { Carrier } from "../sip/carrier.ts";
import type { ServerConnections } from "../sip/connections/server-connections.ts";
import type { UserWays } from "../sip/connections/user-ways.ts";
import { Director } from "../sip/director.ts";
import { isSip, ofCall } from "../sip/message.ts";
import type { OverloadControl } from "../sip/overload-control.ts";
import { ProxyRegistrar } from "../sip/proxy-registrar.ts";
import type { Registrations } from "../sip/registrations.ts";
import type { Traffic } from "../sip/traffic.ts";
import { knownToClients, knownToRegistrants, nodesOn } from "../tiers/description.ts";
import { AddressTimes } from "./address-times.ts";
import { type Bystander, tellingOf } from "./bystander.ts";
import { CallKeeping } from "./call-keeping.ts";
import { type Challenging, challengingOf } from "./challenging.ts";
import { dispatchOf } from "./dispatching.ts";
import { FailuresByChance } from "./failures-by-chance.ts";
import { FaultScript } from "./fault-script.ts";
import { FIRST_SERVER, hostOf, hostsNamed } from "./hosts.ts";
import { Machines } from "./machines.ts";
import { overloadControls, throttleOf } from "./overload.ts";
import { Population } from "./population.ts";
import { serverConnectionsOf } from "./server-connections.ts";
import { userWaysOf } from "./user-connections.ts";
import { watch } from "./watching.ts";
import type { Witness } from "./witness.ts";
import { workOf } from "./work-of-roles.ts";
import {
  directoryOf,
  endpoints,
  networkOf,
  nodesOf,
  ownersOf,
  registrarsOf,
  registrationsOf,
  standbysOf,
  type TimeAndChance,
  type WorldDescription,
} from "./world-parts.ts";

/**
 * A described service brought to life on an engine: hosts, stations, proxies, directors, a database, detectors, takeovers,
 * user agents. Built once, it runs any number of replications; everything it holds is reset between them.
 */
export class World {
  readonly engine: Engine;
  readonly network: Network;
  readonly calls = new Calls();
  readonly nodes: readonly Node[];
  readonly machines: Machines;
  readonly failovers: FailoverLog;
  readonly registrations: Registrations;
  readonly population: Population;
  readonly addressTimes: AddressTimes;
  readonly script: FaultScript;
  readonly chance: FailuresByChance;
  readonly director: Director;
  readonly challenging: Challenging;
  readonly keeping: CallKeeping;
  /** How users are connected; null where all of it is UDP without NATs. */
  readonly userWays: UserWays | null;
  /** How servers are connected to each other; null where they speak by UDP. */
  readonly servers: ServerConnections | null;
  readonly bindings: RunningBindings;
  /** Bindings that were missing on successors when they took over. */
  lostBindings = 0;
  bystander: Bystander | null = null;
  readonly #streams: Streams;
  readonly #phases: Phases;
  readonly #processes: Processes;
  readonly #architecture: Architecture;
  readonly #witness: Witness;
  /** Virtual address → the node that holds it. */
  readonly #holder = new Map<number, Node>();
  readonly #overload: ReadonlyMap<number, OverloadControl>;
  readonly #proxy: ProxyRegistrar;
  /** What takes messages between servers and users on their way. */
  readonly #carrier: Carrier;
  readonly #starts: readonly (() => void)[];

  constructor(surroundings: TimeAndChance, described: WorldDescription, witness: Witness) {
    const { engine, streams, phases } = surroundings;
    const { architecture, network, traffic, faults } = described;
    this.engine = engine;
    this.#streams = streams;
    this.#phases = phases;
    this.#architecture = architecture;
    this.#witness = witness;
    this.#processes = new Processes(engine);
    this.network = networkOf(surroundings, described, (message, cause) => this.#lose(message, cause));
    const directory = directoryOf(architecture, this.network, knownToClients(architecture));
    const registrars = directoryOf(architecture, this.network, knownToRegistrants(architecture));
    this.failovers = new FailoverLog(engine, this.network.hosts + architecture.addresses.length);
    this.challenging = challengingOf(engine, streams, architecture);
    const nonces = this.challenging.nonces;
    const heard = { witness, nonces: nonces?.registrations ?? null };
    this.registrations = registrationsOf(surroundings, traffic, this.network, registrars, heard);
    this.#overload = overloadControls(engine, architecture, (name) => hostOf(name, architecture), traffic.recordRoute);
    this.machines = new Machines(surroundings, architecture);
    const workers = {
      ...{ proxy: () => this.#proxy, director: () => this.director, bindings: () => this.bindings },
      answered: (...heard: [number, number, number]) => this.#answered(...heard),
    };
    this.nodes = nodesOf(surroundings, described, this.network, {
      overload: this.#overload,
      challenging: this.challenging,
      processorUnder: (name) => this.machines.processorUnder(name),
      served: (role, host) => workOf(role, host, workers),
      lost: (host, message, cause) => this.#loseAt(host, message, cause),
      isHeld: (host, message) => this.userWays?.isCarried(message) || this.servers?.holds(host, message) || false,
    });
    this.challenging.diesWith(this.nodes);
    this.userWays = userWaysOf(surroundings, described, this, {
      director: () => this.director,
      lost: (...loss) => this.#lose(...loss),
    });
    const others = this.userWays ?? this.network;
    this.servers = serverConnectionsOf(surroundings, described, {
      ...{ network: this.network, nodes: this.nodes, others, keeping: () => this.keeping },
      lost: (...loss) => this.#lose(...loss),
    });
    this.#carrier = this.servers ?? others;
    this.addressTimes = new AddressTimes(engine, this.network, this.nodes);
    this.bindings = this.#bindingsOf();
    const kept = { engine, streams, network: this.network, nodes: this.nodes, calls: this.calls };
    this.keeping = new CallKeeping({ ...kept, userWays: this.userWays, carrier: this.#carrier }, described, {
      director: () => this.director,
      lost: (...lost) => this.#loseAt(...lost),
    });
    this.#proxy = this.#proxyOf(traffic);
    this.director = this.#directorOf(traffic.recordRoute);
    const watching = this.#watching();
    this.#starts = architecture.watches.map((description, index) => watch(watching, architecture, description, index));
    this.chance = new FailuresByChance({
      ...{ engine, streams, architecture, faults },
      ...{ nodes: this.nodes, holders: this.#holder, onRecovery: watching.onRecovery },
      machineOf: (name) => this.machines.under(name),
    });
    const named = {
      hostsNamed: (name: string) => hostsNamed(name, architecture, network),
      machine: (name: string) => this.machines.named(name),
      nodesOn: (name: string) => this.nodes.filter((node) => nodesOn(name, architecture).includes(node.name)),
    };
    this.script = new FaultScript({ ...watching, ...named }, faults, phases.clock("fault"));
    const throttle = throttleOf(engine, architecture, this.#overload, directory.addresses, streams.stream("throttle"));
    this.population = new Population({
      ...{ engine, streams, directory, endpoints, traffic },
      ...{ network: this.userWays ?? this.network, userWays: this.userWays },
      ...{ calls: this.calls, registrations: this.registrations },
      ...{ throttle, nonces, sessions: this.keeping.sessions },
      observer: witness,
    });
    this.machines.settle({
      ...{ network: this.network, nodes: this.nodes, client: traffic.client },
      lost: (host, message, reason) => this.#loseAt(host, message, causeIndex(reason)),
    });
  }

  #bindingsOf(): RunningBindings {
    const { bindings } = this.#architecture;
    return keepingOf(bindings).make(bindings, {
      engine: this.engine,
      streams: this.#streams,
      deployment: this.#architecture,
      proxies: registrarsOf(this.#architecture, this.nodes),
      ...{ network: this.network, registrations: this.registrations, nodes: this.nodes, log: this.failovers },
      standbysOf: (node) => standbysOf(node, this.#architecture, this.nodes),
      holder: this.#holder,
      resume: (...answer) => this.#proxy.resume(...answer),
      acknowledge: (host, registration) => this.#proxy.acknowledge(host, registration),
      restarted: (host) => {
        for (const address of this.network.addresses.of(host)) this.#countLost(host, address);
      },
    });
  }

  #proxyOf(traffic: Traffic): ProxyRegistrar {
    const witness = this.#witness;
    return new ProxyRegistrar({
      ...{ engine: this.engine, network: this.#carrier, endpoints, calls: this.calls },
      location: this.bindings.service,
      observer: {
        inviteProcessed: (delay) => witness.inviteProcessed(delay),
        otherProcessed: (delay) => witness.otherProcessed(delay),
        servedAt: (address, host) => this.failovers.served(address, host),
        answered: (host, message, envelope) => this.#answered(host, message, envelope),
      },
      ...{ recordRoute: traffic.recordRoute, overload: this.#overload, challenges: this.challenging.byHost },
      ...{ transactions: this.keeping.transactions, dialogs: this.keeping.dialogs, ways: this.keeping.ways },
      forks: traffic.registration.contacts !== undefined,
      isRefused: this.userWays?.refusal ?? null,
    });
  }

  #directorOf(recordRoute: boolean): Director {
    return new Director({
      ...{ endpoints, recordRoute, network: this.#carrier, transactions: this.keeping.transactions },
      upstream: (host, call) => this.keeping.ways.upstream(host, call),
      proxyFor: this.userWays?.proxyFor ?? null,
      dispatch: dispatchOf(this.#architecture, this.nodes, { engine: this.engine, streams: this.#streams }),
      lost: (host, message) => this.#loseAt(host, message, causeIndex("noProxy")),
      servedAt: (address, host) => this.failovers.served(address, host),
      answered: (host, message, envelope) => this.#answered(host, message, envelope),
    });
  }

  /** What detectors, consequences and faults find here. */
  #watching() {
    const takeovers: Takeover[] = [];
    const onRecovery: (() => void)[] = [];
    return {
      ...{ engine: this.engine, streams: this.#streams },
      ...{ takeovers, onRecovery, holder: this.#holder },
      replaceable: (tier: string) => this.bindings.replaceable?.(tier),
      director: this.director,
      processes: this.#processes,
      network: this.network,
      phases: this.#phases,
      log: this.failovers,
      nodes: this.nodes,
      heard: tellingOf(() => this.bystander),
      moved: (standby: Node, address: number) => {
        this.bystander?.claimed(standby, address);
        this.#countLost(standby.host, address);
        this.keeping.tookOver(standby);
      },
    };
  }

  /** Sets everything to its beginning, and starts it. */
  start(replication: number): void {
    this.engine.reset();
    this.#streams.startReplication(replication);
    this.#phases.startReplication(replication);
    this.#processes.reset();
    this.network.reset();
    this.calls.reset();
    this.failovers.reset();
    this.director.reset();
    this.bindings.reset();
    this.challenging.reset();
    this.keeping.reset();
    this.lostBindings = 0;
    this.addressTimes.reset();
    for (const node of this.nodes) node.reset();
    this.machines.reset();
    for (const standby of this.nodes.flatMap((node) => standbysOf(node, this.#architecture, this.nodes)))
      standby.standsBy = true;
    this.#holder.clear();
    for (const [address, node] of ownersOf(this.#architecture, this.network, this.nodes)) {
      this.#holder.set(address, node);
      this.network.assign(address, node.host);
    }
    this.registrations.start();
    if (!this.registrations.duringRun) this.bindings.preload();
    this.userWays?.start();
    this.servers?.start();
    this.script.start();
    this.chance.start();
    for (const start of this.#starts) start();
    this.machines.start();
    for (const control of this.#overload.values()) control.start();
    this.population.start();
  }

  #answered(host: number, message: number, envelope: number): void {
    this.nodes[host - FIRST_SERVER]!.hear(message, envelope);
  }

  #loseAt(host: number, message: number, cause: number): void {
    this.bystander?.lost(host, message, cause);
    this.#lose(message, cause);
  }

  #countLost(host: number, address: number): void {
    this.lostBindings += this.bindings.lost(host, address);
  }

  #lose(message: number, cause: number, waits = false): void {
    const kind = kindOf(message);
    if (!isSip(kind)) return;
    if (!waits) this.#witness.lost(cause);
    if (ofCall(kind)) this.calls.lose(subjectOf(message), cause);
  }
}

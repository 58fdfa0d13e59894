import type { Engine } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import { Sampler } from "../random/sampler.ts";
import type { Streams } from "../random/stream.ts";
import { ArrivalProcess } from "../sip/arrival-process.ts";
import type { Calls } from "../sip/calls.ts";
import { Kind, kindOf, messageOf } from "../sip/message.ts";
import type { Endpoints } from "../sip/proxy-registrar.ts";
import { Redial } from "../sip/redial.ts";
import type { Registrations } from "../sip/registrations.ts";
import { FlowClient } from "../sip/sipp/flow-client.ts";
import { FlowServer } from "../sip/sipp/flow-server.ts";
import { type Directory, Targets } from "../sip/targets.ts";
import type { Access, Arrivals, Traffic } from "../sip/traffic.ts";
import { UserAgentClient } from "../sip/user-agent-client.ts";
import { UserAgentServer } from "../sip/user-agent-server.ts";
import type { Distribution } from "../units/distribution.ts";

/** All users of the service: their calls, their registrations, and plain OPTIONS requests as load. */
export class Population {
  readonly #engine: Engine;
  readonly #calls: Calls;
  readonly #callArrivals: ArrivalProcess | null = null;
  readonly #optionsArrivals: ArrivalProcess | null = null;
  /** Null where SIPp scenarios say what callers do. */
  readonly #client: UserAgentClient | null = null;
  readonly #callTargets: Targets;
  readonly #redial: Redial | null = null;
  readonly #nominalEnd: number;
  #stopWhenDone = false;

  constructor(
    engine: Engine,
    network: Network,
    streams: Streams,
    directory: Directory,
    endpoints: Endpoints,
    calls: Calls,
    traffic: Traffic,
    registrations: Registrations,
    setUp: (delay: number) => void,
  ) {
    this.#engine = engine;
    this.#calls = calls;
    const { users, retransmission, timers } = traffic;
    const pairs = users * (users - 1);
    const ends: number[] = [];
    const targets = (access: Access, stream: string) =>
      new Targets(engine, access, directory, streams.stream(stream), streams.stream(`further ${stream}`));
    this.#callTargets = targets(traffic.calls?.access ?? "weighted", "call addresses");

    const observer = {
      setUp,
      unanswered: (call: number) => this.#redial?.unanswered(call),
      ended: () => this.#ended(),
    };
    const agent = {
      retransmission,
      timers,
      hold: new Sampler(traffic.calls?.hold ?? { kind: "deterministic", value: 0 }, streams.stream("hold")),
      callTimeout: traffic.calls?.callTimeout ?? Infinity,
      patience: traffic.calls?.patience ? new Sampler(traffic.calls.patience, streams.stream("patience")) : null,
      nextTarget: traffic.nextTarget,
      targets: this.#callTargets,
      recordRoute: traffic.recordRoute,
    };
    const { caller, callee: called } = traffic.calls?.flows ?? {};
    const ring = new Sampler(traffic.calls?.ring ?? { kind: "deterministic", value: 0 }, streams.stream("ring"));
    const playing = (pauses: string, chances: string, otherwise: Sampler) => ({
      retransmission,
      t2: timers.t2,
      callTimeout: agent.callTimeout,
      pause: (length: Distribution | null) =>
        length === null ? otherwise : new Sampler(length, streams.stream(pauses)),
      random: streams.stream(chances),
    });
    let client: UserAgentClient | FlowClient;
    if (caller) {
      const options = playing("hold", "caller", agent.hold);
      client = new FlowClient(engine, network, endpoints.callers, calls, caller, options, observer);
    } else {
      client = new UserAgentClient(engine, network, endpoints.callers, calls, agent, observer);
      this.#client = client;
    }
    const server = called
      ? new FlowServer(engine, network, endpoints.callees, calls, called, playing("ring", "busy", ring))
      : new UserAgentServer(
          engine,
          network,
          endpoints.callees,
          calls,
          { retransmission, timers, ring, busy: traffic.calls?.busy ?? 0 },
          streams.stream("busy"),
        );
    network.connect(endpoints.callees, (message, envelope) => {
      const kind = kindOf(message);
      if (kind === Kind.OK_REGISTER) registrations.receive(message);
      else if (kind === Kind.FAIL_REGISTER) registrations.refused(message, envelope);
      else server.receive(message, envelope);
    });

    if (traffic.calls) {
      const { arrivals, openLimit } = traffic.calls;
      const callees = streams.stream("callees");
      const choice = this.#callTargets;
      const callee =
        arrivals.kind === "rounds"
          ? (index: number) => calleeOfPair(index % pairs, users)
          : users === 1
            ? () => 0
            : () => callees.integer(users);
      const { redial } = traffic.calls;
      const dial = (index: number, user: number, before: number) => {
        const call = client.invite(choice.choose(index), user);
        this.#redial?.begin(call, before);
      };
      if (redial !== null) {
        const delay = new Sampler(redial.delay, streams.stream("redial delay"));
        this.#redial = new Redial(engine, calls, { ...redial, delay }, streams.stream("redial"), (user, before) =>
          dial(calls.created, user, before),
        );
      }
      this.#callArrivals = new ArrivalProcess(
        engine,
        "call",
        arrivals,
        streams.stream("call arrivals"),
        pairs,
        (index) => {
          if (calls.open >= openLimit) return false;
          dial(index, callee(index), 0);
          return true;
        },
      );
      ends.push(ArrivalProcess.nominalEnd(arrivals, pairs));
    }
    if (traffic.options) {
      const { arrivals, access } = traffic.options;
      const choice = targets(access, "request addresses");
      this.#optionsArrivals = this.#requests(network, endpoints, arrivals, streams, (index) => choice.choose(index));
      ends.push(ArrivalProcess.nominalEnd(arrivals, pairs));
    }
    this.#nominalEnd = Math.max(0, ...ends);
  }

  /** When the last arrival is due if all goes as planned [s]. */
  get nominalEnd(): number {
    return this.#nominalEnd;
  }

  /** From now on the run stops when the last call has ended; false if that has already happened. */
  stopWhenDone(): boolean {
    this.#stopWhenDone = true;
    return !this.#isDone;
  }

  start(): void {
    this.#stopWhenDone = false;
    this.#callTargets.reset();
    this.#client?.reset();
    this.#redial?.reset();
    this.#callArrivals?.start();
    this.#optionsArrivals?.start();
  }

  /** Requests of callers that went to another target because the one before had failed. */
  get retargeted(): number {
    return this.#client?.retargeted ?? 0;
  }

  /** Calls that users dialled again. */
  get redialled(): number {
    return this.#redial?.redialled ?? 0;
  }

  /** Arrivals that were not turned into calls because too many were open. */
  get declinedArrivals(): number {
    return this.#callArrivals?.declined ?? 0;
  }

  #requests(
    network: Network,
    endpoints: Endpoints,
    arrivals: Arrivals,
    streams: Streams,
    address: (index: number) => number,
  ): ArrivalProcess {
    return new ArrivalProcess(this.#engine, "request", arrivals, streams.stream("request arrivals"), 0, (index) => {
      network.send(endpoints.callers, messageOf(Kind.OPTIONS, index), address(index));
      return true;
    });
  }

  get #isDone(): boolean {
    return (
      this.#calls.open === 0 &&
      (this.#redial?.pending ?? 0) === 0 &&
      (this.#callArrivals?.finished ?? true) &&
      (this.#optionsArrivals?.finished ?? true)
    );
  }

  #ended(): void {
    if (this.#stopWhenDone && this.#isDone) this.#engine.stop();
  }
}

/** In the order 0→1, 0→2, …, 1→0, 1→2, …: whom the index-th ordered pair of users calls. */
function calleeOfPair(index: number, users: number): number {
  const caller = Math.floor(index / (users - 1));
  const other = index % (users - 1);
  return other < caller ? other : other + 1;
}

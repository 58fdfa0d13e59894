import type { Distribution } from "../distributions/description.ts";
import { samplerOf } from "../distributions/simulated.ts";
import type { Engine } from "../kernel/engine.ts";
import { kindOf } from "../network/message.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Streams } from "../random/stream.ts";
import { ArrivalProcess } from "../sip/arrival-process.ts";
import type { Calls } from "../sip/calls.ts";
import type { Carrier } from "../sip/carrier.ts";
import type { ClientNonces } from "../sip/challenges.ts";
import type { UserWays } from "../sip/connections/user-ways.ts";
import { Kind } from "../sip/message.ts";
import type { Endpoints } from "../sip/proxy-parts.ts";
import { Redial } from "../sip/redial.ts";
import type { Registrations } from "../sip/registrations.ts";
import { type RequestMethod, Requests } from "../sip/requests.ts";
import type { Sessions } from "../sip/sessions.ts";
import { FlowClient } from "../sip/sipp/flow-client.ts";
import { FlowServer } from "../sip/sipp/flow-server.ts";
import { type Directory, Targets } from "../sip/targets.ts";
import type { Throttle } from "../sip/throttle.ts";
import type { Access, Traffic } from "../sip/traffic.ts";
import { UserAgentClient } from "../sip/user-agent-client.ts";
import { UserAgentServer } from "../sip/user-agent-server.ts";
import { devicesOf } from "./devices.ts";
import { pairAt } from "./pairs.ts";

/** What the metrics want to know of users. */
export interface PopulationObserver {
  /** The first 200 to an INVITE arrived, `delay` seconds after the INVITE had been sent. */
  setUp(delay: number): void;
  /** The first 180 or 200 to an INVITE arrived. */
  ringing(delay: number): void;
  /** A request outside calls was answered by 200. */
  answered(method: RequestMethod | "REGISTER", delay: number): void;
}

/** Who uses the service, over which network and by what traffic. */
export interface PopulationParts {
  readonly engine: Engine;
  readonly network: Carrier;
  /** How users are connected to servers; null where all of it is UDP without NATs. */
  readonly userWays: UserWays | null;
  readonly streams: Streams;
  readonly directory: Directory;
  readonly endpoints: Endpoints;
  readonly calls: Calls;
  readonly traffic: Traffic;
  readonly registrations: Registrations;
  /** Holds calls back where servers announce their load; null where nobody listens to it. */
  readonly throttle: Throttle | null;
  /** What clients know of servers that challenge them; null where none does. */
  readonly nonces: ClientNonces | null;
  /** What goes on in calls between answer and BYE; null where nothing can. */
  readonly sessions: Sessions | null;
  readonly observer: PopulationObserver;
}

/** All users of the service: their calls, their registrations, and plain OPTIONS requests as load. */
export class Population {
  readonly #engine: Engine;
  readonly #calls: Calls;
  readonly #callArrivals: ArrivalProcess | null = null;
  readonly #requests: readonly Requests[];
  readonly #callers: UserAgentClient | FlowClient;
  readonly #callees: UserAgentServer | FlowServer;
  /** Null where SIPp scenarios say what callers do. */
  readonly #client: UserAgentClient | null = null;
  readonly #callTargets: Targets;
  readonly #throttle: Throttle | null;
  readonly #redial: Redial | null = null;
  /** When the last arrival is due if all goes as planned [s]. */
  readonly nominalEnd: number;
  #stopWhenDone = false;
  /** Whether the last call has ended, after which the run was to stop. */
  isOver = false;

  constructor({
    engine,
    network,
    userWays,
    streams,
    directory,
    endpoints,
    calls,
    traffic,
    registrations,
    throttle,
    nonces,
    sessions,
    observer,
  }: PopulationParts) {
    this.#throttle = throttle;
    this.#engine = engine;
    this.#calls = calls;
    const { users, retransmission, timers } = traffic;
    const pairs = users * (users - 1);
    const ends: number[] = [];
    const targets = (access: Access, stream: string) =>
      new Targets(engine, access, directory, streams.stream(stream), streams.stream(`further ${stream}`));
    this.#callTargets = targets(traffic.calls?.access ?? "weighted", "call addresses");

    const ofCalls = {
      setUp: (delay: number) => observer.setUp(delay),
      ringing: (delay: number) => observer.ringing(delay),
      unanswered: (call: number) => this.#redial?.unanswered(call),
      ended: () => this.#ended(),
    };
    const agent = {
      retransmission,
      timers,
      hold: samplerOf(traffic.calls?.hold ?? { kind: "deterministic", value: 0 }, streams.stream("hold")),
      callTimeout: traffic.calls?.callTimeout ?? Infinity,
      patience: traffic.calls?.patience ? samplerOf(traffic.calls.patience, streams.stream("patience")) : null,
      ...{ nextTarget: traffic.nextTarget, targets: this.#callTargets, throttle },
      ...{ recordRoute: traffic.recordRoute, forks: traffic.registration.contacts !== undefined },
      nonces: nonces?.calls ?? null,
      isConnected: userWays?.isCallerConnected ?? null,
    };
    const { caller, callee: called } = traffic.calls?.flows ?? {};
    const ring = samplerOf(traffic.calls?.ring ?? { kind: "deterministic", value: 0 }, streams.stream("ring"));
    const playing = (pauses: string, chances: string, otherwise: Sampler) => ({
      retransmission,
      t2: timers.t2,
      callTimeout: agent.callTimeout,
      pause: (length: Distribution | null) => (length === null ? otherwise : samplerOf(length, streams.stream(pauses))),
      random: streams.stream(chances),
    });
    const callers = { engine, network, host: endpoints.callers, calls };
    const callees = { engine, network, host: endpoints.callees, calls };
    let client: UserAgentClient | FlowClient;
    if (caller) {
      const options = playing("hold", "caller", agent.hold);
      client = new FlowClient({ ...callers, flow: caller, callee: called ?? null, options, observer: ofCalls });
    } else {
      const userAgents = new UserAgentClient({ ...callers, options: agent, observer: ofCalls, sessions });
      userWays?.onFailure((call) => userAgents.disconnected(call));
      client = this.#client = userAgents;
    }
    this.#callers = client;
    const server = called
      ? new FlowServer({ ...callees, flow: called, caller: caller ?? null, options: playing("ring", "busy", ring) })
      : new UserAgentServer({
          ...callees,
          options: {
            ...{ retransmission, timers, ring, sleep: traffic.client?.sleep ?? 0 },
            ...{ busy: traffic.calls?.busy ?? 0, contacts: devicesOf(traffic, streams) },
            isConnected: userWays?.isCalleeConnected ?? null,
          },
          random: streams.stream("busy"),
          sessions,
        });
    this.#callees = server;
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
          ? (index: number) => pairAt(index % pairs, users).callee
          : users === 1
            ? () => 0
            : () => callees.integer(users);
      const { redial } = traffic.calls;
      const caller = (index: number) =>
        arrivals.kind === "rounds" ? pairAt(index % pairs, users).caller : (userWays?.someUser() ?? 0);
      const dial = (index: number, user: number, before: number, by = caller(index)) => {
        this.#redial?.begin(calls.created, before);
        const target = choice.choose(index);
        client.invite(userWays?.begin(calls.created, by, target) ?? target, user);
      };
      if (redial !== null) {
        const callerOf = userWays?.callerOf;
        const delay = samplerOf(redial.delay, streams.stream("redial delay"));
        this.#redial = new Redial(
          engine,
          calls,
          { ...redial, delay, callerOf },
          streams.stream("redial"),
          (user, before, by) => dial(calls.created, user, before, by),
        );
      }
      this.#callArrivals = new ArrivalProcess({
        engine,
        name: "call",
        arrivals,
        random: streams.stream("call arrivals"),
        roundSize: pairs,
        create: (index) => {
          if (calls.open >= openLimit) return false;
          dial(index, callee(index), 0);
          return true;
        },
      });
      ends.push(ArrivalProcess.nominalEnd(arrivals, pairs));
    }
    this.#requests = (["OPTIONS", "SUBSCRIBE"] as const).flatMap((method) => {
      const described = method === "OPTIONS" ? traffic.options : traffic.subscribe;
      if (described === null) return [];
      const { arrivals, access } = described;
      const words = method === "OPTIONS" ? "request" : "subscription";
      const options = {
        arrivals,
        targets: targets(access, `${words} addresses`),
        retransmission: retransmission && method === "SUBSCRIBE",
        timers,
        nonces: nonces?.requests ?? null,
      };
      const random = streams.stream(`${words} arrivals`);
      ends.push(ArrivalProcess.nominalEnd(arrivals, 0));
      const answered = (delay: number) => observer.answered(method, delay);
      return new Requests({ ...callers, method, options, random, observer: answered });
    });
    if (this.#requests.length > 0) this.#connectCallers(network, endpoints.callers);
    this.nominalEnd = Math.max(0, ...ends);
  }

  /** From now on the run stops when the last call has ended; false if that has already happened. */
  stopWhenDone(): boolean {
    this.#stopWhenDone = true;
    return !this.#isDone;
  }

  /** Whether an open call will do something yet, whatever it has lost. */
  goesOn(call: number): boolean {
    return this.#callers.goesOn(call) || this.#callees.goesOn(call);
  }

  start(): void {
    this.#stopWhenDone = this.isOver = false;
    this.#callTargets.reset();
    this.#client?.reset();
    this.#redial?.reset();
    if (this.#callees instanceof UserAgentServer) this.#callees.reset();
    this.#throttle?.reset();
    this.#callArrivals?.start();
    for (const requests of this.#requests) requests.start();
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

  /** Requests outside dialogs by method; undefined if there are none. */
  requests(method: RequestMethod): Requests | undefined {
    return this.#requests.find((requests) => requests.method === method);
  }

  /** Answers to requests go to whoever sent them; all else is for the callers. */
  #connectCallers(network: Carrier, callers: number): void {
    const [options, subscribe] = [this.requests("OPTIONS"), this.requests("SUBSCRIBE")];
    network.connect(callers, (message, envelope) => {
      switch (kindOf(message)) {
        case Kind.OK_OPTIONS:
          options!.receive(message);
          break;
        case Kind.FAIL_OPTIONS:
          options!.refused(message, envelope);
          break;
        case Kind.OK_SUBSCRIBE:
          subscribe!.receive(message);
          break;
        case Kind.FAIL_SUBSCRIBE:
          subscribe!.refused(message, envelope);
          break;
        default:
          this.#callers.receive(message, envelope);
      }
    });
  }

  get #isDone(): boolean {
    if (this.#calls.open > 0 || (this.#redial?.pending ?? 0) > 0) return false;
    return (this.#callArrivals?.finished ?? true) && this.#requests.every(({ arrivals }) => arrivals.finished);
  }

  #ended(): void {
    if (!this.#stopWhenDone || !this.#isDone) return;
    this.isOver = true;
    this.#engine.stop();
  }
}

import type { Engine } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import { Sampler } from "../random/sampler.ts";
import type { Streams } from "../random/stream.ts";
import { ArrivalProcess, Selector } from "../sip/arrival-process.ts";
import type { Calls } from "../sip/calls.ts";
import { Kind, kindOf, messageOf } from "../sip/message.ts";
import type { Endpoints } from "../sip/proxy-registrar.ts";
import type { Registrations } from "../sip/registrations.ts";
import type { Arrivals, Traffic } from "../sip/traffic.ts";
import { UserAgentClient } from "../sip/user-agent-client.ts";
import { UserAgentServer } from "../sip/user-agent-server.ts";
import type { Architecture } from "./description.ts";

/** All users of the service: their calls, their registrations, and plain OPTIONS requests as load. */
export class Population {
  readonly #engine: Engine;
  readonly #calls: Calls;
  readonly #callArrivals: ArrivalProcess | null = null;
  readonly #optionsArrivals: ArrivalProcess | null = null;
  readonly #nominalEnd: number;
  #stopWhenDone = false;

  constructor(
    engine: Engine,
    network: Network,
    streams: Streams,
    architecture: Architecture,
    addresses: readonly number[],
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
    const names = architecture.addresses.map(({ name }) => name);
    const selector = (access: NonNullable<Traffic["calls"]>["access"], stream: string) =>
      new Selector(access, addresses, names, architecture.addresses, streams.stream(stream));

    const observer = { setUp, ended: () => this.#ended() };
    const agent = {
      retransmission,
      timers,
      hold: new Sampler(traffic.calls?.hold ?? { kind: "deterministic", value: 0 }, streams.stream("hold")),
      callTimeout: traffic.calls?.callTimeout ?? Infinity,
    };
    const client = new UserAgentClient(engine, network, endpoints.callers, calls, agent, observer);
    const server = new UserAgentServer(
      engine,
      network,
      endpoints.callees,
      calls,
      {
        retransmission,
        timers,
        ring: new Sampler(traffic.calls?.ring ?? { kind: "deterministic", value: 0 }, streams.stream("ring")),
        busy: traffic.calls?.busy ?? 0,
      },
      streams.stream("busy"),
    );
    network.connect(endpoints.callees, (message, envelope) => {
      const kind = kindOf(message);
      if (kind === Kind.OK_REGISTER) registrations.receive(message);
      else if (kind === Kind.FAIL_REGISTER) registrations.refused(message);
      else server.receive(message, envelope);
    });

    if (traffic.calls) {
      const { arrivals, openLimit, access } = traffic.calls;
      const callees = streams.stream("callees");
      const choice = selector(access, "call addresses");
      const callee =
        arrivals.kind === "rounds"
          ? (index: number) => calleeOfPair(index % pairs, users)
          : users === 1
            ? () => 0
            : () => callees.integer(users);
      this.#callArrivals = new ArrivalProcess(
        engine,
        "call",
        arrivals,
        streams.stream("call arrivals"),
        pairs,
        (index) => {
          if (calls.open >= openLimit) return false;
          client.invite(choice.choose(index), callee(index));
          return true;
        },
      );
      ends.push(ArrivalProcess.nominalEnd(arrivals, pairs));
    }
    if (traffic.options) {
      const { arrivals, access } = traffic.options;
      const choice = selector(access, "request addresses");
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
    this.#callArrivals?.start();
    this.#optionsArrivals?.start();
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
      this.#calls.open === 0 && (this.#callArrivals?.finished ?? true) && (this.#optionsArrivals?.finished ?? true)
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

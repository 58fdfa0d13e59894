import type { Replaceable } from "../consequences/mechanism.ts";
import type { FailoverLog } from "../ha/failover-log.ts";
import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import type { Streams } from "../random/stream.ts";
import type { LocationService } from "../sip/location-service.ts";
import type { ProxyRegistrar } from "../sip/proxy-registrar.ts";
import type { Registrations } from "../sip/registrations.ts";
import type { Deployment, MessageKind } from "../tiers/description.ts";

/** What bindings find in a world. */
export interface BindingsSurroundings {
  readonly engine: Engine;
  readonly network: Network;
  readonly streams: Streams;
  readonly log: FailoverLog;
  readonly registrations: Registrations;
  readonly deployment: Deployment;
  readonly nodes: readonly Node[];
  /** All that serve as proxies. */
  readonly proxies: readonly Node[];
  /** Those of the tier of a node that stand by at the start. */
  standbysOf(node: Node): readonly Node[];
  /** Virtual address → the node that holds it. */
  readonly holder: ReadonlyMap<number, Node>;
  /** Goes on with what a worker of a proxy was waiting for. */
  readonly resume: ProxyRegistrar["resume"];
  /** Lets the registrar send the 200 that was held back. */
  acknowledge(host: number, registration: number): void;
  /** Hears of a process that has started again, when it knows what its peers know. */
  restarted(host: number): void;
}

/** How processes that have started again get the bindings that their peers know. */
export interface Transfers {
  /** Bindings that they got and had not known, all together. */
  readonly transferred: number;
  /** The longest time from the start of a process until it had what there was, or until now [s]; NaN where none has started. */
  readonly longest: number;
  /** The host that sends to one of them; −1: nobody does. */
  donorOf(host: number): number;
  /** Bindings that a host has got since its process started. */
  got(host: number): number;
}

/** Bindings as they are kept in a world. */
export interface RunningBindings {
  /** Null where they are not transferred one after the other. */
  readonly transfers: Transfers | null;
  readonly service: LocationService;
  /** Begins a replication: nobody is registered. */
  reset(): void;
  /** Users registered before the run. */
  preload(): void;
  /** A server whose role is that of a database has spent its time on a message. */
  serve(message: number, host: number): void;
  /** Users at an address who believe to be registered there although the host has no binding for them; each counts once. */
  lost(host: number, address: number): number;
  /** Answered writes that servers of a database lacked when they became the primary; left out: none. */
  readonly lostWrites?: () => number;
  /** The servers of a database of this tier whose primary may be replaced; left out: there are none. */
  readonly replaceable?: (tier: string) => Replaceable | undefined;
}

/** A kind of message that costs the worker who serves it a time at speed 1 [s], or what the service of its tier says of it by name. */
export interface Work {
  readonly kind: number;
  readonly time: number | MessageKind;
}

/** What is said over the network to keep bindings. */
export interface BindingsMessage {
  /** As logs and ladders call it. */
  readonly name: string;
  /** What it is about: the message that the asking worker is busy with, whatever was asked under its subject, or its subject, a registration. */
  readonly about: "what its worker does" | "what was asked" | "a registration";
  readonly port: number;
  /** Its text in a capture. */
  text(message: number, envelope: number, name: (host: number) => string, user: number): string;
}

/** How a kind of bindings is kept. */
export interface BindingsMechanism<B> {
  /** By kind, 16 to 19. */
  readonly says: Readonly<Record<number, BindingsMessage>>;
  work(bindings: B, users: number): readonly Work[];
  make(bindings: B, surroundings: BindingsSurroundings): RunningBindings;
}

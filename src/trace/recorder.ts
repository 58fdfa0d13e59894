import type { Bystander } from "../architecture/bystander.ts";
import type { World } from "../architecture/world.ts";
import { hostOf } from "../ha/signal.ts";
import { extraOf, kindOf, subjectOf, toOf } from "../network/message.ts";
import type { Tap } from "../network/tap.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { CAUSE_OF_LOSS, CAUSES, CallState, type Cause } from "../sip/calls.ts";
import { FIRST_SUBSCRIPTION } from "../sip/challenges.ts";
import { isOfFlow, isSip, Kind, ofCall, ofRequest } from "../sip/message.ts";
import { FlowMessages } from "../sip/sipp/flow-messages.ts";
import { type Concern, formOf, statusOf } from "../sip/wire-form.ts";
import { contactOf } from "./contact-of.ts";
import type { Judgement, Packet, TraceEvent } from "./event.ts";
import type { Participants } from "./participants.ts";
import { Recent } from "./recent.ts";
import { SAID } from "./said.ts";
import { StateChanges } from "./state-changes.ts";
import { Suspicions } from "./suspicion.ts";

/** Hops remembered to tell transmissions apart: far more than are under way in any run that is not lost anyway. */
const REMEMBERED = 1 << 18;

const NOTHING: Concern = { of: "nothing" };

/** Turns what tap and bystander hear into events, each told once and in the order of time. It changes nothing. */
export class Recorder {
  readonly #world: World;
  readonly #participants: Participants;
  readonly #hear: (event: TraceEvent) => void;
  readonly #changes: StateChanges;
  readonly #suspicions: Suspicions;
  #packets = 0;
  /** A packet that has reached a host; whether the host keeps it is known when the event is over. */
  #reached: { packet: Packet; at: number } | null = null;
  #lastLook = 0;
  /** Packets on their way, the earlier first, by message and envelope. */
  readonly #flying = new Map<string, Packet[]>();
  /** By host and concern: the packet that last arrived there. */
  readonly #received = new Recent<string, Packet>(REMEMBERED);
  /** By sender, message, destination and sequence number: how often it was sent. */
  readonly #copies = new Recent<string, number>(REMEMBERED);
  /** By host and message: the packet that brought it. */
  readonly #brought = new Recent<string, Packet>(REMEMBERED);
  /** What was asked about, by the subject of the question. */
  readonly #asked = new Map<number, Concern>();
  /** Calls whose media a server has moved. */
  readonly #moved = new Set<number>();
  readonly #registers = new Map<number, { until: number; cseq: number }>();

  /** Whether directors are proxies for calls, which have addresses of their own in what they pass on. */
  readonly #isStatefulDirector: boolean;

  /** Whether users have several contacts, which messages name. */
  readonly #forks: boolean;
  readonly #flows: FlowMessages;

  /** The world must stand at the start of a replication. */
  constructor(
    world: World,
    { architecture, network, traffic }: Scenario,
    participants: Participants,
    hear: (event: TraceEvent) => void,
  ) {
    this.#world = world;
    this.#flows = new FlowMessages(traffic.calls?.flows);
    this.#forks = traffic.registration.contacts !== undefined;
    this.#isStatefulDirector = architecture.tiers.some(
      ({ role, transactions }) => role === "director" && transactions !== undefined,
    );
    this.#participants = participants;
    this.#hear = hear;
    this.#changes = new StateChanges(world, hear);
    this.#suspicions = new Suspicions(world, { architecture, network }, (time, by, of) =>
      this.#hear({ time, kind: "suspicion", by, of }),
    );
  }

  /** The next event is about to happen, at `now`: what has come of the last is seen. */
  look(now: number): void {
    this.#look();
    this.#suspicions.look(now);
    this.#lastLook = now;
  }

  readonly tap: Tap = {
    sent: (from, message, envelope) => {
      this.#look();
      const { now } = this.#world.engine;
      const packet = this.#packetOf(now, from, message, envelope);
      this.#suspicions.sent(now, from, packet.to, message);
      const key = `${message} ${envelope}`;
      const flying = this.#flying.get(key);
      if (flying) flying.push(packet);
      else this.#flying.set(key, [packet]);
      this.#hear({ time: now, kind: "sent", packet });
    },
    arrived: (host, message, envelope) => {
      this.#look();
      const packet = this.#land(message, envelope);
      this.#reached = { packet, at: host };
      if (isSip(packet.kind)) this.#received.set(`${host} ${concernKey(packet.concern)}`, packet);
      this.#brought.set(`${host} ${message}`, packet);
      this.#suspicions.arrived(this.#world.engine.now, host, message, envelope);
    },
    lost: (message, envelope, reason) => {
      this.#look();
      this.#tellLoss(this.#land(message, envelope), -1, CAUSE_OF_LOSS[reason]);
    },
    announced: (address, host) => {
      this.#look();
      this.#hear({ time: this.#world.engine.now, kind: "arp", by: host, address });
    },
    segment: (what, from, to, about) => {
      this.#look();
      this.#hear({ time: this.#world.engine.now, kind: "connection", what, from, to, ...about });
    },
  };

  readonly bystander: Bystander = {
    lost: (host, message, cause) => {
      const packet = this.#brought.get(`${host} ${message}`);
      if (this.#reached?.packet === packet) this.#reached = null;
      this.#look();
      if (packet !== undefined) this.#tellLoss(packet, host, CAUSES[cause]!);
    },
    verdict: ({ host: by }, { host: of }) => this.#tell({ kind: "verdict", by, of }),
    recovered: ({ host: by }, { host: of }) => this.#tell({ kind: "recovery", by, of }),
    prioritised: ({ host: by }, priority) => this.#tell({ kind: "priority", by, priority }),
    quorum: ({ host: by }, has) => this.#tell({ kind: "quorum", by, has }),
    fencing: ({ host: by }, { host: of }, stage) => this.#tell({ kind: "fencing", by, of, stage }),
    claimed: () => this.#look(),
  };

  readonly ended = (call: number): void => {
    this.#look();
    const { calls, engine } = this.#world;
    const state = calls.state[call] === CallState.SUCCESSFUL ? "successful" : "failed";
    const cause: Cause = state === "successful" ? "none" : CAUSES[calls.blame[call]!]!;
    this.#hear({ time: engine.now, kind: "call", call, begunAt: calls.startedAt[call]!, state, cause });
  };

  /** Tells what is known by now: that a packet has arrived and was kept, and what has changed. */
  #look(): void {
    if (this.#reached !== null) {
      const { packet, at } = this.#reached;
      this.#reached = null;
      this.#hear({ time: this.#lastLook, kind: "arrived", packet, at });
    }
    this.#changes.look(this.#lastLook);
  }

  #tellLoss(packet: Packet, at: number, cause: Cause): void {
    this.#hear({ time: this.#world.engine.now, kind: "lost", packet, at, cause });
  }

  #tell(what: Judgement): void {
    this.#look();
    this.#hear({ time: this.#world.engine.now, ...what });
  }

  /** A packet's flight is over. */
  #land(message: number, envelope: number): Packet {
    const key = `${message} ${envelope}`;
    const flying = this.#flying.get(key)!;
    if (flying.length === 1) this.#flying.delete(key);
    return flying.shift()!;
  }

  #packetOf(sentAt: number, from: number, message: number, envelope: number): Packet {
    const { network } = this.#world;
    const to = toOf(envelope);
    const kind = kindOf(message);
    const concern = this.#concernOf(message, kind);
    const cseq = this.#flows.cseq(kind, extraOf(envelope)) ?? this.#cseqOf(from, kind, concern);
    const contact = this.#forks && isSip(kind) ? contactOf(from, kind, envelope) : 0;
    const said = this.#flows.said(kind, extraOf(envelope));
    const status = isSip(kind) ? statusOf(message, envelope, said) : "";
    const copyKey = `${from} ${message} ${status} ${to} ${cseq} ${contact}${isOfFlow(kind) ? ` ${extraOf(envelope)}` : ""}`;
    const copy = isSip(kind) ? (this.#copies.get(copyKey) ?? 0) + 1 : 1;
    if (isSip(kind)) this.#copies.set(copyKey, copy);
    const { source, destination } = this.#addressed(from, to, kind, concern);
    return {
      number: ++this.#packets,
      sentAt,
      from,
      to,
      towards: network.addresses.believed[from]![to]!,
      source,
      destination,
      kind,
      message,
      envelope,
      said,
      concern,
      user: this.#userOf(concern),
      connections: this.#world.userWays?.connectionsOf(from, to, message) ?? null,
      between: this.#world.servers?.sideOf(from, message, envelope) ?? null,
      contact,
      copy,
      cseq,
      onWire: network.attached[from] === 1,
    };
  }

  /** A director passes a packet on as it came; a proxy speaks for the address at which it was spoken to. */
  #addressed(from: number, to: number, kind: number, concern: Concern): { source: number; destination: number } {
    const part = this.#participants.parts[from];
    if (!isSip(kind) || (part !== "proxy" && part !== "director")) return { source: from, destination: to };
    const received = this.#received.get(`${from} ${concernKey(concern)}`);
    const spokenTo = this.#sideOf(from, to, kind, concern, received?.destination ?? from);
    const isProxy = this.#isStatefulDirector && ofCall(kind);
    const passedOn = part === "director" && this.#participants.parts[to] === "proxy" && !isProxy;
    return passedOn
      ? { source: received?.source ?? from, destination: spokenTo }
      : { source: spokenTo, destination: to };
  }

  /** A back-to-back user agent speaks by its inner address towards the callees, by its outer one towards the callers. */
  #sideOf(from: number, to: number, kind: number, concern: Concern, spokenTo: number): number {
    const { keeping, calls } = this.#world;
    if (concern.of !== "call" || keeping.dialogs[from] === undefined) return spokenTo;
    const isOuter = kind === Kind.REINVITE || kind === Kind.ACK_REINVITE ? to === 0 : formOf(kind)?.as === "response";
    const outer = calls.target[concern.number]!;
    return isOuter ? outer : keeping.ways.inside(outer);
  }

  #concernOf(message: number, kind: number): Concern {
    const number = subjectOf(message);
    const about = SAID[kind]?.about;
    if (about === "what its worker does") {
      const held = this.#heldBy(hostOf(message), (number >>> 12) & 63);
      const concern = held === undefined ? NOTHING : this.#concernOf(held, kindOf(held));
      this.#asked.set(number, concern);
      return concern;
    }
    if (about === "what was asked") return this.#asked.get(number) ?? NOTHING;
    if (about === "a call") return { of: "call", number };
    if (about === "a registration") return { of: "registration", number };
    if (!isSip(kind)) return NOTHING;
    if (ofCall(kind)) return { of: "call", number };
    return { of: ofRequest(kind) ? "request" : "registration", number };
  }

  /** Whom a message is about: the callee of a call, the user of a registration; −1 for nobody. */
  #userOf(concern: Concern): number {
    const { calls, registrations } = this.#world;
    if (concern.of === "call") return calls.callee[concern.number]!;
    return concern.of === "registration" ? registrations.userOf(concern.number) : -1;
  }

  /** The message that a worker is busy with. */
  #heldBy(host: number, worker: number): number | undefined {
    return this.#world.nodes.find((node) => node.host === host)?.station.inService(worker).message;
  }

  /**
   * A call's INVITE and its ACK are its first request, its BYE the second; each refresh of a registration is a new one, and each request
   * that is sent again with credentials.
   */
  #cseqOf(from: number, kind: number, concern: Concern): number {
    const form = formOf(kind);
    if (form === undefined) return 0;
    const challenged = this.#challengesAnswered(concern);
    const number = concern.of === "call" ? this.#requestsBefore(kind, concern.number) : 0;
    if (form.method === "BYE") return 2 + challenged + number;
    if (concern.of !== "registration") return 1 + challenged + number;
    const until = this.#world.registrations.requestedUntil[concern.number]!;
    const known = this.#registers.get(concern.number);
    if (known === undefined) this.#registers.set(concern.number, { until, cseq: 1 });
    else if (kind === Kind.REGISTER && this.#participants.parts[from] === "callees" && known.until !== until) {
      known.until = until;
      known.cseq++;
    }
    return (known?.cseq ?? 1) + challenged;
  }

  /** Refreshes of a call's session before a message, and the re-INVITE of a server that has moved the media: requests of their own. */
  #requestsBefore(kind: number, call: number): number {
    const refreshes = this.#world.keeping.sessions?.refreshes(call) ?? 0;
    const isMoving = kind >= Kind.REINVITE && kind <= Kind.ACK_REINVITE;
    if (isMoving) this.#moved.add(call);
    const method = formOf(kind)?.method;
    if (method === "BYE") return refreshes + Number(this.#moved.has(call));
    return method === "UPDATE" || isMoving ? refreshes + Number(isMoving) : 0;
  }

  #challengesAnswered(concern: Concern): number {
    const { nonces } = this.#world.challenging;
    if (nonces === null || concern.of === "nothing") return 0;
    const { number, of } = concern;
    return of === "request"
      ? nonces.requests.answered(number - FIRST_SUBSCRIPTION)
      : nonces[of === "call" ? "calls" : "registrations"].answered(number);
  }
}

const concernKey = (concern: Concern): string => (concern.of === "nothing" ? "" : `${concern.of} ${concern.number}`);

import type { Architecture } from "../../service/description.ts";
import { Kind } from "../../sip/message.ts";
import type { Packet } from "../../trace/event.ts";
import { isVirtual, type Participants } from "../../trace/participants.ts";
import { Recent } from "../../trace/recent.ts";

/** Where a SIP message stands on its way: see `Spoken`, with participants by number instead of IP addresses. */
interface Way {
  readonly target: number;
  readonly path: readonly { readonly at: number; readonly branch: string }[];
  readonly passed: number;
  readonly origin: number;
}

/** Calls whose way is remembered. */
const REMEMBERED = 1 << 16;

/** Which proxies write themselves into the Vias of messages. */
export class Vias {
  /** Names of the stateful proxies and directors. */
  readonly #stateful: ReadonlySet<string>;
  /** Whether directors are proxies themselves, with a Via of their own. */
  readonly #hasTwoHops: boolean;
  /** By call: the address its caller aims at, and the proxy behind that answered last. */
  readonly #targets = new Recent<number, number>(REMEMBERED);
  readonly #proxies = new Recent<number, number>(REMEMBERED);

  constructor({ tiers }: Architecture) {
    const stateful = tiers.filter(({ transactions }) => transactions !== undefined);
    this.#stateful = new Set(stateful.flatMap(({ nodes }) => nodes.map(({ name }) => name)));
    this.#hasTwoHops = stateful.some(({ role }) => role === "director");
  }

  of(packet: Packet, status: number | null, participants: Participants): Way {
    const { source, destination, concern } = packet;
    const ends = [source, destination];
    const virtual = ends.find((one) => isVirtual(participants, one));
    if (concern.of === "call" && this.#hasTwoHops)
      return this.#throughTwo(packet, concern.number, status, participants);
    const target = virtual ?? destination;
    const { from, to, towards } = packet;
    const sender = participants.parts[from];
    const isPassed = status === null ? sender === "proxy" : sender === "callees" || participants.parts[to] === "proxy";
    const isOwn = this.#stateful.has(participants.names[status === null ? from : towards] ?? "");
    const branch = packet.contact > 0 ? `.b${packet.contact}` : "";
    return { target, path: [{ at: target, branch }], passed: Number(isPassed), origin: isPassed && isOwn ? 0 : -1 };
  }

  /** By way of a stateful director at the address, and a proxy behind it at its own. */
  #throughTwo(packet: Packet, call: number, status: number | null, participants: Participants): Way {
    const { kind, from, to, source, destination } = packet;
    const virtual = [source, destination].find((one) => isVirtual(participants, one));
    if (virtual !== undefined) this.#targets.set(call, virtual);
    const target = virtual ?? this.#targets.get(call) ?? destination;
    const own = [from, to].find((one) => participants.parts[one] === "proxy");
    if (own !== undefined && (kind === Kind.OK_INVITE || this.#proxies.get(call) === undefined))
      this.#proxies.set(call, own);
    const proxy = own ?? this.#proxies.get(call) ?? target;
    const sender = participants.parts[from];
    const passed =
      status === null
        ? sender === "proxy"
          ? 2
          : Number(sender === "director")
        : sender === "callees"
          ? 2
          : Number(sender === "proxy");
    const path = [
      { at: target, branch: `.h${proxy}` },
      { at: proxy, branch: "" },
    ];
    const director = participants.parts.indexOf("director");
    const says = [director, proxy].map((one) => this.#stateful.has(participants.names[one] ?? ""));
    return { target, path, passed, origin: says.slice(0, passed).lastIndexOf(true) };
  }
}

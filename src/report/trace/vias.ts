import type { Architecture } from "../../service/description.ts";
import { Kind } from "../../sip/message.ts";
import { nextOf } from "../../tiers/description.ts";
import type { Packet } from "../../trace/event.ts";
import { isVirtual, type Participants } from "../../trace/participants.ts";
import { Recent } from "../../trace/recent.ts";

/** Where a SIP message stands on its way: see `Spoken`, with participants by number instead of IP addresses. */
interface Way {
  readonly target: number;
  readonly path: readonly { readonly at: number; readonly branch: string }[];
  readonly passed: number;
  readonly origin: number;
  /** Where a back-to-back user agent stands between: the leg, and who are client and server in it, by number. */
  readonly leg?: { readonly name: "outer" | "inner"; readonly client: number; readonly server: number };
}

/** Calls whose way is remembered. */
const REMEMBERED = 1 << 16;

/** Which proxies write themselves into the Vias of messages. */
export class Vias {
  /** Names of the stateful proxies and directors. */
  readonly #stateful: ReadonlySet<string>;
  /** Whether directors are proxies themselves, with a Via of their own. */
  readonly #hasTwoHops: boolean;
  /** Places of addresses of back-to-back user agents: the inner one by the outer one. */
  readonly #legs: ReadonlyMap<number, number>;
  /** By place of an outer address: the address of the tier behind; left out where there is none. */
  readonly #behind: ReadonlyMap<number, number>;
  /** By call: the address its caller aims at, and the proxy behind that answered last. */
  readonly #targets = new Recent<number, number>(REMEMBERED);
  readonly #proxies = new Recent<number, number>(REMEMBERED);

  constructor(architecture: Architecture) {
    const { tiers, addresses } = architecture;
    const ofDialogs = [...addresses.entries()].filter(
      ([, { tier, side }]) => side === undefined && tiers.find(({ name }) => name === tier)?.dialogs !== undefined,
    );
    const innerOf = (place: number) =>
      addresses.findIndex(
        ({ tier, owner, side }) =>
          side === "inside" && tier === addresses[place]!.tier && owner === addresses[place]!.owner,
      );
    this.#legs = new Map(ofDialogs.map(([place]) => [place, innerOf(place) < 0 ? place : innerOf(place)]));
    this.#behind = new Map(
      ofDialogs.flatMap(([place, { tier }]) => {
        const [next] = nextOf(architecture, tiers.find(({ name }) => name === tier)!);
        return next === undefined ? [] : [[place, next] as const];
      }),
    );
    const stateful = tiers.filter(({ transactions }) => transactions !== undefined);
    this.#stateful = new Set(stateful.flatMap(({ nodes }) => nodes.map(({ name }) => name)));
    this.#hasTwoHops = stateful.some(({ role }) => role === "director");
  }

  of(packet: Packet, status: number | null, participants: Participants): Way {
    const { source, destination, concern } = packet;
    const ends = [source, destination];
    const virtual = ends.find((one) => isVirtual(participants, one));
    const leg = concern.of === "call" ? this.#onLeg(packet, concern.number, status, participants) : null;
    if (leg !== null) return leg;
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

  /** On one of the two legs of a back-to-back user agent: it is the server of the outer and the client of the inner one. */
  #onLeg(packet: Packet, call: number, status: number | null, participants: Participants): Way | null {
    const { kind, from, to, source, destination } = packet;
    const { hosts, parts } = participants;
    for (const [outer, inner] of this.#legs)
      if ([source, destination].some((one) => one === hosts + outer || one === hosts + inner))
        this.#targets.set(call, hosts + outer);
    const outer = this.#targets.get(call);
    const place = (outer ?? 0) - hosts;
    if (outer === undefined || !this.#legs.has(place)) return null;
    const [callers, callees] = [parts.indexOf("callers"), parts.indexOf("callees")];
    const alone = { passed: 0, origin: -1 };
    if (from === callers || to === callers) {
      const isBackwards = kind >= Kind.REINVITE && kind <= Kind.ACK_REINVITE;
      const leg = {
        name: "outer",
        client: isBackwards ? outer : callers,
        server: isBackwards ? callers : outer,
      } as const;
      return { ...alone, target: outer, path: [], leg };
    }
    const inner = hosts + this.#legs.get(place)!;
    const leg = { name: "inner", client: inner, server: callees } as const;
    const behind = this.#behind.get(place);
    const isWithCallee = from === callees || to === callees;
    // What passes from the callee to the inner address, or back, goes past the tier behind.
    if (behind === undefined || (isWithCallee && (source === inner || destination === inner)))
      return { ...alone, target: callees, path: [], leg };
    const target = hosts + behind;
    const isOwn = this.#stateful.has(participants.names[status === null ? from : packet.towards] ?? "");
    const path = [{ at: target, branch: "" }];
    return { target, path, passed: Number(isWithCallee), origin: isWithCallee && isOwn ? 0 : -1, leg };
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

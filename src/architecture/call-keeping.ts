import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import { toOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Streams } from "../random/stream.ts";
import type { Calls } from "../sip/calls.ts";
import type { Carrier } from "../sip/carrier.ts";
import type { UserWays } from "../sip/connections/user-ways.ts";
import type { Dialogs } from "../sip/dialogs.ts";
import type { Director } from "../sip/director.ts";
import { Ways } from "../sip/hops.ts";
import { Sessions } from "../sip/sessions.ts";
import type { Transactions } from "../sip/transactions.ts";
import { dialogsOf, hopsOf } from "./dialog-keepers.ts";
import { CALLEES, CALLERS } from "./hosts.ts";
import { MediaAnchors } from "./media-anchors.ts";
import { directorOf, transactionsOf } from "./stateful-proxies.ts";
import type { WorldDescription } from "./world-parts.ts";

const endpoints = { callers: CALLERS, callees: CALLEES };

/** What calls are kept by. */
interface Surroundings {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly network: Network;
  readonly nodes: readonly Node[];
  readonly calls: Calls;
  /** What takes messages between servers and users, and how users are connected; null where all of that is UDP without NATs. */
  readonly carrier: Carrier;
  readonly userWays: UserWays | null;
}

/** Who is known later, and who hears of each message that is lost with a transaction, and why. */
interface Others {
  readonly director: () => Director;
  readonly lost: (host: number, message: number, cause: number) => void;
}

/** What servers and users remember of calls: transactions, dialogs, where media flow; and where the messages of calls go. */
export class CallKeeping {
  readonly ways: Ways;
  /** By host. */
  readonly transactions: readonly (Transactions | undefined)[];
  readonly dialogs: readonly (Dialogs | undefined)[];
  /** Null where nothing can befall a call between its answer and its BYE. */
  readonly sessions: Sessions | null = null;
  readonly #media: MediaAnchors | null = null;

  constructor(surroundings: Surroundings, { architecture, traffic }: WorldDescription, others: Others) {
    const { engine, streams, network, nodes, calls, carrier, userWays } = surroundings;
    const { timers, retransmission, recordRoute } = traffic;
    const hops = hopsOf(architecture, nodes, network, calls);
    const begun = (host: number, call: number) => this.#media?.place(call, host);
    this.dialogs = dialogsOf(architecture, nodes, { engine, network, calls, begun });
    const behind = directorOf(architecture, calls);
    this.ways = new Ways(hops, endpoints, recordRoute, this.dialogs, behind);
    const ofDirectors = behind === null ? this.ways : new Ways(hops, endpoints, recordRoute, this.dialogs, null);
    this.transactions = transactionsOf(
      architecture,
      nodes,
      {
        ...{ engine, streams, network: carrier, isConnected: userWays?.isCalleeConnected ?? null },
        ...{ ofDirectors, ways: this.ways, timers, traffic, director: others.director },
      },
      others.lost,
    );
    const { sessionTimer = Infinity, mediaTimeout = Infinity } = traffic.calls ?? {};
    if (this.dialogs.length === 0 && sessionTimer === Infinity && mediaTimeout === Infinity) return;
    const options = { sessionTimer, mediaTimeout, retransmission, timers };
    this.sessions = new Sessions({ engine, network, endpoints, calls, options });
    const anchoring = architecture.tiers.find(({ dialogs }) => dialogs?.media);
    if (anchoring === undefined) return;
    const of = (tier: string | undefined) => nodes.filter((node) => node.tier === tier);
    const media = anchoring.dialogs!.media!;
    const servers = of(anchoring.name);
    this.#media = new MediaAnchors({
      ...{ engine, network, calls, sessions: this.sessions, hops, timers, nodes, servers, relays: of(media.relays) },
      dialogs: this.dialogs[servers[0]!.host]!,
      options: media,
    });
    this.sessions.begun = (call) => this.#media!.answered(call);
  }

  /** As at the start of a replication. */
  reset(): void {
    for (const transactions of new Set(this.transactions)) transactions?.reset();
    for (const dialogs of new Set(this.dialogs)) dialogs?.reset();
    this.sessions?.reset();
    this.#media?.reset();
  }

  /** A living process hears that a request could not be sent. */
  unsent(host: number, message: number, envelope: number): void {
    this.transactions[host]?.unsent(host, message, toOf(envelope));
  }

  /** A node has taken an address that another had. */
  tookOver(node: Node): void {
    this.#media?.tookOver(node);
  }
}

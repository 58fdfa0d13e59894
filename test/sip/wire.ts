import type { World } from "../../src/architecture/world.ts";
import { meanOf } from "../../src/distributions/law.ts";
import { extraOf, kindOf, subjectOf, toOf } from "../../src/network/message.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { Kind } from "../../src/sip/message.ts";
import { FlowMessages } from "../../src/sip/sipp/flow-messages.ts";
import { statusOf } from "../../src/sip/wire-form.ts";
import { wordsFor } from "../../src/trace/words.ts";

/** A message seen on the wire. */
export interface Seen {
  /** When it was sent [s]. */
  readonly at: number;
  /** "INVITE", "200 BYE", "486", … */
  readonly what: string;
  /** "callers", "callees", a node or an address. */
  readonly to: string;
  /** Call or registration. */
  readonly subject: number;
}

/**
 * Records all messages of a world that are sent from now on, the lost ones included unless their sender's cable was cut. It
 * listens to the engine's events, not to the user agents, so that it cannot share their mistakes.
 */
export function wiretap(world: World, { architecture, network, traffic }: Scenario): Seen[] {
  const { engine } = world;
  const flows = new FlowMessages(traffic.calls?.flows);
  const nodes = architecture.tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name));
  const names = ["callers", "callees", ...nodes, ...architecture.addresses.map(({ name }) => name)];
  const seen: Seen[] = [];
  engine.observe((time, code, message, envelope) => {
    if (engine.nameOf(code) !== "arrive") return;
    const kind = kindOf(message);
    const said = flows.said(kind, extraOf(envelope));
    const status = statusOf(message, envelope, said);
    const ownWords = kind === Kind.ACK_FAIL ? "ACK failure" : wordsFor(message, envelope, said);
    const what = status === null || status === 200 ? ownWords : `${status}`;
    seen.push({ at: time - meanOf(network.delay), what, to: names[toOf(envelope)]!, subject: subjectOf(message) });
  });
  return seen;
}

/** When messages of a kind were sent to somebody [s]. */
export const instants = (seen: readonly Seen[], what: string, to: string): number[] =>
  seen.filter((message) => message.what === what && message.to === to).map(({ at }) => at);

import { keptOn, leftOut } from "../architecture/dispatch.ts";
import { type Reason, whyUnserved } from "../architecture/unserved.ts";
import { detectorKind } from "../detectors/description.ts";
import { BEAT } from "../detectors/mechanism.ts";
import { engineNamed, Replicator } from "../experiment/replication.ts";
import { REFUSED } from "../ha/signal.ts";
import type { EngineName } from "../kernel/engine.ts";
import { Fingerprint, firstDifference, record } from "../kernel/trace.ts";
import type { Figures } from "../metrics/collector.ts";
import { extraOf, kindOf } from "../network/message.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { isSip } from "../sip/message.ts";
import { wordsFor } from "../trace/words.ts";

/** A law that every world obeys. */
export type Invariant =
  | "the program ends without an error"
  | "both engines tell the same story"
  | "each call ends once, with a cause"
  | "the dead are silent"
  | "one owner for an address"
  | "what is mended serves again";

/** A law that was broken, and how. */
export interface Violation {
  readonly law: Invariant;
  readonly how: string;
}

/** An address at which callers are not served when all is over, a proxy that gets no work, or a dead one that gets some. */
export interface Anomaly {
  readonly where: string;
  readonly reason: Reason | "leftOut" | "keptOn";
  /** Who has the address. */
  readonly owners: readonly string[];
}

const REASONS: Readonly<Record<Anomaly["reason"], string>> = {
  noQuorum: "nobody who lives has it, for want of quorum",
  dead: "nobody who lives has it",
  shared: "two who reach each other have it",
  cutOff: "the callers cannot reach who has it",
  stale: "the callers send it elsewhere",
  hung: "who has it does not work",
  leftOut: "it works, and a director sends it nothing",
  keptOn: "it is dead, and a director sends it calls",
};

/** `SAP1: the callers send it elsewhere (owner: proxy-3)`. */
export const inWords = ({ where, reason, owners }: Anomaly): string =>
  `${where}: ${REASONS[reason]}${owners.length === 0 ? "" : ` (${owners.length > 1 ? "owners" : "owner"}: ${owners.join(", ")})`}`;

/** What one replication of a world went through. */
export interface Trial {
  readonly violations: readonly Violation[];
  /** What is not whole at the end. */
  readonly anomalies: readonly Anomaly[];
  readonly events: number;
  readonly calls: number;
  readonly failovers: number;
}

export interface TrialOptions {
  readonly replication?: number;
  /** Whether the second engine must agree; it is some ten times slower. */
  readonly bothEngines: boolean;
  /** Everything that breaks is mended long before the end, and nothing is lost by chance: then all must be whole. */
  readonly isMended: boolean;
  /** Called with each replicator before it runs; tests plant bugs by it. */
  readonly prepare?: (replicator: Replicator) => void;
}

/** Runs a world on one engine or both, and says which laws were broken and what is not whole at the end. Never throws. */
export function trialOf(scenario: Scenario, options: TrialOptions): Trial {
  const violations: Violation[] = [];
  const broken = (law: Invariant, how: string) => violations.push({ law, how });
  let anomalies: readonly Anomaly[] = [];
  let told: Telling | null = null;
  try {
    told = tell(scenario, "native", options, (how) => {
      if (!violations.some(({ law }) => law === "the dead are silent")) broken("the dead are silent", how);
    });
    anomalies = anomaliesOf(told.replicator);
    if (options.isMended)
      for (const anomaly of anomalies)
        broken(
          anomaly.reason === "shared" ? "one owner for an address" : "what is mended serves again",
          inWords(anomaly),
        );
  } catch (error) {
    broken(lawOf(error), messageOf(error));
  }
  if (options.bothEngines && told !== null)
    try {
      const other = tell(scenario, "simjs", options);
      if (
        other.fingerprint !== told.fingerprint ||
        told.figures.some((value, i) => !Object.is(value, other.figures[i]))
      )
        broken("both engines tell the same story", parting(scenario, options));
    } catch (error) {
      broken(lawOf(error), `on simjs only: ${messageOf(error)}`);
    }
  return {
    violations,
    anomalies,
    events: told?.events ?? 0,
    calls: told?.replicator.world.calls.created ?? 0,
    failovers: told?.replicator.world.failovers.failovers.length ?? 0,
  };
}

interface Telling {
  readonly replicator: Replicator;
  readonly figures: Figures;
  readonly fingerprint: string;
  readonly events: number;
}

function tell(
  scenario: Scenario,
  engine: EngineName,
  { replication = 0, prepare }: TrialOptions,
  spoke?: (how: string) => void,
): Telling {
  const replicator = new Replicator(scenario, engineNamed(engine));
  const trace = new Fingerprint();
  replicator.engine.observe(trace.observe);
  if (spoke) listenToTheDead(replicator, spoke);
  prepare?.(replicator);
  const figures = replicator.run(replication);
  const fingerprint = trace.toString();
  return { replicator, figures, fingerprint, events: Number.parseInt(fingerprint, 10) };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const lawOf = (error: unknown): Invariant =>
  messageOf(error).startsWith("calls are not conserved")
    ? "each call ends once, with a cause"
    : "the program ends without an error";

/** Where the stories of the two engines part. */
function parting(scenario: Scenario, { replication = 0, prepare }: TrialOptions): string {
  const traces = (["native", "simjs"] as const).map((engine) => {
    const replicator = new Replicator(scenario, engineNamed(engine));
    const trace = record(replicator.engine);
    prepare?.(replicator);
    replicator.run(replication);
    return trace;
  });
  const difference = firstDifference(traces[0]!, traces[1]!);
  if (!difference) return "the same events, but other figures";
  const said = (event: typeof difference.left) =>
    event ? `${event.name} (${event.a}, ${event.b}) at ${event.time} s` : "nothing more";
  return `event ${difference.index} is ${said(difference.left)} on native, ${said(difference.right)} on simjs`;
}

/** What callers are not served by, proxies that work and that a director sends nothing to, and dead ones that it sends calls to. */
function anomaliesOf({ world, scenario }: Pick<Replicator, "world" | "scenario">): Anomaly[] {
  const { network, nodes, registrations } = world;
  const nameOfHost = (host: number) => nodes.find((node) => node.host === host)!.name;
  const unserved = registrations.addresses.flatMap((address, i): Anomaly[] => {
    const reason = whyUnserved(address, network, nodes);
    if (reason === null) return [];
    const where = scenario.architecture.addresses[i]!.name;
    return [{ where, reason, owners: network.addresses.owners(address).map(nameOfHost) }];
  });
  const { architecture } = scenario;
  const idle = leftOut(world, architecture).map(
    ({ name }): Anomaly => ({ where: name, reason: "leftOut", owners: [] }),
  );
  const dead = keptOn(world, architecture).map(({ name }): Anomaly => ({ where: name, reason: "keptOn", owners: [] }));
  return [...unserved, ...idle, ...dead];
}

/** Nobody sends while his process is dead or hangs, but the operating system and the programs beside it. */
function listenToTheDead({ world, engine, scenario }: Replicator, spoke: (how: string) => void): void {
  const { network, nodes } = world;
  const hasDaemons = scenario.architecture.watches.some(({ detector }) =>
    detectorKind(detector).outlivesProcess(detector),
  );
  const watched =
    (send: typeof network.sendByTcp): typeof network.sendByTcp =>
    (from, message, envelope, attempt = 0) => {
      const node = nodes[from - nodes[0]!.host];
      const kind = kindOf(message);
      // Not what its operating system sends, nor a VRRP daemon that outlives the process.
      const byItself = attempt === 0 && extraOf(envelope) !== REFUSED && !(kind === BEAT && hasDaemons);
      if (node && !(isSip(kind) ? node.works : node.running) && (isSip(kind) || byItself))
        spoke(`${node.name} is dead or hangs, and sends ${wordsFor(message, envelope)} at ${engine.now} s`);
      send.call(network, from, message, envelope, attempt);
    };
  network.send = watched(network.send);
  network.sendByTcp = watched(network.sendByTcp);
}

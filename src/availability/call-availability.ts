import { OF_FAILOVER } from "../analysis/call/call-cause.ts";
import { type CallDefects, type CallLine, callDefects } from "../analysis/call/call-defects.ts";
import { failoverFrequency, vacantOnReturn } from "../analysis/call/failover-frequency.ts";
import { missingOnReturn } from "../analysis/call/returning.ts";
import { backsUpOwners, type CallRoute, routesOf } from "../analysis/call/route.ts";
import { NotConverged } from "../analysis/chain/steady-state.ts";
import { ModelTooLarge } from "../analysis/generator/generate.ts";
import type { ServiceAvailability } from "../analysis/service-availability.ts";
import { bindingsKind } from "../bindings/description.ts";
import { detectorKind, detectorName } from "../detectors/description.ts";
import { momentsOf } from "../distributions/law.ts";
import type { FailureClass } from "../faults/classes.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Watch } from "../service/description.ts";
import type { Tier } from "../tiers/description.ts";
import { bindingsAssumed, bindingsRefusal } from "./bindings-assumed.ts";
import { callerOf } from "./call-traffic.ts";
import { dialogLosses } from "./dialog-losses.ts";
import { dispatchRefusal } from "./dispatch-refusal.ts";
import { type LossInState, lossesInStates } from "./loss-in-state.ts";
import { type MessageLevel, messageLevel } from "./loss-per-failure.ts";
import type { StudiedService } from "./studied-service.ts";

/** Why calls fail, of a million. */
export interface CallCauseLine {
  readonly cause: CallLine["cause"];
  /** The tier in which it lies. */
  readonly group: string;
  readonly perMillion: number;
}

/** What a caller sees of a service in the long run. */
export interface CallAvailability {
  /** Share of calls that fail. */
  readonly unavailability: number;
  readonly nines: number;
  readonly defectsPerMillion: number;
  /** 95 % interval of the defects per million; without width where nothing in it was simulated, up to the worst case of what is a bound. */
  readonly ci95: readonly [low: number, high: number];
  /** In falling order. */
  readonly causes: readonly CallCauseLine[];
  /** Causes whose figure is a bound, as a sentence each. */
  readonly bounds: readonly string[];
  /** What the message level says of single failures; undefined where nothing was simulated. */
  readonly messages: MessageLevel | undefined;
  /** What was assumed, as a sentence each. */
  readonly assumed: readonly string[];
  /** What the nodes that are left lose, where that was worth a look. */
  readonly overload: readonly LossInState[];
}

const LOST_DIALOGS =
  "The BYE of a dialog follows its route to the proxy behind a stateful director, dead or not, which the chain of a call does not know: " +
  "no share of failed calls can be told. Without clients.recordRoute, or for calls without hold, it can.";

/** Why calls that ask a database of several servers cannot be told; undefined: they can. */
function untoldDatabase({ architecture: { bindings, tiers } }: Scenario): string | undefined {
  if (bindings.kind !== "database") return undefined;
  const { connects = "primary", tier } = bindings;
  const { replication } = tiers.find(({ name }) => name === tier)!;
  if (connects === "own" || (connects === "list" && replication?.kind !== "certification"))
    return `Which proxy reaches which server of ${tier} (bindings.database.connects: ${connects}) the chain of a call does not know: no share of failed calls can be told.`;
  return replication?.kind === "semiSynchronous" && replication.timeout === Infinity
    ? `Registrations that wait for a copy for ever (${tier}.replication) the chain of a call does not know: no share of failed calls can be told. With a timeout it can.`
    : undefined;
}

/** Whether a class strikes a node of a tier. */
const strikesTier = (
  { strikes, together }: FailureClass,
  { tiers }: Scenario["architecture"],
  name: string,
): boolean => {
  const struck = [...strikes, ...together.flatMap(([, nodes]) => nodes)];
  return tiers.some((tier) => tier.name === name && tier.nodes.some((node) => struck.includes(node.name)));
};

/** Why calls to nodes that stand still cannot be told; undefined: they can. */
function untoldStandstill({ failures, architecture }: Scenario): string | undefined {
  const still = failures?.classes.find(({ kind, recovery }) => kind === "freeze" || recovery[0]!.does === "passes");
  if (still !== undefined)
    return `What waits at a node that goes on where it stood (${still.name}) is answered late, which the chain of a call does not know: no share of failed calls can be told.`;
  const deaf = architecture.watches.find(
    ({ consequence, detector, tier }) =>
      consequence.kind === "removal" &&
      !detectorKind(detector).hearsHang(detector) &&
      failures?.classes.some((one) => one.kind === "hang" && strikesTier(one, architecture, tier)),
  );
  return deaf !== undefined
    ? `The checks of ${deaf.tier} (${detectorName(deaf.detector)}) do not hear a process that hangs, and the chain of a call takes all failures of ${deaf.tier} as alike: no share of failed calls can be told.`
    : undefined;
}

/** Whether calls under way have a route to a proxy that may die. */
const losesDialogs = ({ architecture, traffic }: Scenario): boolean =>
  traffic.recordRoute &&
  traffic.calls !== null &&
  momentsOf(traffic.calls.hold).mean > 0 &&
  architecture.tiers.some(({ role, transactions }) => role === "director" && transactions !== undefined);

/** Whether different causes strike the nodes of a tier, which is several groups then. */
const isSplit = ({ nodes }: Tier, { service }: ServiceAvailability): boolean =>
  service.model.groups.filter((group) => group.nodes.some((name) => nodes.some((node) => node.name === name))).length >
  1;

/**
 * The share of calls that fail, summed over the states of the service and what happens between them: addresses without an owner,
 * dead nodes that requests are sent on to, bindings that are gone, by the chain; what overloaded servers lose, message by message in
 * that state.
 *
 * @returns a sentence where there is no answer: no calls, or a chain that is too large
 */
export async function callAvailability(
  service: StudiedService,
  solved: ServiceAvailability,
  simulates: boolean,
): Promise<CallAvailability | string> {
  const { scenario } = service;
  if (scenario === undefined) return "Components carry no calls; describe an architecture to learn what a caller sees.";
  const who = callerOf(scenario);
  if (who === undefined) return "The scenario has no calls (traffic.calls), so that no share of them can be told.";
  if (losesDialogs(scenario)) return LOST_DIALOGS;
  const untold = untoldDatabase(scenario);
  if (untold !== undefined) return untold;
  if (scenario.traffic.registration.contacts !== undefined)
    return "Calls are forked to several contacts, of which the chain of a call knows nothing: no share of failed calls can be told.";
  const unlike = scenario.architecture.tiers.find((tier) => isSplit(tier, solved));
  if (unlike !== undefined)
    return `The nodes of ${unlike.name} are in different groups that fail as one, which the chain of a call does not tell apart: no share of failed calls can be told.`;
  const refusal = dispatchRefusal(scenario) ?? untoldStandstill(scenario) ?? bindingsRefusal(scenario);
  if (refusal !== undefined) return refusal;
  const dialogs = dialogLosses(scenario, solved, who);
  if (typeof dialogs === "string") return dialogs;
  const caller = dialogs?.caller ?? who;
  const routes = routesOf(scenario.architecture, solved.service.layouts, caller);
  let found: CallDefects;
  try {
    found = callDefects(solved.service, routes, caller);
  } catch (error) {
    if (error instanceof ModelTooLarge || error instanceof NotConverged) return error.message;
    throw error;
  }
  const measured = simulates ? await messageLevel(scenario) : undefined;
  const overload = await lossesInStates({
    scenario,
    crews: service.model?.crews ?? [],
    solved,
    routes,
    found,
    simulates,
  });
  // Where those left are overloaded, what is lost around a failure is the state's; where a node keeps dialogs, it is not the fail-over's alone.
  const overloaded = new Set(overload.flatMap(({ group, utilisation }) => (utilisation > 1 ? [group] : [])));
  for (const { name, dialogs: kept } of scenario.architecture.tiers) if (kept !== undefined) overloaded.add(name);
  const around = routes
    .flatMap((route) => failoversOf(solved, route, found.lines, measured))
    .filter(({ group }) => !overloaded.has(group));
  const ofChain = found.lines.map((line) => corrected(line, around));
  const onReturn = routes.flatMap((route) => vacantOnReturn(solved.service, solved.probability, route, caller));
  const unknown = routes.flatMap((route) =>
    missingOnReturn(solved.service, solved.probability, route, caller, scenario.traffic.users),
  );
  const known = [...ofChain, ...onReturn, ...unknown, ...overload.map(lineOf)];
  const served = 1 - known.reduce((sum, { probability }) => sum + probability, 0);
  const lines = [...known, ...(dialogs?.lines(Math.max(0, served)) ?? [])].filter(({ probability }) => probability > 0);
  const unavailability = Math.min(
    1,
    lines.reduce((sum, { probability }) => sum + probability, 0),
  );
  const spread = Math.sqrt(
    overload.reduce(
      (sum, { carried, share, interval }) => {
        if (interval === undefined) return sum;
        return sum + (carried * Math.max(share - interval[0], interval[1] - share)) ** 2;
      },
      around.reduce((sum, { error }) => sum + error ** 2, 0),
    ),
  );
  // Where a bound stands in for overload, it may cost every call that is made then.
  const unsimulated = overload.reduce((sum, { carried, share, utilisation, interval }) => {
    return interval === undefined && utilisation > 1 ? sum + carried * (1 - share) : sum;
  }, 0);
  return {
    unavailability,
    nines: -Math.log10(unavailability),
    defectsPerMillion: 1e6 * unavailability,
    ci95: [1e6 * Math.max(0, unavailability - spread), 1e6 * Math.min(1, unavailability + spread + unsimulated)],
    causes: merged(lines),
    messages: measured,
    bounds: overload.filter(({ interval }) => interval === undefined).map(boundSentence),
    assumed: [
      ...(caller.registration.refresh === Infinity && bindingsKind(scenario.architecture.bindings).areVolatile
        ? [PERMANENT]
        : []),
      ...bindingsAssumed(scenario),
      ...scenario.architecture.watches.filter((watch) => backsUpOwners(scenario.architecture, watch)).map(vacant),
    ],
    overload,
  };
}

const PERMANENT =
  "Users never register again (traffic.registration.refresh), so their bindings are taken as permanent; " +
  "with a refresh, what is lost with a server's memory counts as well.";

const vacant = ({ tier }: Watch): string =>
  `Owners of ${tier} back up other owners: what that saves is told only where each backs up all others, none stands by and all have the bindings; ` +
  "here the address of a dead owner counts as vacant unless a standby takes it.";

/** What fail-overs of one group cost by the message level, where that differs from what their mean times say. */
interface Correction {
  readonly group: string;
  readonly factor: number;
  /** Half-width of the 95 % interval of the share of calls it adds. */
  readonly error: number;
}

/** Beyond so many half-widths of a 95 % interval a difference is none of chance. */
const CERTAIN = 2;

/**
 * The chain puts each fail-over's mean time to its account, which is exact while nothing else goes wrong. Where the message level
 * finds significantly more or fewer calls lost (backlogs, storms, calls in flight), its figure takes the place of the chain's.
 */
function failoversOf(
  { service, probability }: ServiceAvailability,
  route: CallRoute,
  lines: readonly CallLine[],
  measured: MessageLevel | undefined,
): Correction[] {
  const { takeovers, removals } = failoverFrequency(service, probability, route);
  const groups = [
    // Where standbys share addresses, how often one steps in is not a matter of places.
    ...(route.entry === undefined || route.isElected ? [] : [[route.group, takeovers] as const]),
    ...(route.pool?.layouts ?? []).map(({ group }, i) => [group.name, removals[i]!] as const),
  ];
  return groups.flatMap(([group, frequency]): Correction[] => {
    const loss = measured?.losses.find((one) => one.group === group);
    const share = lines.reduce(
      (sum, line) => (line.group === group && OF_FAILOVER.includes(line.cause) ? sum + line.probability : sum),
      0,
    );
    if (loss?.halfWidth === undefined || frequency === 0 || share === 0) return [];
    const own = (loss.mean * frequency) / measured!.callRate;
    const error = (loss.halfWidth * frequency) / measured!.callRate;
    return Math.abs(own - share) <= CERTAIN * error ? [] : [{ group, factor: own / share, error }];
  });
}

function corrected(line: CallLine, around: readonly Correction[]): CallLine {
  const found = around.find(({ group }) => group === line.group);
  if (found === undefined || !OF_FAILOVER.includes(line.cause)) return line;
  return { ...line, probability: line.probability * found.factor };
}

function lineOf({ gone, group, carried, share }: LossInState): CallLine {
  return { cause: gone.length === 0 ? "no failure" : "overload", group, probability: carried * share };
}

function merged(lines: readonly CallLine[]): CallCauseLine[] {
  const found = new Map<string, CallCauseLine>();
  for (const { cause, group, probability } of lines) {
    const key = `${cause}\n${group}`;
    found.set(key, { cause, group, perMillion: (found.get(key)?.perMillion ?? 0) + 1e6 * probability });
  }
  return [...found.values()].sort((a, b) => b.perMillion - a.perMillion);
}

function boundSentence({ gone, group, utilisation }: LossInState): string {
  const when = gone.length === 0 ? "with every server well" : `without ${gone.join(", ")}`;
  return utilisation > 1
    ? `Overload of ${group} ${when} (utilisation ${utilisation.toFixed(2)}) is a lower bound, what a fluid would lose; it was not simulated.`
    : `Losses of ${group} ${when} (utilisation ${utilisation.toFixed(2)}) were not simulated and count as none.`;
}

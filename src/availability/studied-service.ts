import { componentsOfArchitecture, modelOfArchitecture } from "../analysis/architecture-model.ts";
import { needsWithQuorum } from "../analysis/cluster.ts";
import { type CommonCauseGroup, withCommonCauses } from "../analysis/common-cause.ts";
import type { Components } from "../analysis/component.ts";
import { modelOfComponents } from "../analysis/component-model.ts";
import { interchangeableClasses } from "../analysis/interchangeable.ts";
import type { AvailabilityModel, Coverage, Crew } from "../analysis/model.ts";
import { exponential } from "../distributions/description.ts";
import type { AvailabilitySettings, ComponentService } from "../scenario/availability-settings.ts";
import { NOTHING_SAID } from "../scenario/availability-shape.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import { components } from "../structure/evaluation.ts";
import { anyOf, type Structure } from "../structure/expression.ts";
import type { Lifetimes, Tier } from "../tiers/description.ts";
import { promotionShape } from "../tiers/replication-notation.ts";
import { formatDuration } from "../units/duration.ts";
import { assumedOfFailures, inStages } from "./assumed-of-failures.ts";
import { saidByChance } from "./said-by-chance.ts";
import { withoutIdle } from "./smaller-architecture.ts";

/** A service as the analyzer and its simulation study it. */
export interface StudiedService {
  readonly title: string;
  readonly needs: Structure;
  /** The components that fail independently. */
  readonly components: Components;
  /** What takes down several of them at once. */
  readonly commonCauses: readonly CommonCauseGroup[];
  /** Groups, crews and failover; undefined where only probabilities are known. */
  readonly model: AvailabilityModel | undefined;
  readonly settings: AvailabilitySettings;
  /** Price of one more of a component. */
  readonly costs: Readonly<Record<string, number>>;
  /** Sum of the prices of all nodes and repairmen. */
  readonly cost: number;
  /** What was assumed because the file does not say it, as sentences. */
  readonly assumed: readonly string[];
  /** The SIP scenario it comes from, with replicas added. */
  readonly scenario: Scenario | undefined;
}

/** A server's lifetimes where a file gives none: MTTF and MTTR of the example in thesis §4, Fig. 12. */
const ASSUMED: Lifetimes = { timeToFailure: exponential(1500 * 3600), timeToRepair: exponential(72 * 3600) };

/**
 * A SIP scenario as a service to be studied.
 *
 * @param lifetimes of the tiers without their own, where the file gives none either
 * @throws Refused for an architecture that cannot be made a model of
 */
export function studiedScenario(written: Scenario, lifetimes?: Lifetimes): StudiedService {
  const scenario = saidByChance(written);
  const { failures } = scenario;
  const settings = settingsOf(scenario);
  const given = settings.lifetimes ?? lifetimes;
  const bare = failures
    ? []
    : scenario.architecture.tiers.filter((tier) => tier.lifetimes === undefined).map(({ name }) => name);
  const { architecture: useful, idle } = withoutIdle(scenario.architecture);
  const architecture = withReplicas(failures ? useful : withLifetimes(useful, given ?? ASSUMED), settings);
  const prices = new Map(settings.costs.nodes);
  const owned = architecture.tiers.flatMap((tier) => tier.nodes.map(({ name }) => [name, tier] as const));
  const needed = new Set(components(architecture.needs));
  const { commonCause } = settings;
  const model = modelOfArchitecture(architecture, {
    standbyFailureFactor: settings.standby,
    failoverStages: settings.failoverStages,
    ...(failures && { failures }),
    ...crewOf(settings),
    ...coverageOf(settings),
    ...(commonCause === 0 ? {} : { commonCause }),
    ...(settings.maintenance === undefined ? {} : { maintenance: settings.maintenance }),
  });
  return {
    title: scenario.title,
    needs: needsWithQuorum(architecture),
    components: componentsOfArchitecture(architecture, failures),
    commonCauses:
      commonCause === 0
        ? []
        : architecture.tiers.flatMap((tier): CommonCauseGroup[] => {
            const members = tier.nodes.map(({ name }) => name).filter((name) => needed.has(name));
            return members.length < 2 ? [] : [{ name: `common cause of ${tier.name}`, members, beta: commonCause }];
          }),
    model,
    settings,
    costs: Object.fromEntries(
      owned.flatMap(([name, tier]) => (prices.has(tier.name) ? [[name, prices.get(tier.name)!] as const] : [])),
    ),
    cost:
      owned.reduce((sum, [, tier]) => sum + (prices.get(tier.name) ?? 0), 0) +
      scenario.architecture.tiers.reduce(
        (sum, { name, nodes }) =>
          sum + (prices.get(name) ?? 0) * nodes.filter((node) => idle.includes(node.name)).length,
        0,
      ) +
      settings.costs.crew * (failures?.crews ?? [settings.crew]).reduce((sum, crew) => sum + (crew?.size ?? 0), 0),
    assumed: [
      ...(failures ? assumedOfFailures(failures, architecture, model) : model.groups.flatMap(inStages)),
      ...(given === undefined && bare.length > 0
        ? [
            `The file gives no lifetimes for ${bare.join(", ")}; assumed are those of the example of the thesis, ` +
              `MTTF ${formatDuration(1500 * 3600)} and MTTR ${formatDuration(72 * 3600)}. Say them under availability.lifetimes.`,
          ]
        : []),
      ...(idle.length > 0
        ? [`No watch lets ${idle.join(", ")} take over, so that nobody is served there: they count as left out.`]
        : []),
    ],
    scenario: { ...scenario, architecture },
  };
}

/** What the analyzer is told: what `failures` says goes before what would hold where the file says nothing. */
function settingsOf({ availability = NOTHING_SAID, failures }: Scenario): AvailabilitySettings {
  if (failures === undefined) return availability;
  const { standby, coverage, commonCause, maintenance } = failures;
  return { ...availability, standby, coverage, commonCause, maintenance };
}

/** A service of components as a service to be studied. */
export function studiedComponents(service: ComponentService): StudiedService {
  const { settings } = { settings: service.availability };
  const prices = new Map(settings.costs.nodes);
  const priceOf = (name: string): number | undefined => prices.get(name) ?? prices.get(name.replace(/-\d+$/, ""));
  const mentioned = components(service.needs);
  const hasTimes = mentioned.every((name) => "mttf" in service.components[name]!);
  const commonCauses =
    settings.commonCause === 0
      ? []
      : commonCausesOf(service.needs, service.components, mentioned, settings.commonCause);
  return {
    title: service.title,
    needs: service.needs,
    components: service.components,
    commonCauses,
    model: hasTimes ? componentModel(service, commonCauses, settings) : undefined,
    settings,
    costs: Object.fromEntries(
      mentioned.flatMap((name) => (priceOf(name) === undefined ? [] : [[name, priceOf(name)!] as const])),
    ),
    cost:
      mentioned.reduce((sum, name) => sum + (priceOf(name) ?? 0), 0) + settings.costs.crew * (settings.crew?.size ?? 0),
    assumed: [],
    scenario: undefined,
  };
}

/** Common causes become components of their own; groups take the coverage and maintenance that the file gives. */
function componentModel(
  service: ComponentService,
  causes: readonly CommonCauseGroup[],
  settings: AvailabilitySettings,
): AvailabilityModel {
  const { crew } = crewOf(settings);
  const expanded = withCommonCauses(service.needs, service.components, causes);
  // Priorities are given by the names of the file; the groups of a model have names of their own.
  const plain = crew === undefined ? undefined : { ...crew, priorities: [] };
  const model = modelOfComponents(expanded.needs, expanded.components, plain);
  const { coverage } = coverageOf(settings);
  const groups = model.groups.map((group) =>
    group.nodes.length < 2
      ? group
      : {
          ...group,
          ...(coverage === undefined ? {} : { coverage }),
          ...(settings.maintenance === undefined ? {} : { maintenance: settings.maintenance }),
        },
  );
  const priorities = (crew?.priorities ?? []).flatMap((wanted) =>
    groups.filter(({ nodes }) => nodes.some((node) => node === wanted || node.replace(/-\d+$/, "") === wanted)),
  );
  return {
    ...model,
    groups,
    crews: crew === undefined ? [] : [{ ...crew, priorities: priorities.map(({ name }) => name) }],
  };
}

/** Equal components that play equal parts share a common cause. */
function commonCausesOf(
  needs: Structure,
  given: Components,
  mentioned: readonly string[],
  beta: number,
): CommonCauseGroup[] {
  const kinds = new Map<string, string[]>();
  for (const name of mentioned) {
    const kind = JSON.stringify(given[name]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return [...kinds.values()]
    .flatMap((names) => interchangeableClasses(needs, names))
    .filter((members) => members.length > 1)
    .map((members) => ({ name: `common cause of ${members[0]} … ${members.at(-1)}`, members, beta }));
}

function crewOf(settings: AvailabilitySettings): { readonly crew?: Crew } {
  if (settings.crew === undefined) return {};
  const { size, priorities, preemptive, pick } = settings.crew;
  return { crew: { name: "crew", size, priorities, preemptive, ...(pick === undefined ? {} : { pick }) } };
}

function coverageOf({ coverage }: AvailabilitySettings): { readonly coverage?: Coverage } {
  if (coverage === undefined || coverage.probability === 1) return {};
  const { probability, uncovered, manualRecovery } = coverage;
  return {
    coverage: uncovered === "fails group" ? { probability, uncovered } : { probability, uncovered, manualRecovery },
  };
}

const withLifetimes = (architecture: Architecture, lifetimes: Lifetimes): Architecture => ({
  ...architecture,
  tiers: architecture.tiers.map((tier) => ({ ...tier, lifetimes: tier.lifetimes ?? lifetimes })),
});

/** Replicas are nodes of their own; wherever the service needs a node, any of its replicas will do. */
function withReplicas(architecture: Architecture, { replicas }: AvailabilitySettings): Architecture {
  const counts = new Map(replicas);
  const copies = new Map<string, string[]>();
  const tiers = architecture.tiers.map((tier): Tier => {
    const count = counts.get(tier.name) ?? 1;
    if (count === 1) return tier;
    const added = tier.nodes.flatMap((node) =>
      Array.from({ length: count - 1 }, (_, i) => ({ ...node, name: `${node.name}-replica-${i + 2}`, of: node.name })),
    );
    for (const { name, of } of added) copies.set(of, [...(copies.get(of) ?? [of]), name]);
    const nodes = [...tier.nodes, ...added.map(({ name, speed }) => ({ name, speed }))];
    return { ...tier, nodes, standby: tier.standby + added.length, promotion: tier.promotion ?? promotionShape.sample };
  });
  const replaced = (part: Structure): Structure => {
    if (typeof part === "string") return copies.has(part) ? anyOf(...copies.get(part)!) : part;
    if ("allOf" in part) return { allOf: part.allOf.map(replaced) };
    if ("anyOf" in part) return { anyOf: part.anyOf.map(replaced) };
    return { atLeast: part.atLeast, of: part.of.map(replaced) };
  };
  return { ...architecture, tiers, needs: replaced(architecture.needs) };
}

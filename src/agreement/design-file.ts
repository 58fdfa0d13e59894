import { stringify } from "yaml";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type RandomDesign, tiersOf } from "./random-design.ts";
import { RELAXATIONS, REPLICATIONS, relaxation } from "./shortened.ts";

/** Failures of nodes that all replications of a design see together, roughly. */
const FAILURES = 1500;
/** Designs of one seed whose runs have seeds of their own. */
const SEEDS = 1000;

const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);

/** The crew that most have to wait for; undefined: nobody waits. */
function smallestCrew({ classes, crew }: RandomDesign): { readonly size: number } | undefined {
  const sizes = classes === null ? [crew?.["size"]] : [classes.operators, classes.technicians];
  const known = sizes.flatMap((size) => (size === null || size === undefined ? [] : [Number(size)]));
  return known.length === 0 ? undefined : { size: Math.min(...known) };
}

/** What becomes of failures of whatever kind. */
const handling = ({ coverage, commonCause, standbyRate }: RandomDesign) => ({
  ...(coverage !== null && { coverage }),
  ...(commonCause > 0 && { commonCause }),
  ...(standbyRate !== 1 && { standby: standbyRate }),
});

/** Crashes that escalate, hosts that are repaired, and what takes down all at once; by their total as long as the lifetimes would have it. */
function failuresSection(design: RandomDesign, tiers: readonly string[]) {
  const { mttf, mttr } = design;
  const { crashes, restart, reboot, operators, technicians, inStock, site, hangs, life } = design.classes!;
  const lasting = (seconds: number) => ({ exponential: `${Number(seconds.toPrecision(6))} s` });
  const toCrash = Number((mttf / crashes).toPrecision(6));
  const lives = {
    exponential: lasting(mttf / crashes),
    erlang: { erlang: { stages: 3, mean: `${toCrash} s` } },
    hyperexponential: { hyperexponential: { mean: `${toCrash} s`, cv: 2 } },
    weibull: { weibull: { shape: 2, mean: `${toCrash} s` } },
  };
  const crews = [
    ["operators", operators],
    ["technicians", technicians],
  ] as const;
  const by = (crew: (typeof crews)[number]) => crew[1] !== null && { crew: crew[0] };
  return {
    crews: Object.fromEntries(crews.flatMap(([name, size]) => (size === null ? [] : [[name, { size }]]))),
    ...handling(design),
    classes: {
      crash: {
        ...{ strikes: tiers, kind: "process", timeToFailure: lives[life] },
        recovery: [
          { restart: lasting(mttr / 3), succeeds: restart },
          { reboot: lasting(mttr / 2), succeeds: reboot },
          { repair: lasting(2 * mttr), ...by(crews[0]) },
        ],
      },
      host: {
        ...{ strikes: tiers, timeToFailure: lasting(mttf / (1 - crashes)) },
        recovery: [
          {
            ...{ repair: lasting(mttr), ...by(crews[1]) },
            ...(inStock < 1 && { spares: { inStock, delivery: lasting(mttr) } }),
          },
        ],
      },
      ...(hangs && {
        deadlock: {
          ...{ strikes: tiers.slice(0, 1), kind: "hang", timeToFailure: lasting(2 * mttf) },
          recovery: [{ restart: lasting(mttr / 2) }],
        },
      }),
      ...(site !== null && {
        site: { together: { all: tiers }, timeToFailure: lasting(site * mttf), recovery: [{ repair: lasting(mttr) }] },
      }),
    },
  };
}

/** The text of its file. */
export function designText(design: RandomDesign): string {
  const { active, standby, behind, mttf, mttr, kept } = design;
  const front = behind > 0 ? "directors" : "proxies";
  const entry = numbered(behind > 0 ? "director" : "proxy", active + standby);
  const pool = numbered("proxy", behind);
  const lifetimes = { timeToFailure: { exponential: `${mttf} s` }, timeToRepair: { exponential: `${mttr} s` } };
  const isBusy = design.standbySpeed !== 1;
  const serves = { service: { each: isBusy ? "70 ms" : "1 ms" }, workers: kept === "database" ? 4 : 1, queue: 8 };
  const speed = isBusy && { speed: Object.fromEntries(entry.slice(active).map((name) => [name, design.standbySpeed])) };
  const role = behind > 0 ? { role: "director", service: { each: "0.1 ms" } } : { role: "proxy", ...serves, ...speed };
  const memory = {
    ...(kept === "copied to all" && { copiedTo: "all proxies" }),
    ...(kept === "nowhere else" && { checkpoint: "none" }),
    ...(design.transfer !== null && { transfer: design.transfer }),
    ...(design.lag !== null && { checkpoint: { lag: design.lag } }),
  };
  const { promotion, replication } = design;
  const isCluster = promotion === null && replication !== null;
  const bases = kept === "database" ? numbered("database", isCluster ? 3 : promotion === null ? 1 : 2) : [];
  const replicated = {
    active: isCluster ? bases : bases.slice(0, 1),
    ...(promotion !== null && { standby: bases.slice(1), promotion }),
    ...(replication !== null && { replication }),
  };
  const nodes = entry.length + pool.length + bases.length;
  const tiers = tiersOf(design);
  const first = design.crew?.["priorities"] as readonly string[] | undefined;
  const crew = design.crew && {
    ...design.crew,
    ...(first && { priorities: first.filter((tier) => tiers.includes(tier)) }),
  };
  const crewSize = smallestCrew(design);
  const { quorum, fencing } = design;
  const takeover = { ...(quorum !== null && { quorum }), ...(fencing !== null && { fencing }) };
  const warmUp = RELAXATIONS * relaxation({ life: mttf, repair: mttr, nodes }, crewSize) + design.expires;
  const horizon = warmUp + Math.ceil((FAILURES * (mttf + mttr)) / nodes / REPLICATIONS);
  const needs = [
    { anyOf: entry },
    ...(behind > 0 ? [{ anyOf: pool }] : []),
    ...(kept === "database" ? [isCluster ? { atLeast: 2, of: bases } : { anyOf: bases }] : []),
  ];
  const file = {
    title: `Design ${design.number} of seed ${design.seed}`,
    architecture: {
      tiers: {
        [front]: { ...role, active: entry.slice(0, active), ...(standby > 0 && { standby: entry.slice(active) }) },
        ...(behind > 0 && { proxies: { role: "proxy", ...serves, active: pool } }),
        ...(kept === "database" && { database: { role: "database", workers: 8, ...replicated } }),
      },
      addresses: Object.fromEntries(
        entry
          .slice(0, active)
          .map((owner, i) => [
            `SAP-${i + 1}`,
            { tier: front, owner, priority: design.priorities[i]!, weight: design.weights[i]! },
          ]),
      ),
      watches: {
        ...(standby > 0 && { membership: { tier: front, by: front, detector: design.detector, takeover } }),
        ...(behind > 0 &&
          design.removal !== null && {
            checks: { tier: "proxies", by: front, detector: design.removal, removal: "0 s" },
          }),
      },
      // A server is asked again at once, which is what the chain knows.
      bindings:
        kept === "database"
          ? {
              database: {
                ...{ tier: "database", timeout: "500 ms" },
                ...(isCluster && { connects: "list", inactive: "0 s" }),
              },
            }
          : { memory },
      needs: needs.length === 1 ? needs[0] : { allOf: needs },
    },
    traffic: {
      users: 8,
      registration: {
        ...{ expires: `${design.expires} s`, refresh: `${design.refresh} s` },
        ...(design.oneAddress && { with: "one address" }),
      },
      calls: {
        ...{ rate: "1/s", arrivals: "poisson", hold: design.hold },
        ...{ start: `${warmUp - mttr} s`, duration: `${horizon - warmUp + mttr} s` },
      },
      clients: {
        ...{ retransmission: design.retransmission, recordRoute: design.recordRoute },
        ...(design.nextTarget !== null && { nextTarget: design.nextTarget }),
      },
    },
    ...(design.classes === null ? { faults: [{ chance: tiers }] } : { failures: failuresSection(design, tiers) }),
    // Lives of their own: those of one seed would deviate together.
    run: {
      seed: (SEEDS * design.seed + design.number) % Number.MAX_SAFE_INTEGER,
      replications: REPLICATIONS,
      horizon: `${horizon} s`,
      warmUp: `${warmUp} s`,
    },
    ...(design.classes === null && {
      availability: { lifetimes, ...(crew !== null && { crew }), ...handling(design) },
    }),
  };
  return stringify(file, { lineWidth: 120, aliasDuplicateObjects: false });
}

/**
 * The design as both engines read it, by way of its file.
 * @throws Error if the file is refused, which would be a fault of the generator
 */
export function readDesign(design: RandomDesign): Scenario {
  const name = `design-${design.seed}-${design.number}.yaml`;
  const { scenario, problems } = parseScenario(designText(design), name);
  if (problems !== undefined)
    throw new Error(`${name} is refused: ${problems.map(({ path, found }) => `${path}: ${found}`).join("; ")}`);
  return scenario;
}

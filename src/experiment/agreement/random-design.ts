import { stringify } from "yaml";
import { Stream } from "../../random/stream.ts";
import { parseScenario } from "../../scenario/parse.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { Dice } from "../fuzz/dice.ts";
import type { Section } from "../fuzz/random-traffic.ts";
import { REPLICATIONS } from "./shortened.ts";

type Kept = "copied to standbys" | "nowhere else" | "copied to all" | "database";

/** A design drawn at random: what is said of it, each by itself, so that what does not matter can be left out again. */
export interface Design {
  readonly seed: number;
  readonly number: number;
  /** Places with an address each, and nodes that stand by for them: proxies, or directors in front of proxies. */
  readonly active: number;
  readonly standby: number;
  /** Proxies behind directors; 0: there are no directors. */
  readonly behind: number;
  readonly weights: readonly number[];
  /** Speed of standbys beside the others, who then have something to do; 1: as fast. */
  readonly standbySpeed: number;
  readonly detector: Section;
  /** How directors notice a dead proxy; null: nobody tells them. */
  readonly removal: Section | null;
  readonly kept: Kept;
  /** Whether the database has a replica. */
  readonly replica: boolean;
  readonly refresh: number;
  readonly expires: number;
  readonly nextTarget: boolean;
  readonly mttf: number;
  readonly mttr: number;
  readonly crew: Section | null;
  readonly coverage: Section | null;
  readonly commonCause: number;
  /** Failure rate of a standby beside a node that serves. */
  readonly standbyRate: number;
}

/** Failures of nodes that all replications of a design see together, roughly. */
const FAILURES = 1500;
/** Designs of one seed whose runs have seeds of their own. */
const SEEDS = 1000;

/** The design of this number: it depends on seed and number alone. */
export function drawDesign(seed: number, number: number): Design {
  const dice = new Dice(new Stream("designs", seed, number));
  const behind = dice.happens(0.4) ? dice.whole(2, 3) : 0;
  const active = behind > 0 ? 1 : dice.pick(1, 2, 2, 3);
  const standby = dice.happens(0.2) ? 2 : dice.whole(behind > 0 || active > 1 ? 0 : 1, 1);
  const nextTarget = active > 1 && dice.happens(0.4);
  const refresh = dice.pick(30, 60, 120);
  const kept: Kept =
    behind > 0 || nextTarget
      ? dice.pick("copied to all", "database")
      : dice.pick("copied to standbys", "copied to standbys", "nowhere else", "copied to all", "database");
  return {
    ...{ seed, number, active, standby, behind, nextTarget, refresh, kept },
    weights: dice.happens(0.5) ? Array.from({ length: active }, () => dice.whole(1, 4)) : equal(active),
    standbySpeed: behind === 0 && standby > 0 && active === 1 && dice.happens(0.4) ? 0.25 : 1,
    detector: dice.pick<Section>(
      { heartbeat: { interval: "1 s", misses: 2 } },
      { heartbeat: { interval: "500 ms", misses: 3, judged: "at own tick" } },
      ...VRRP,
    ),
    removal: dice.pick<Section | null>(
      { poll: { interval: "2 s", timeout: "1 s", retries: 0 } },
      { options: { interval: "2 s", timeout: "500 ms", misses: 1 } },
      { heartbeat: { interval: "1 s", misses: 3 } },
      null,
    ),
    expires: refresh * dice.pick(2, 3),
    mttf: dice.pick(200, 300, 400),
    mttr: dice.pick(60, 80, 100),
    crew: dice.pick<Section | null>(null, { size: 1 }, { size: 2 }),
    coverage: dice.happens(0.4)
      ? dice.pick<Section>(
          { probability: dice.pick(0.7, 0.9), uncovered: "blocks place", manualRecovery: "120 s" },
          { probability: dice.pick(0.8, 0.95), uncovered: "blocks group", manualRecovery: "60 s" },
          { probability: dice.pick(0.8, 0.95), uncovered: "fails group" },
        )
      : null,
    commonCause: dice.happens(0.4) ? dice.pick(0.05, 0.2) : 0,
    standbyRate: dice.pick(1, 1, 0.5, 0),
    replica: kept === "database" && dice.happens(0.5),
  };
}

const VRRP: readonly Section[] = [
  { vrrp: { version: 2, advertisement: "1 s", priority: 10 } },
  { vrrp: { version: 2, advertisement: "1 s", priority: 254 } },
  { vrrp: { version: 3, advertisement: "500 ms", priority: 100 } },
];

const equal = (count: number): number[] => Array.from({ length: count }, () => 1);

/** Simpler designs, each by one feature: the first that still does what is looked for is the next to be made simpler. */
export function simpler(design: Design): Design[] {
  const { active, standby, behind, weights, nextTarget } = design;
  const common = behind > 0 || nextTarget;
  const steps: readonly (Partial<Design> | false)[] = [
    design.coverage !== null && { coverage: null },
    design.commonCause > 0 && { commonCause: 0 },
    design.crew !== null && { crew: null },
    design.standbyRate !== 1 && { standbyRate: 1 },
    design.standbySpeed !== 1 && { standbySpeed: 1 },
    weights.some((weight) => weight !== 1) && { weights: equal(active) },
    nextTarget && { nextTarget: false },
    design.replica && { replica: false },
    design.kept !== (common ? "copied to all" : "copied to standbys") && {
      kept: common ? "copied to all" : "copied to standbys",
      replica: false,
    },
    behind > 2 && { behind: behind - 1 },
    behind > 0 && { behind: 0, kept: design.kept === "database" ? "database" : "copied to standbys" },
    standby > 0 && { standby: standby - 1 },
    active > 1 && { active: active - 1, weights: weights.slice(0, -1), nextTarget: nextTarget && active > 2 },
    !("heartbeat" in design.detector) && { detector: { heartbeat: { interval: "1 s", misses: 2 } } },
  ];
  return steps.flatMap((step) => (step === false ? [] : [{ ...design, ...step }]));
}

const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);

/** The text of its file. */
export function designText(design: Design): string {
  const { active, standby, behind, mttf, mttr, kept } = design;
  const front = behind > 0 ? "directors" : "proxies";
  const entry = numbered(behind > 0 ? "director" : "proxy", active + standby);
  const pool = numbered("proxy", behind);
  const lifetimes = { timeToFailure: { exponential: `${mttf} s` }, timeToRepair: { exponential: `${mttr} s` } };
  const isBusy = design.standbySpeed !== 1;
  const serves = { service: { each: isBusy ? "70 ms" : "1 ms" }, workers: kept === "database" ? 4 : 1, queue: 8 };
  const speed = isBusy && { speed: Object.fromEntries(entry.slice(active).map((name) => [name, design.standbySpeed])) };
  const role = behind > 0 ? { role: "director", service: { each: "0.1 ms" } } : { role: "proxy", ...serves, ...speed };
  const memory =
    kept === "copied to all" ? { copiedTo: "all proxies" } : kept === "nowhere else" ? { checkpoint: "none" } : {};
  const bases = kept === "database" ? numbered("database", design.replica ? 2 : 1) : [];
  const replicated = design.replica && {
    standby: bases.slice(1),
    promotion: { time: "5 s", probability: 0.9, manualRecovery: "60 s" },
  };
  const nodes = entry.length + pool.length + bases.length;
  const horizon = 4 * mttr + Math.ceil((FAILURES * (mttf + mttr)) / nodes / REPLICATIONS);
  const needs = [
    { anyOf: entry },
    ...(behind > 0 ? [{ anyOf: pool }] : []),
    ...(kept === "database" ? [{ anyOf: bases }] : []),
  ];
  const file = {
    title: `Design ${design.number} of seed ${design.seed}`,
    architecture: {
      tiers: {
        [front]: { ...role, active: entry.slice(0, active), ...(standby > 0 && { standby: entry.slice(active) }) },
        ...(behind > 0 && { proxies: { role: "proxy", ...serves, active: pool } }),
        ...(kept === "database" && { database: { role: "database", active: [bases[0]], workers: 8, ...replicated } }),
      },
      addresses: Object.fromEntries(
        entry.slice(0, active).map((owner, i) => [`SAP-${i + 1}`, { tier: front, owner, weight: design.weights[i]! }]),
      ),
      watches: {
        ...(standby > 0 && { membership: { tier: front, by: front, detector: design.detector, takeover: {} } }),
        ...(behind > 0 &&
          design.removal !== null && {
            checks: { tier: "proxies", by: front, detector: design.removal, removal: "0 s" },
          }),
      },
      bindings: kept === "database" ? { database: { tier: "database", timeout: "500 ms" } } : { memory },
      needs: needs.length === 1 ? needs[0] : { allOf: needs },
    },
    traffic: {
      users: 8,
      registration: { expires: `${design.expires} s`, refresh: `${design.refresh} s` },
      calls: { rate: "1/s", arrivals: "poisson", duration: `${horizon} s` },
      clients: {
        retransmission: false,
        ...(design.nextTarget && { nextTarget: { timeout: "1 s", avoid: "20 s" } }),
      },
    },
    faults: [{ chance: [front, ...(behind > 0 ? ["proxies"] : []), ...(kept === "database" ? ["database"] : [])] }],
    // Lives of their own: those of one seed would deviate together.
    run: {
      seed: (SEEDS * design.seed + design.number) % Number.MAX_SAFE_INTEGER,
      replications: REPLICATIONS,
      horizon: `${horizon} s`,
      warmUp: `${4 * mttr} s`,
    },
    availability: {
      lifetimes,
      ...(design.crew !== null && { crew: design.crew }),
      ...(design.coverage !== null && { coverage: design.coverage }),
      ...(design.commonCause > 0 && { commonCause: design.commonCause }),
      ...(design.standbyRate !== 1 && { standby: design.standbyRate }),
    },
  };
  return stringify(file, { lineWidth: 120, aliasDuplicateObjects: false });
}

/**
 * The design as both engines read it, by way of its file.
 * @throws Error if the file is refused, which would be a fault of the generator
 */
export function readDesign(design: Design): Scenario {
  const name = `design-${design.seed}-${design.number}.yaml`;
  const { scenario, problems } = parseScenario(designText(design), name);
  if (problems !== undefined)
    throw new Error(`${name} is refused: ${problems.map(({ path, found }) => `${path}: ${found}`).join("; ")}`);
  return scenario;
}

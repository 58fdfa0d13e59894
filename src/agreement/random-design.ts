import { Dice } from "../fuzz/dice.ts";
import type { ScenarioSection } from "../fuzz/random-traffic.ts";
import { Stream } from "../random/stream.ts";

type Kept = "copied to standbys" | "nowhere else" | "copied to all" | "database";

/** A design drawn at random: what is said of it, each by itself, so that what does not matter can be left out again. */
export interface RandomDesign {
  readonly seed: number;
  readonly number: number;
  /** Places with an address each, and nodes that stand by for them: proxies, or directors in front of proxies. */
  readonly active: number;
  readonly standby: number;
  /** Proxies behind directors; 0: there are no directors. */
  readonly behind: number;
  readonly weights: readonly number[];
  /** SRV priorities of the addresses. */
  readonly priorities: readonly number[];
  /** Speed of standbys beside the others, who then have something to do; 1: as fast. */
  readonly standbySpeed: number;
  readonly detector: ScenarioSection;
  /** How directors notice a dead proxy; null: nobody tells them. */
  readonly removal: ScenarioSection | null;
  readonly kept: Kept;
  /** How long copies of bindings are under way; null: until they are confirmed. */
  readonly lag: string | null;
  /** How a process that starts again gets bindings that all have; null: at once. */
  readonly transfer: ScenarioSection | null;
  /** How the database's replica is promoted; null: it has none. */
  readonly promotion: ScenarioSection | null;
  /** How its servers come to hold the same; null: replicas lack nothing. */
  readonly replication: ScenarioSection | null;
  readonly refresh: number;
  readonly expires: number;
  /** Whether users register at an address of their choice. */
  readonly oneAddress: boolean;
  readonly nextTarget: ScenarioSection | null;
  readonly retransmission: boolean;
  readonly recordRoute: boolean;
  readonly hold: ScenarioSection | string;
  readonly mttf: number;
  readonly mttr: number;
  readonly crew: ScenarioSection | null;
  readonly coverage: ScenarioSection | null;
  readonly commonCause: number;
  /** Failure rate of a standby beside a node that serves. */
  readonly standbyRate: number;
  /** Classes of failures in place of lifetimes and one crew; null: there are none. */
  readonly classes: DrawnClasses | null;
  /** Who of those that stand by for each other may serve; null: whoever lives. */
  readonly quorum: ScenarioSection | null;
  /** How the dead are switched off before anybody takes their addresses; null: they are not. */
  readonly fencing: ScenarioSection | null;
}

/** Two classes that compete, the milder of which escalates, each with a crew of its own or none. */
export interface DrawnClasses {
  /** Share of failures that are a crash of the process. */
  readonly crashes: number;
  /** Probability that a restart succeeds, and that a reboot does; 1: none is needed. */
  readonly restart: number;
  readonly reboot: number;
  /** Sizes of the crews for what reboots do not mend, and for hosts; null: somebody always can. */
  readonly operators: number | null;
  readonly technicians: number | null;
  /** Probability that a host's spare part is there. */
  readonly inStock: number;
  /** Whether processes of the first tier hang as well. */
  readonly hangs: boolean;
  /** Law of the time to a crash. */
  readonly life: "exponential" | "erlang" | "hyperexponential" | "weibull";
  /** Mean lives of a node from one failure of all nodes at once to the next; null: there is none. */
  readonly site: number | null;
}

/** The design of this number: it depends on seed and number alone. */
export function drawDesign(seed: number, number: number): RandomDesign {
  const dice = new Dice(new Stream("designs", seed, number));
  const behind = dice.happens(0.4) ? dice.whole(2, 3) : 0;
  const active = behind > 0 ? 1 : dice.pick(1, 2, 2, 3);
  const standby = dice.happens(0.2) ? 2 : dice.whole(behind > 0 || active > 1 ? 0 : 1, 1);
  const goesOn = active > 1 && dice.happens(0.4);
  const refresh = dice.pick(30, 60, 120);
  const kept: Kept =
    behind > 0 || goesOn
      ? dice.pick("copied to all", "database")
      : dice.pick("copied to standbys", "copied to standbys", "nowhere else", "copied to all", "database");
  const nextTarget = goesOn ? { timeout: "1 s", avoid: "20 s" } : null;
  const drawn = {
    ...{ seed, number, active, standby, behind, nextTarget, refresh, kept },
    weights: dice.happens(0.5) ? Array.from({ length: active }, () => dice.whole(1, 4)) : same(active, 1),
    standbySpeed: behind === 0 && standby > 0 && active === 1 && dice.happens(0.4) ? 0.25 : 1,
    detector: dice.pick<ScenarioSection>(
      { heartbeat: { interval: "1 s", misses: 2 } },
      { heartbeat: { interval: "500 ms", misses: 3, judged: "at own tick" } },
      ...VRRP,
    ),
    removal: dice.pick<ScenarioSection | null>(
      { poll: { interval: "2 s", timeout: "1 s", retries: 0 } },
      { options: { interval: "2 s", timeout: "500 ms", misses: 1 } },
      { heartbeat: { interval: "1 s", misses: 3 } },
      null,
    ),
    expires: refresh * dice.pick(2, 3),
    mttf: dice.pick(200, 300, 400),
    mttr: dice.pick(60, 80, 100),
    crew: dice.pick<ScenarioSection | null>(null, { size: 1 }, { size: 2 }),
    coverage: dice.happens(0.4)
      ? dice.pick<ScenarioSection>(
          { probability: dice.pick(0.7, 0.9), uncovered: "blocks place", manualRecovery: "120 s" },
          { probability: dice.pick(0.8, 0.95), uncovered: "blocks group", manualRecovery: "60 s" },
          { probability: dice.pick(0.8, 0.95), uncovered: "fails group" },
        )
      : null,
    commonCause: dice.happens(0.4) ? dice.pick(0.05, 0.2) : 0,
    standbyRate: dice.pick(1, 1, 0.5, 0),
    promotion:
      kept === "database" && dice.happens(0.5) ? { time: "5 s", probability: 0.9, manualRecovery: "60 s" } : null,
  };
  const design = { ...drawn, ...drawFeatures(drawn) };
  const classes = drawClasses(design);
  const cluster = drawCluster({ ...design, classes });
  return { ...design, classes: drawLives({ ...design, classes, ...cluster }), ...cluster };
}

/** By a stream of their own; a process that dies alone and is fenced would stay off with its host, which is no class of failures. */
function drawCluster({
  seed,
  number,
  active,
  standby,
  standbySpeed,
  detector,
  coverage,
  classes,
}: Omit<RandomDesign, "quorum" | "fencing">): Pick<RandomDesign, "quorum" | "fencing"> {
  const dice = new Dice(new Stream("designs/cluster", seed, number));
  const nodes = active + standby;
  if (standby === 0 || "vrrp" in detector) return { quorum: null, fencing: null };
  // How long a slower standby serves is not known by the chain where it may have to wait for the other.
  const quorum = nodes === 2 ? { twoNode: true, waitForAll: dice.happens(0.5) && standbySpeed === 1 } : {};
  const probability = coverage === null ? dice.pick(1, 0.8) : 1;
  const fencing = {
    ...{ time: dice.pick("500 ms", "3 s"), reboot: "1 s" }, // who is back just before he is shot comes back again
    ...(probability < 1 && { probability, manualRecovery: "60 s" }),
  };
  return {
    quorum: dice.happens(0.5) ? quorum : null,
    fencing: dice.happens(0.4) && classes === null ? fencing : null,
  };
}

/** Nodes at most that fail in several ways: each of them may be on its way back in any, which multiplies the states. */
const CLASSES_NODES_MAX = 4;

/** By a stream of their own. */
function drawClasses({
  seed,
  number,
  active,
  standby,
  behind,
  kept,
  promotion,
}: Omit<RandomDesign, "classes" | "quorum" | "fencing">): DrawnClasses | null {
  const dice = new Dice(new Stream("designs/classes", seed, number));
  const bases = kept === "database" ? 1 + Number(promotion !== null) : 0;
  if (!dice.happens(0.5) || active + standby + behind + bases > CLASSES_NODES_MAX) return null;
  return {
    ...{ crashes: dice.pick(0.5, 0.8), restart: dice.pick(0.5, 0.8), reboot: dice.pick(0.6, 0.9) },
    ...{ operators: dice.pick(null, 1, 2), technicians: dice.pick(null, 1), inStock: dice.pick(0.5, 1) },
    site: dice.happens(0.3) ? 5 : null,
    ...{ hangs: false, life: "exponential" },
  };
}

/** What hangs, and lives with a memory where the chain has stages for them, by a stream of their own. */
function drawLives({ seed, number, classes, ...design }: RandomDesign): DrawnClasses | null {
  const dice = new Dice(new Stream("designs/lives", seed, number));
  if (classes === null) return null;
  const { active, standby, behind, standbyRate, commonCause, quorum, detector } = design;
  const nodes = active + standby;
  const ages = standbyRate === 1 && commonCause === 0 && (nodes < 3 || !("vrrp" in detector));
  return {
    ...classes,
    hangs: dice.happens(0.5) && quorum === null && nodes + behind < CLASSES_NODES_MAX,
    life: ages ? dice.pick("exponential", "erlang", "hyperexponential", "weibull") : "exponential",
  };
}

type Features = Pick<
  RandomDesign,
  | "priorities"
  | "lag"
  | "oneAddress"
  | "retransmission"
  | "recordRoute"
  | "hold"
  | "detector"
  | "crew"
  | "nextTarget"
  | "promotion"
  | "transfer"
  | "replication"
>;

/** What users and repairmen do besides, and other detectors, by a stream of their own. */
function drawFeatures(
  design: Omit<
    RandomDesign,
    "classes" | "quorum" | "fencing" | Exclude<keyof Features, "detector" | "crew" | "nextTarget" | "promotion">
  >,
): Features {
  const dice = new Dice(new Stream("designs/features", design.seed, design.number));
  const { active, standby, kept, crew, detector, promotion } = design;
  // With more nodes so few calls fail that no interval is narrow.
  const nextTarget = active + standby <= 4 ? design.nextTarget : null;
  const isCommon = kept === "copied to all" || kept === "database";
  const tiers = tiersOf(design);
  const hasOrder = dice.happens(0.6) && tiers.length > 1;
  return {
    priorities:
      dice.happens(0.4) && nextTarget !== null
        ? Array.from({ length: active }, () => dice.whole(0, 1))
        : same(active, 0),
    lag: dice.happens(0.4) && kept === "copied to standbys" ? dice.pick("5 s", "20 s") : null,
    oneAddress: dice.happens(0.4) && isCommon && active > 1,
    // What a storm of copies costs a slow standby depends on how long it has lasted, which the chain does not tell.
    retransmission: dice.happens(0.3) && design.standbySpeed === 1,
    recordRoute: dice.happens(0.3),
    hold: dice.happens(0.4)
      ? dice.pick<ScenarioSection | string>("10 s", { exponential: "20 s" }, { uniform: ["0 s", "30 s"] })
      : "0 s",
    detector: dice.happens(0.2) ? TOTEM : detector,
    crew: crew && {
      ...crew,
      // All tiers in order: among equals the chain takes any, a run of messages who broke first.
      ...(hasOrder && { priorities: dice.several(tiers, tiers.length) }),
      ...dice.pick<ScenarioSection>({}, {}, hasOrder ? { preemptive: true } : {}, { pick: "10 s" }),
    },
    nextTarget: nextTarget && { timeout: dice.pick("500 ms", "1 s", "4 s"), avoid: dice.pick("0 s", "20 s", "60 s") },
    promotion: promotion && {
      time: dice.pick("2 s", "5 s", "15 s"),
      probability: dice.pick(0.5, 0.9, 1),
      manualRecovery: "60 s",
    },
    transfer:
      dice.happens(0.5) && kept === "copied to all"
        ? {
            ...{ start: dice.pick("1 s", "4 s"), each: "1 ms", contacts: 1 },
            pause: { after: 1, for: dice.pick("1 s", "2 s") },
            ...(dice.happens(0.25) && { meanwhile: "out of service" }),
          }
        : null,
    replication:
      kept !== "database"
        ? null
        : promotion === null
          ? dice.pick<ScenarioSection | null>(null, CLUSTER)
          : dice.pick<ScenarioSection | null>(
              null,
              { asynchronous: { lag: dice.pick("1 s", "5 s") } },
              { semiSynchronous: { timeout: "2 s" } },
            ),
  };
}

const CLUSTER: ScenarioSection = { certification: { suspect: "5 s", check: "500 ms" } };

/** A token that rests a while, so that a run has few of them. */
const TOTEM: ScenarioSection = { totem: { token: "2 s", consensus: "500 ms", hold: "100 ms" } };

const VRRP: readonly ScenarioSection[] = [
  { vrrp: { version: 2, advertisement: "1 s", priority: 10 } },
  { vrrp: { version: 2, advertisement: "1 s", priority: 254 } },
  { vrrp: { version: 3, advertisement: "500 ms", priority: 100 } },
];

/** A list of one value, repeated. */
export const same = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

/** The tiers of its file. */
export const tiersOf = ({ behind, kept }: Pick<RandomDesign, "behind" | "kept">): string[] => [
  ...(behind > 0 ? ["directors", "proxies"] : ["proxies"]),
  ...(kept === "database" ? ["database"] : []),
];

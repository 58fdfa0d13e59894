import { modelOfArchitecture, nines, serviceAvailability } from "../library/analysis.ts";
import { type Architecture, type Figures, metricIndex, PRESET_NAMES } from "../library/simulation.ts";
import { type Depth, job, mean, type Shelf, type ThesisPart } from "./part.ts";
import { type Column, classOfOutage, PRINTED, quantile, RULES, structureOf, table1Part } from "./table1.ts";

/** A row of Table 1 with every design: the cells of the thesis's table, and figures beside them. */
export interface DesignRow extends Omit<Column, "outage"> {
  /** How long the death of a serving proxy lasts for those it concerns [s]; null: nothing ends it, or nobody waits for it. */
  readonly outage: { readonly p50: number; readonly p95: number } | null;
  /** Failed calls of one such death over the call rate: seconds' worth of all calls [s]. */
  readonly lostSeconds: number;
  /** −log₁₀ of the unavailability with the lifetimes below, from the chain. */
  readonly nines: number;
}

/** The rules of the cells, as the table states them. */
export const EVERY_RULE = {
  redundancyModel: "1+1 where one stands by for one, n+0 where nobody does, else letters",
  failoverMechanism: "read off the watches; DNS SRV where only the clients can go elsewhere",
  loadBalancing:
    "Yes if callers choose among several addresses of the same priority, directors among proxies, or routers among sites",
  databaseInCallSetUp: "Yes if bindings are in a database without a cache",
  scalesByDnsSrv: "Yes if the entrance has more than one address",
  failedCallsAtFailover: `${RULES.failedCallsAtFailover}; where clients go elsewhere by themselves, by the failed calls over the rate; High where nothing ends it`,
  callSetUpTime: "Medium; Medium to Low if at least a fifth below the median of the thesis's four; of the median call",
  nines: "chain with MTTF 1500 h, MTTR 72 h (thesis §4), a repairman for each node",
} as const;

const HOUR = 3600;
const LIFETIMES = {
  timeToFailure: { kind: "exponential", mean: 1500 * HOUR },
  timeToRepair: { kind: "exponential", mean: 72 * HOUR },
} as const;

const STORY = "table1.yaml";
const OUTAGE = metricIndex("outageTime");
const SETUP = metricIndex("callSetupTime.p50");
const FAILED = metricIndex("failedCalls");

/** Table 1 with every design: the thesis's four as they are, then all other presets through one common story. */
export function everyDesignPart(shelf: Shelf, depth: Depth): ThesisPart<DesignRow[]> {
  const four = table1Part(shelf, depth);
  const others = PRESET_NAMES.filter((name) => !(name in PRINTED)).map((name) =>
    shelf(STORY, [...settingsFor(name, shelf), ...(depth === "quick" ? ["run.replications=4", "run.stratify=4"] : [])]),
  );
  const jobs = [...four.jobs, ...others.map(job)];
  return {
    jobs,
    evaluate: (figures) => {
      const columns = four.evaluate(figures.slice(0, four.jobs.length));
      const setUps = columns.map(({ setUp }) => setUp).sort((x, y) => x - y);
      const usual = (setUps[1]! + setUps[2]!) / 2;
      return jobs.map(({ scenario: { architecture, traffic } }, i) => {
        const { arrivals } = traffic.calls!;
        const rate = arrivals.kind === "rounds" ? Number.NaN : arrivals.rate;
        const lost = figures[i]!.map((one) => one[FAILED]! / rate);
        const column = columns[i] ?? measured(architecture, figures[i]!, lost, usual);
        return { ...column, lostSeconds: mean(lost), nines: ninesOf(architecture) };
      });
    },
  };
}

/** The story told of a preset: its first proxy dies, and clients go elsewhere by themselves where nobody else does anything. */
function settingsFor(name: string, shelf: Shelf): string[] {
  const preset = `architecture.preset=${name}`;
  const { tiers, watches } = shelf(STORY, [preset, "faults=[]"]).architecture;
  const victim = tiers.find(({ role }) => role === "proxy")!.nodes[0]!.name;
  const fend = watches.length === 0 ? ["traffic.clients.nextTarget={ timeout: 2 s, avoid: 60 s }"] : [];
  return [preset, `faults.0.kill=${victim}`, ...fend];
}

function measured(
  architecture: Architecture,
  figures: readonly Figures[],
  lost: readonly number[],
  usual: number,
): Omit<DesignRow, "lostSeconds" | "nines"> {
  const outages = figures.map((one) => one[OUTAGE]!).filter((outage) => !Number.isNaN(outage));
  const ends = outages.length === figures.length;
  const spread = (sample: readonly number[]) => {
    const sorted = [...sample].sort((x, y) => x - y);
    return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
  };
  const setUp = mean(figures.map((one) => one[SETUP]!));
  const fend = !ends && architecture.addresses.length > 1;
  return {
    ...structureOf(architecture),
    failedCallsAtFailover: ends ? classOfOutage(spread(outages)) : fend ? classOfOutage(spread(lost)) : "High",
    callSetUpTime: setUp <= 0.8 * usual ? "Medium to Low" : "Medium",
    outage: ends ? spread(outages) : null,
    setUp,
  };
}

function ninesOf(architecture: Architecture): number {
  const tiers = architecture.tiers.map((tier) => ({ ...tier, lifetimes: LIFETIMES }));
  return nines(serviceAvailability(modelOfArchitecture({ ...architecture, tiers })).outage.unavailability);
}

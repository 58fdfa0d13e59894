import { minimalCutSets } from "../library/analysis.ts";
import {
  type Architecture,
  bindingsAsked,
  isAnycast,
  metricIndex,
  type Tier,
  type Watch,
} from "../library/simulation.ts";
import { type Depth, job, type Shelf, type ThesisPart } from "./part.ts";

/** A column of Table 1. Every cell follows from the architecture object or from simulated figures by the rule beside it. */
export interface Column {
  readonly scheme: string;
  readonly redundancyModel: string;
  readonly failoverMechanism: string;
  readonly loadBalancing: "Yes" | "No";
  readonly bindingsKeptIn: "A database" | "Proxy/registrar server";
  readonly databaseInCallSetUp: "Yes" | "No";
  readonly scalesByDnsSrv: "Yes" | "No";
  readonly failedCallsAtFailover: string;
  readonly callSetUpTime: string;
  /** Beyond the thesis's rows: components whose failure alone stops the service. */
  readonly singlePointsOfFailure: readonly string[];
  /** What the last two rows rest on [s]: quantiles of the outage, mean set-up time. */
  readonly outage: { readonly p50: number; readonly p95: number };
  readonly setUp: number;
}

/** The thesis's own cells, to be compared with; order of columns as printed. */
export const PRINTED: Readonly<Record<string, Partial<Record<keyof Column, string>>>> = {
  "cisco-vrrp": {
    redundancyModel: "Proxy: 1+1",
    failoverMechanism: "VRRP",
    loadBalancing: "No",
    bindingsKeptIn: "A database",
    databaseInCallSetUp: "Yes",
    scalesByDnsSrv: "No",
    failedCallsAtFailover: "Medium",
    callSetUpTime: "Medium",
  },
  fff: {
    redundancyModel: "Dispatcher: m+k, Proxy: n+0",
    failoverMechanism: "OpenAIS",
    loadBalancing: "Yes",
    bindingsKeptIn: "A database",
    databaseInCallSetUp: "Yes",
    scalesByDnsSrv: "Yes",
    failedCallsAtFailover: "Low",
    callSetUpTime: "Medium",
  },
  ppdr: {
    redundancyModel: "Director: 1+1, Proxy: n+0",
    failoverMechanism: "LVS + VRRP + Keepalived",
    loadBalancing: "Yes",
    bindingsKeptIn: "A database",
    databaseInCallSetUp: "Yes",
    scalesByDnsSrv: "No",
    failedCallsAtFailover: "Medium to High",
    callSetUpTime: "Medium",
  },
  iprs: {
    redundancyModel: "Proxy: n+k",
    failoverMechanism: "OpenAIS",
    loadBalancing: "Yes",
    bindingsKeptIn: "Proxy/registrar server",
    databaseInCallSetUp: "No",
    scalesByDnsSrv: "Yes",
    failedCallsAtFailover: "Low",
    callSetUpTime: "Medium to Low",
  },
};

/** Rules of the two measured rows, as the report states them. */
export const RULES = {
  failedCallsAtFailover:
    "by the outage, which the failed calls are proportional to: Low below 2 s, Medium below 5 s, High from there; the class of the median, and of the 95th percentile if it differs",
  callSetUpTime: "Medium; Medium to Low if at least a fifth below the median of the four",
} as const;

const SETUP = metricIndex("callSetupTime");
const OUTAGE = metricIndex("outageTime");

/** Table 1, computed: structure from the architecture objects, the last two rows from simulated failovers. */
export function table1Part(shelf: Shelf, depth: Depth): ThesisPart<Column[]> {
  const scenarios = Object.keys(PRINTED).map((preset) =>
    shelf(`thesis/table1-${preset}.yaml`, depth === "quick" ? ["run.replications=16"] : []),
  );
  return {
    jobs: scenarios.map(job),
    evaluate: (figures) => {
      const measured = figures.map((replications) => {
        const outages = replications.map((one) => one[OUTAGE]!).sort((x, y) => x - y);
        const setUp = replications.reduce((sum, one) => sum + one[SETUP]!, 0) / replications.length;
        return { outage: { p50: quantile(outages, 0.5), p95: quantile(outages, 0.95) }, setUp };
      });
      const setUps = measured.map(({ setUp }) => setUp).sort((x, y) => x - y);
      const median = (setUps[1]! + setUps[2]!) / 2;
      return scenarios.map(({ architecture }, i) => ({
        ...structureOf(architecture),
        failedCallsAtFailover: classOfOutage(measured[i]!.outage),
        callSetUpTime: measured[i]!.setUp <= 0.8 * median ? "Medium to Low" : "Medium",
        ...measured[i]!,
      }));
    },
  };
}

/** The p-quantile of a sorted sample: the least value that a share p of it does not exceed. */
export const quantile = (sorted: readonly number[], p: number): number => sorted[Math.ceil(p * sorted.length) - 1]!;

/** In words: the class of the median outage, and of the 95th percentile if it differs [s]. */
export function classOfOutage({ p50, p95 }: { p50: number; p95: number }): string {
  const classOf = (outage: number) => (outage < 2 ? "Low" : outage < 5 ? "Medium" : "High");
  return classOf(p50) === classOf(p95) ? classOf(p50) : `${classOf(p50)} to ${classOf(p95)}`;
}

/** The rows that follow from the architecture object alone. */
export function structureOf(
  architecture: Architecture,
): Omit<Column, "failedCallsAtFailover" | "callSetUpTime" | "outage" | "setUp"> {
  const servers = architecture.tiers.filter(({ role }) => role === "proxy" || role === "director");
  const directors = servers.find(({ role }) => role === "director");
  const entrance = directors ?? servers[0]!;
  const { addresses, bindings, watches } = architecture;
  const asked = bindingsAsked(bindings);
  const first = Math.min(...addresses.map(({ priority }) => priority));
  const hasChoice =
    addresses.filter(({ priority }) => priority === first).length > 1 ||
    directors !== undefined ||
    watches.some((watch) => isAnycast(watch) && servers.find(({ name }) => name === watch.tier)!.active > 1);
  return {
    scheme: architecture.preset,
    redundancyModel: servers.map((tier) => `${title(tier, entrance)}: ${redundancy(tier)}`).join(", "),
    failoverMechanism: mechanisms(architecture),
    // Calls can be spread if callers have several addresses to choose from, directors several proxies, or routers several sites.
    loadBalancing: hasChoice ? "Yes" : "No",
    bindingsKeptIn: asked.registers !== null ? "A database" : "Proxy/registrar server",
    databaseInCallSetUp: asked.lookUps !== null ? "Yes" : "No",
    // More servers can be put behind more SRV records where the design knows more than one entrance.
    scalesByDnsSrv: addresses.length > 1 ? "Yes" : "No",
    singlePointsOfFailure: [...minimalCutSets(architecture.needs).ofSize(1)].flatMap((cut) => [...cut]),
  };
}

const title = ({ role }: Tier, entrance: Tier): string =>
  role === "proxy" ? "Proxy" : entrance.active > 1 ? "Dispatcher" : "Director";

/** 1+1 where one stands by for one; otherwise letters, for any numbers will do. */
function redundancy({ role, active, standby }: Tier): string {
  if (standby === 0) return active === 1 ? "1+0" : "n+0";
  if (active === 1 && standby === 1) return "1+1";
  return role === "director" ? "m+k" : "n+k";
}

/** What is said to detect; Totem is OpenAIS's protocol. */
const BY_DETECTOR = {
  poll: "LVS",
  vrrp: "VRRP",
  totem: "OpenAIS",
  heartbeat: "heartbeat",
  options: "OPTIONS",
  phi: "phi accrual",
} satisfies Readonly<Record<Watch["detector"]["kind"], string>>;
/** What is said to act; null: what detects has said it. */
const BY_CONSEQUENCE = {
  takeover: null,
  removal: null,
  record: "DNS update",
  route: "anycast",
  promotion: "promotion",
} satisfies Readonly<Record<Watch["consequence"]["kind"], string | null>>;

/** Polled removal from a Call-ID dispatcher is what LVS and Keepalived do together; a track script is Keepalived's too. */
function mechanisms({ watches, addresses }: Architecture): string {
  const detects = watches.map(({ detector }) => BY_DETECTOR[detector.kind]);
  const acts = watches.map(({ consequence }) => BY_CONSEQUENCE[consequence.kind]);
  const isKept = watches.some(
    ({ detector }) => detector.kind === "poll" || (detector.kind === "vrrp" && detector.track),
  );
  const names = [
    ...Object.values(BY_DETECTOR).flatMap((name) => [
      ...(detects.includes(name) ? [name] : []),
      ...(name === "VRRP" && isKept ? ["Keepalived"] : []),
    ]),
    ...Object.values(BY_CONSEQUENCE).flatMap((name) => (name !== null && acts.includes(name) ? [name] : [])),
    ...(watches.length === 0 && addresses.length > 1 ? ["DNS SRV"] : []),
  ];
  return names.join(" + ") || "none";
}

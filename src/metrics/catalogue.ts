import { REASONS } from "../architecture/unserved.ts";
import { CAUSES } from "../sip/calls.ts";
import { LOSS, UNSERVED } from "./reasons.ts";

/** Units of what is measured; those of formulas are made of them. */
export const METRIC_UNITS = [
  "calls",
  "messages",
  "bindings",
  "connections",
  "failovers",
  "addresses",
  "s",
  "ratio",
] as const;
/** Unit of a metric of the catalogue. */
export type MetricUnit = (typeof METRIC_UNITS)[number];

/** What one figure of a run is. The one place where a metric's name, unit and formula are written down. */
export interface MetricDescription<Name extends string, U extends string> {
  readonly name: Name;
  readonly unit: U;
  /** One sentence a telephone engineer can check by hand. */
  readonly meaning: string;
  readonly source: string;
  /** Shown in full tables and wherever somebody asks for it, but not in the short table of a run. */
  readonly isDetail?: true;
  /** For a proportion: the metrics that count its trials, the first less the second. */
  readonly trials?: readonly ["createdCalls", "unfinishedCalls" | "unfinishedCalls.unanswered"];
  /** The least value that it can have; 0 if left out. */
  readonly least?: number;
}

const define = <const Name extends string>(
  name: Name,
  unit: MetricUnit,
  meaning: string,
  source = "definition",
): MetricDescription<Name, MetricUnit> => ({ name, unit, meaning, source });

const detail = <const Name extends string>(
  ...written: Parameters<typeof define<Name>>
): MetricDescription<Name, MetricUnit> => ({
  ...define(...written),
  isDetail: true,
});

/** A quantity of which mean and three quantiles are reported. */
const spread = <const Name extends string>(name: Name, meaning: string, source: string) => [
  define(name, "s", `mean of: ${meaning}`, source),
  ...(["p50", "p95", "p99"] as const).map((q) =>
    define(`${name}.${q}`, "s", `${q.slice(1)}th percentile of: ${meaning}`, source),
  ),
];

/** INVITEs that were answered, were refused or have failed. */
const DECIDED = ["createdCalls", "unfinishedCalls.unanswered"] as const;

const ALL = [
  define("createdCalls", "calls", "INVITEs begun"),
  define("successfulCalls", "calls", "calls that ended with the 200 to their BYE"),
  define(
    "failedCalls",
    "calls",
    "calls that failed, including those that would wait for ever for a lost message: created less successful and unfinished ones",
    "thesis Fig. 9 (SIPp)",
  ),
  define("unfinishedCalls", "calls", "calls under way when the run ended that were not failing"),
  detail("unfinishedCalls.unanswered", "calls", "unfinished calls whose INVITE had not been answered yet"),
  define("declinedArrivals", "calls", "calls not created because the open-call limit was reached", "SIPp -l"),
  define("redialledCalls", "calls", "calls of users who dialled again, counted among the created calls as well"),
  ...CAUSES.filter((cause) => cause !== "none").map((cause) =>
    define(`failedCalls.${cause}`, "calls", `failed calls ${LOSS[cause]}`),
  ),
  define(
    "droppedCalls",
    "calls",
    "failed calls that had been answered and were dropped: their dialog was lost, their media were silent for too long or their session was not refreshed",
  ),
  define(
    "lostTalkTime",
    "s",
    "talking that calls lost, in all: what was silent of them, and from the end of dropped calls to the moment at which they would have been hung up",
  ),
  define("delayedCalls", "calls", "answered calls whose set-up took longer than `traffic.calls.delayedAfter`"),
  define(
    "lingeringDialogs",
    "calls",
    "callees whose dialog did not end with the call, because no BYE came: ended by the session timer or the media time-out, or open when the run ended",
    "RFC 4028",
  ),
  define(
    "lingeringTime",
    "s",
    "mean of: end of a call to the end of its lingering dialog, where that ended",
    "RFC 4028 §10",
  ),
  define(
    "silentCalls",
    "calls",
    "calls whose media were silent for a time, because the host that they flowed through had died or was cut off",
  ),
  define(
    "silentTime",
    "s",
    "silence of all calls together: death of that host to the re-INVITE that moves the media, or to the end of the call",
  ),
  {
    ...define(
      "ser",
      "ratio",
      "session establishment ratio: INVITEs answered by 200 / INVITEs begun and decided (there are no 3xx)",
      "RFC 6076 §4.6",
    ),
    trials: DECIDED,
  },
  define(
    "intentSer",
    "ratio",
    "call intents, a call and what is dialled again after it, that were finally answered by 200 / call intents",
  ),
  {
    ...detail(
      "seer",
      "ratio",
      "session establishment effectiveness ratio: INVITEs answered by 200, 480, 486, 600 or 603 / INVITEs begun and decided",
      "RFC 6076 §4.7",
    ),
    trials: DECIDED,
  },
  {
    ...detail(
      "isa",
      "ratio",
      "ineffective session attempts: INVITEs that ended in 500, 503 or without an answer (408) / INVITEs begun and decided",
      "RFC 6076 §4.8",
    ),
    trials: DECIDED,
  },
  {
    ...detail(
      "scr",
      "ratio",
      "session completion ratio: calls that ended with the 200 to their BYE / calls that have ended",
      "RFC 6076 §4.9",
    ),
    trials: ["createdCalls", "unfinishedCalls"],
  },
  ...spread("srd", "session request delay: INVITE sent to the first 180 or 200 received", "RFC 6076 §4.3").map(
    (metric) => ({ ...metric, isDetail: true as const }),
  ),
  detail("rrd", "s", "registration request delay, mean of: REGISTER sent to its 200", "RFC 6076 §4.1"),
  detail(
    "ira",
    "ratio",
    "ineffective registration attempts: registrations and refreshes that were not answered by 200 / those begun and decided",
    "RFC 6076 §4.2",
  ),
  ...(["options", "subscribe"] as const).flatMap((method) => [
    detail(`${method}ResponseTime`, "s", `mean of: ${method.toUpperCase()} sent to its 200`),
    detail(
      `${method}SuccessRatio`,
      "ratio",
      `${method.toUpperCase()} requests that were answered by 200 / those sent and decided`,
    ),
  ]),
  ...spread("processingTime", "arrival of an INVITE at a proxy to its forwarding", "thesis Fig. 10"),
  ...spread(
    "callSetupTime",
    "INVITE sent to first 200 received, at the caller",
    "thesis Fig. 11; RFC 6076 §4.3 without the first ringing",
  ),
  define("sojournTime", "s", "mean of: arrival of any SIP message at a proxy to its departure"),
  define("detectionTime", "s", "fault to the verdict that led to action, first failover of the run"),
  define("selectionTime", "s", "fault to the choice of the standby, first takeover of the run"),
  define("claimTime", "s", "fault to the standby's claim of the address, first takeover of the run"),
  define("announcementTime", "s", "fault to the gratuitous ARP, first takeover of the run"),
  define("takeoverTime", "s", "verdict to the end of the outage, first failover of the run"),
  define(
    "outageTime",
    "s",
    "fault to the first request served by the successor, or to the end of dispatch to the dead node",
  ),
  define("failovers", "failovers", "verdicts that led to a takeover or to removal from dispatch"),
  define("falseFailovers", "failovers", "failovers of a node that was not dead"),
  define(
    "pinnedCalls",
    "calls",
    "calls that went to a proxy which the director considered down, because their flow stayed with it; measured where directors keep flows",
  ),
  define(
    "unservedAddresses",
    "addresses",
    "addresses at which callers are not served when the run ends; measured where faults end, are mended or come by chance",
  ),
  ...REASONS.map((reason) =>
    define(`unservedAddresses.${reason}`, "addresses", `unserved addresses ${UNSERVED[reason]}`),
  ),
  define(
    "sharedAddressTime",
    "s",
    "time for which some address had more than one owner: running processes whose hosts are plugged in",
    "RFC 5227 §1.1 (address conflict)",
  ),
  define("sharedAddresses", "addresses", "addresses that have more than one owner when the run ends"),
  define(
    "staleAddressTime",
    "s",
    "time for which callers sent what was for some address to a host that did not have it, although they could reach one that had",
  ),
  define(
    "nodeUnavailability",
    "ratio",
    "time that the nodes which break by chance were dead or cut off, as a share of the run",
  ),
  define(
    "lostBindings",
    "bindings",
    "bindings their users believed registered and a successor did not have at takeover, or a process that had started again; each once until it is registered again",
  ),
  define(
    "transferredBindings",
    "bindings",
    "bindings that processes which had started again got from peers and had not known; measured where they are transferred one after the other",
  ),
  define(
    "transferTime",
    "s",
    "start of a process to the moment at which it has the bindings that its peers know, or to the end of the run; the longest of a run",
  ),
  define(
    "lostWrites",
    "bindings",
    "bindings of answered REGISTERs that a server of the database lacked, or had an older one of, when it became the primary",
  ),
  define("registeredBindings", "bindings", "registrations that are acknowledged and unexpired when the run ends"),
  define("brokenConnections", "connections", "connections of users that ended during the run without their doing"),
  define("reconnections", "connections", "connections that took the place of one that had ended"),
  define(
    "refusedConnections",
    "connections",
    "attempts at a connection that a living host refused, and SYNs that it dropped because its backlog was full",
  ),
  define(
    "missingConnections",
    "connections",
    "users' connections that are not back, registered over, when the run ends",
  ),
  define(
    "connectionRestorationTime",
    "s",
    "first loss of connections, as it happened at a server, to the moment at which all users had registered over new ones; the longest of a run",
  ),
  define(
    "nextTargetRequests",
    "messages",
    "INVITEs, BYEs and REGISTERs that went to another target because the one before had failed",
    "RFC 3263 §4.3",
  ),
  define(
    "challenges",
    "messages",
    "responses 401 and 407 that asked for credentials; measured where a tier has `authentication`",
    "RFC 3261 §22",
  ),
  define("droppedMessages", "messages", "SIP messages dropped by full queues"),
  define("lostMessages", "messages", "SIP messages lost on links, to dead nodes or in crashes"),
] as const;

/** Names of metrics: those of the catalogue and no other. What somebody has written becomes one by {@link metricNamed}. */
export type MetricName = (typeof ALL)[number]["name"];
/** One figure of a run. */
export type Metric = MetricDescription<MetricName, MetricUnit>;
/** A metric of the catalogue, or one that a scenario makes: its unit is one of `METRIC_UNITS`, what they make together, such as calls/s, or 1. */
export type AnyMetric = MetricDescription<string, string>;

/** All metrics of a run, in the order in which they are reported. */
export const CATALOGUE: readonly Metric[] = ALL;

const INDEX: ReadonlyMap<string, number> = new Map(ALL.map(({ name }, index) => [name, index]));

/** Position of a metric in the catalogue. */
export const metricIndex = (name: MetricName): number => INDEX.get(name) ?? -1;

/** The metric that is called so; undefined if none is. */
export function metricNamed(name: string): Metric | undefined {
  return CATALOGUE[INDEX.get(name) ?? -1];
}

/** A metric by name, of the catalogue or among those that a scenario makes. */
export const metricAmong = (name: string, own: readonly AnyMetric[] = []): AnyMetric | undefined =>
  metricNamed(name) ?? own.find((metric) => metric.name === name);

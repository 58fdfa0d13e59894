import { REASONS, type Reason } from "../../architecture/unserved.ts";
import { faultInWords, faultVerb } from "../../faults/description.ts";
import type { MetricName } from "../../metrics/catalogue.ts";
import { endOf, lastArrival } from "../../scenario/amount-of-work.ts";
import { directorsOf } from "../../service/directors.ts";
import type { Cause } from "../../sip/calls.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatProbability } from "../../units/probability.ts";
import { meanOf, type Outcome, shareMeasured } from "./outcome.ts";

/** Why calls failed, as the end of "… because …". */
const BECAUSE: Readonly<Record<Exclude<Cause, "none">, string>> = {
  nodeDown: "their messages went to a dead node",
  nodeCrash: "they were on a node when it died",
  linkLoss: "the network lost a message",
  partition: "nothing passed between two parts of the network",
  queueOverflow: "a full queue dropped a message",
  bindingMissing: "the callee's binding was missing (404)",
  databaseFailure: "the database did not answer (500)",
  noProxy: "no proxy was known to be alive, or the connection to it failed (503)",
  overload: "an overloaded server refused them (503)",
  throttled: "an overloaded server had asked for fewer",
  busy: "the callee declined (486)",
  timeout: "they timed out",
  dialogLost: "the server in between had lost their dialog (481)",
  mediaLost: "their media had been silent for too long",
  refreshFailed: "their session could not be refreshed",
  abandoned: "the caller hung up before the answer",
  unauthorized: "the server accepted none of the nonces that they showed (401, 407)",
  flowMissing: "no connection or NAT binding led to the user",
};

const UNSERVED: Readonly<Record<Reason, string>> = {
  noQuorum: "nobody alive had it, for want of quorum",
  dead: "nobody alive had it",
  shared: "two nodes had it at once",
  cutOff: "the callers were cut off from who had it",
  stale: "the callers' ARP entries led elsewhere",
  hung: "who had it hung",
};

/** Where nothing but links and ARP entries is at fault, no node is dead: messages went where their address had been. */
const MISLED = "their messages went to a node that did not have the address";
const MISLEADING = ["links", "announcements"];
const nobodyDies = ({ scenario: { faults } }: Outcome): boolean =>
  faults.length > 0 && faults.every((fault) => MISLEADING.includes(faultVerb(fault).of));

/** A mean number of calls: whole if it is, else to one place. */
const count = (mean: number): string => (Number.isInteger(mean) || mean >= 1000 ? mean.toFixed(0) : mean.toFixed(1));

function losses(outcome: Outcome): string {
  const created = meanOf(outcome, "createdCalls") ?? 0;
  const failed = meanOf(outcome, "failedCalls") ?? 0;
  const sojourn = meanOf(outcome, "sojournTime");
  if (created === 0)
    return sojourn === null
      ? "No calls were made."
      : `No calls were made; a request took ${formatDuration(sojourn, 3)} in the proxies.`;
  const open = meanOf(outcome, "unfinishedCalls") ?? 0;
  const under = open === 0 ? "" : ` ${count(open)} were still under way when the run ended.`;
  if (failed === 0)
    return open === 0 ? `All ${count(created)} calls succeeded.` : `Of ${count(created)} calls none failed;${under}`;
  const causes = (Object.keys(BECAUSE) as (keyof typeof BECAUSE)[])
    .map((cause) => ({ cause, calls: meanOf(outcome, `failedCalls.${cause}`) ?? 0 }))
    .filter(({ calls }) => calls > 0)
    .sort((x, y) => y.calls - x.calls);
  const reasons = causes.map(
    ({ cause, calls }) =>
      `${causes.length === 1 ? "all" : count(calls)} because ${cause === "nodeDown" && nobodyDies(outcome) ? MISLED : BECAUSE[cause]}`,
  );
  return `Of ${count(created)} calls ${count(failed)} were lost: ${reasons.join(", ")}.${under}`;
}

/** How long the outage was at most in 95 of 100 replications, where there are enough of them to tell. */
function atMostUsually({ spreads }: Outcome): string {
  const p95 = spreads.find(({ metric }) => metric.name === "outageTime")?.p95;
  if (p95 === undefined || p95.low === null || p95.high === null) return "";
  const [low, high] = [p95.low, p95.high].map((bound) => formatDuration(bound, 3));
  const between = low === high ? "" : ` (${low} … ${high})`;
  return ` on average and at most ${formatDuration(p95.quantile, 3)}${between} in 95 of 100 cases`;
}

function outage(outcome: Outcome): string {
  const { faults } = outcome.scenario;
  const [first] = faults;
  if (first === undefined) return "";
  const script = faults
    .map(faultInWords)
    .join(", ")
    .replace(/^(the|gratuitous) /, (first) => first[0]!.toUpperCase() + first.slice(1));
  const detection = meanOf(outcome, "detectionTime");
  const lasting = meanOf(outcome, "outageTime");
  if (detection === null) {
    const falsely = (meanOf(outcome, "falseFailovers") ?? 0) > 0;
    return ` ${script}; ${falsely ? "a node was replaced that had not died" : "nobody stepped in"}.`;
  }
  const restored =
    lasting === null
      ? "no successor was seen to serve"
      : `the outage lasted ${formatDuration(lasting, 3)}${atMostUsually(outcome)}`;
  const share = shareMeasured(outcome, "detectionTime");
  const often = share === 1 ? "" : ` in ${formatProbability(share, 3)} of the replications`;
  return ` ${script}; it was noticed${often} after ${formatDuration(detection, 3)} and ${restored}${forNewFlows(outcome)}.`;
}

/** A verdict of the directors ends no flow of a trunk that stays with its proxy until it is silent. */
function forNewFlows({ scenario: { architecture } }: Outcome): string {
  const { flows } = directorsOf(architecture.directors);
  const stay = flows?.until === "silence" && flows.sources < Infinity;
  return stay ? " for new flows; those that had begun stayed with their proxy" : "";
}

/** Shorter than this two owners, or callers who are misled, are the hop that a gratuitous ARP takes [s]. */
const NOTABLE = 0.1;

/** What else than the first outage loses calls: which metric tells, and the words for it. */
const BEYOND: readonly (readonly [MetricName, (mean: number) => string])[] = [
  ["failovers", (n) => (n > 1 ? `there were ${count(n)} failovers, and this was the first` : "")],
  ["failedCalls.bindingMissing", (n) => `${count(n)} met bindings that were gone until users registered again`],
  [
    "staleAddressTime",
    (s) => (s < NOTABLE ? "" : `for ${formatDuration(s, 3)} callers sent to a host that no longer had the address`),
  ],
  ["droppedCalls", (n) => `${count(n)} were in progress and were dropped`],
  ["failedCalls.partition", (n) => `${count(n)} were cut off`],
  ["failedCalls.flowMissing", (n) => `for ${count(n)} no connection or NAT binding led to a user`],
  ["connectionRestorationTime", (s) => `it took ${formatDuration(s, 3)} until all users were connected again`],
  ["pinnedCalls", (n) => `${count(n)} went to a proxy that was considered down, because their flow stayed with it`],
  ["failedCalls.noProxy", (n) => `${count(n)} came when no proxy was known to be alive (503)`],
  ["failedCalls.databaseFailure", (n) => `${count(n)} found no database`],
  ["failedCalls.queueOverflow", (n) => `${count(n)} met full queues`],
  ["failedCalls.overload", (n) => `${count(n)} were refused by overloaded servers`],
  ["unservedAddresses", (n) => `${count(n)} ${n === 1 ? "address was" : "addresses were"} not served again`],
];

/** Where more calls were lost than arrive during the outage that is told: why. */
function beyondTheOutage(outcome: Outcome): string {
  const lasting = meanOf(outcome, "outageTime");
  const created = meanOf(outcome, "createdCalls") ?? 0;
  const arriving = Math.min(lastArrival(outcome.scenario), endOf(outcome.scenario));
  if (lasting === null || created === 0 || arriving === 0) return "";
  const explained = (created / arriving) * lasting;
  if ((meanOf(outcome, "failedCalls") ?? 0) <= 1.2 * explained + 10) return "";
  const told = BEYOND.flatMap(([metric, words]) => {
    const mean = meanOf(outcome, metric) ?? 0;
    return mean > 0 ? [words(mean)].filter((word) => word !== "") : [];
  });
  // Where servers keep transactions, as back-to-back user agents do, what is being set up on one of them dies with it.
  const isKept = outcome.scenario.architecture.tiers.some(({ transactions }) => transactions !== undefined);
  const begun = isKept ? (meanOf(outcome, "failedCalls.nodeCrash") ?? 0) : 0;
  if (begun > 0) told.push(`${count(begun)} were being set up on a node that died`);
  const why =
    told.length === 0
      ? "something else was dead that nobody replaced, or messages were lost on the way"
      : told.join("; ");
  return ` That explains at most ${count(explained)} of the lost calls. Beside it ${why}.`;
}

/** Where callers are not served when all is over. */
function unserved(outcome: Outcome): string {
  const addresses = meanOf(outcome, "unservedAddresses") ?? 0;
  if (addresses === 0) return "";
  const reasons = REASONS.filter((reason) => (meanOf(outcome, `unservedAddresses.${reason}`) ?? 0) > 0);
  return ` At the end ${count(addresses)} ${addresses === 1 ? "address was" : "addresses were"} not served: ${reasons.map((reason) => UNSERVED[reason]).join(", ")}.`;
}

/** For how long an address had two owners, and whether one has at the end. */
function shared(outcome: Outcome): string {
  const lasting = meanOf(outcome, "sharedAddressTime") ?? 0;
  if (lasting < NOTABLE) return "";
  const still = meanOf(outcome, "sharedAddresses") ?? 0;
  const end = still === 0 ? "" : `; at the end ${count(still)} still ${still === 1 ? "has" : "have"}`;
  return ` For ${formatDuration(lasting, 3)} an address had two owners${end}.`;
}

/** Where calls were in progress and nothing was heard. */
function silence(outcome: Outcome): string {
  const calls = meanOf(outcome, "silentCalls") ?? 0;
  if (calls === 0) return "";
  return ` In ${count(calls)} calls nothing was heard for ${formatDuration((meanOf(outcome, "silentTime") ?? 0) / calls, 3)} on average.`;
}

/** Who lost how many calls, why, and for how long: one line, by the means over the replications. */
export const inWords = (outcome: Outcome): string =>
  `${losses(outcome)}${outage(outcome)}${beyondTheOutage(outcome)}${silence(outcome)}${shared(outcome)}${unserved(outcome)}`;

import { REASONS, type Reason } from "../../architecture/unserved.ts";
import { faultInWords } from "../../ha/fault-in-words.ts";
import type { Cause } from "../../sip/calls.ts";
import { formatDuration } from "../../units/duration.ts";
import { meanOf, type Outcome } from "./outcome.ts";

/** Why calls failed, as the end of "… because …". */
const BECAUSE: Readonly<Record<Exclude<Cause, "none">, string>> = {
  nodeDown: "their messages went to a dead node",
  nodeCrash: "they were on a node when it died",
  linkLoss: "the network lost a message",
  partition: "nothing passed between two parts of the network",
  queueOverflow: "a full queue dropped a message",
  bindingMissing: "the callee's binding was missing (404)",
  databaseFailure: "the database did not answer (500)",
  noProxy: "no proxy was known to be alive (503)",
  overload: "an overloaded server refused them (503)",
  throttled: "an overloaded server had asked for fewer",
  busy: "the callee declined (486)",
  timeout: "they timed out",
  abandoned: "the caller hung up before the answer",
};

const UNSERVED: Readonly<Record<Reason, string>> = {
  dead: "nobody alive had it",
  shared: "two nodes had it at once",
  cutOff: "the callers were cut off from who had it",
  stale: "the callers' ARP entries led elsewhere",
  hung: "who had it hung",
};

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
    ({ cause, calls }) => `${causes.length === 1 ? "all" : count(calls)} because ${BECAUSE[cause]}`,
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
  return ` ${script}; it was noticed after ${formatDuration(detection, 3)} and ${restored}.`;
}

/** Where callers are not served when all is over. */
function unserved(outcome: Outcome): string {
  const addresses = meanOf(outcome, "unservedAddresses") ?? 0;
  if (addresses === 0) return "";
  const reasons = REASONS.filter((reason) => (meanOf(outcome, `unservedAddresses.${reason}`) ?? 0) > 0);
  return ` At the end ${count(addresses)} ${addresses === 1 ? "address was" : "addresses were"} not served: ${reasons.map((reason) => UNSERVED[reason]).join(", ")}.`;
}

/** Who lost how many calls, why, and for how long: one line, by the means over the replications. */
export const inWords = (outcome: Outcome): string => `${losses(outcome)}${outage(outcome)}${unserved(outcome)}`;

/** What SIPp's error log (`-trace_err`) says of calls that it gave up. Source: the messages of SIPp 3.6.1's call.cpp, and files that it writes. */
import { type Evidence, measuredRun } from "../evidence.ts";
import { single } from "./statistics.ts";

/** What stands before each entry: a date, a time and, since 2.0, seconds; the one before may end without a new line. */
const STAMP = /\d{4}-\d\d-\d\d[\t ][\d:.]+(?:\t[\d.]+)?: /;
const GREETING = "The following events occurred:";

/** Why SIPp gives a call up, with the Call-ID. */
const GIVEN_UP: readonly (readonly [pattern: RegExp, why: (received: string) => string])[] = [
  [/^Aborting call on unexpected message for Call-Id '([^']*)'[\s\S]*?received '(?:SIP\/2\.0 (\d{3}))?/i, refusedBy],
  [/^Aborting call on an? unexpected (?:BYE|CANCEL) for call: (\S+)/, () => "unexpectedRequest"],
  [/^Aborting call on UDP retransmission timeout for Call-ID '([^']*)'/, () => "retransmissionTimeout"],
  [/^Call-Id: (\S+), receive timeout on message .*aborting call/, () => "receiveTimeout"],
  [/^Call-Id: (\S+), send timeout on message .*aborting call/, () => "sendTimeout"],
];
/** Statuses that say by themselves why a call failed. */
const REASONS: Readonly<Record<string, string>> = {
  ...{ 404: "failedCalls.bindingMissing", 481: "failedCalls.dialogLost" },
  ...{ 401: "failedCalls.unauthorized", 407: "failedCalls.unauthorized" },
  ...{ 480: "failedCalls.busy", 486: "failedCalls.busy", 600: "failedCalls.busy", 603: "failedCalls.busy" },
};

function refusedBy(status: string): string {
  return REASONS[status] ?? (status === "" ? "unexpectedRequest" : `unexpected${status}`);
}

export const isErrorLog = (text: string): boolean =>
  text.startsWith(GREETING) || new RegExp(`^${STAMP.source}`).test(text);

/** One run: calls that were given up, each counted once, by why; what else was written counts as messages. */
export function readErrorLog(text: string, name: string): Evidence {
  const calls = new Map<string, string>();
  let others = 0;
  for (const entry of text.split(STAMP).slice(1)) {
    const [why, id] = GIVEN_UP.flatMap(([pattern, of]) => {
      const found = pattern.exec(entry);
      return found === null ? [] : [[of(found[2] ?? ""), found[1]!] as const];
    })[0] ?? [null, ""];
    if (why === null) others++;
    else if (!calls.has(id)) calls.set(id, why);
  }
  const counted = new Map<string, number>();
  for (const why of calls.values()) counted.set(why, (counted.get(why) ?? 0) + 1);
  const quantities = [
    single("failedCalls", "calls", calls.size),
    ...[...counted].map(([why, count]) => single(why, "calls", count)),
    ...(others > 0 ? [single("otherErrors", "messages", others)] : []),
  ];
  return measuredRun(name, quantities, [
    `SIPp's error log names ${calls.size} calls that it gave up, and nothing of those that wait for ever or of all that began: -trace_stat counts them.`,
  ]);
}

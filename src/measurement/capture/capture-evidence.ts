/** A capture as evidence for a comparison, as a table of service times, and as records of its calls. */
import { formatDuration } from "../../units/duration.ts";
import { counted, formatNumber } from "../../units/number.ts";
import { type CallFile, type CallRecord, outcomeOfStatus } from "../call-records/call-record.ts";
import type { TextTable } from "../delimited-text.ts";
import { type Evidence, type Quantity, quantityOf } from "../evidence.ts";
import { batchMeans } from "../sipp/response-times.ts";
import { countQuantities } from "../sipp/statistics.ts";
import { CaptureProblem } from "./packets.ts";
import { readSipCapture, type SipCapture } from "./sip-messages.ts";
import { type CapturedCall, type SipTraffic, sipTraffic } from "./sip-traffic.ts";

/** How a capture is read. */
export interface CaptureReading {
  /**
   * From the moment at which a packet was captured to its arrival [s]: 0 where it was captured at the host that is looked at; a hop of the network where it
   * was captured when it was sent.
   */
  readonly onTheWay: number;
}

/** Nobody waits longer for a final response than timer B [s]. */
const TIMER_B = 32;

const isOpen = (call: CapturedCall, until: number): boolean =>
  call.status === null ? until - call.last < TIMER_B : call.status < 300 && !call.isOver;

/** Times of answers, as the caller has them, and of proxies, as these have them. */
function timesOf({ calls, forwarded, registrations }: SipTraffic, { onTheWay }: CaptureReading) {
  const answered = calls.filter(({ status }) => status !== null && status < 300);
  const isKnown = (time: number | null): time is number => time !== null;
  return {
    callSetupTime: answered.map(({ begin, decided }) => decided! - begin + onTheWay),
    srd: answered.map(({ begin, ringing, decided }) => Math.min(ringing ?? decided!, decided!) - begin + onTheWay),
    processingTime: forwarded
      .filter(({ message }) => message === "INVITE")
      .map(({ time }) => Math.max(0, time - onTheWay)),
    rrd: registrations
      .filter(({ status }) => status !== null && status < 300)
      .map(({ time }) => time)
      .filter(isKnown)
      .map((time) => time + onTheWay),
  };
}

/** Metrics of a capture; @throws CaptureProblem for bytes that are none */
export function captureEvidence(bytes: Uint8Array, name: string, reading: CaptureReading): Evidence {
  const capture = readSipCapture(bytes);
  const traffic = sipTraffic(capture);
  const { calls, registrations, retransmissions } = traffic;
  const open = calls.filter((call) => isOpen(call, capture.until)).length;
  const successful = calls.filter(({ status, isOver }) => status !== null && status < 300 && isOver).length;
  const count = (metric: string, unit: string, value: number): Quantity => quantityOf(metric, unit, [value])!;
  const times = Object.entries(timesOf(traffic, reading)).flatMap(([metric, values]) => {
    const found = quantityOf(metric, "s", batchMeans(values), null);
    return found === null ? [] : [found];
  });
  const codes = [...codesOf(calls)].map(([status, n]) => count(`finalResponses.${status}`, "calls", n));
  return {
    ...{ name, kind: "measured", chances: null },
    conditions: [
      {
        at: new Map(),
        quantities: [
          ...(calls.length === 0
            ? []
            : [...countQuantities(calls.length - open, successful), count("unfinishedCalls", "calls", open)]),
          ...times,
          ...codes,
          count("retransmissions", "messages", retransmissions),
          count("registrations", "registrations", registrations.length),
        ],
      },
    ],
    warnings: [...doubtsOf(capture, reading), ...capture.notes],
  };
}

function doubtsOf({ isSimulated }: SipCapture, { onTheWay }: CaptureReading): string[] {
  if (isSimulated && onTheWay === 0)
    return [
      "sipnines stamps packets when they are sent: set-up times lack a hop of the network and processing times have one more; --on-the-way says how long it is.",
    ];
  return isSimulated || onTheWay > 0
    ? []
    : [
        "times are those of the place where the capture was made: set-up times as the caller has them at the caller, processing times at the proxy.",
      ];
}

/** Final responses that decided calls, other than 2xx, by how many. */
function codesOf(calls: readonly CapturedCall[]): Map<number, number> {
  const codes = new Map<number, number>();
  for (const { status } of calls) if (status !== null && status >= 300) codes.set(status, (codes.get(status) ?? 0) + 1);
  return new Map([...codes].sort(([a], [b]) => a - b));
}

/**
 * Service times at proxies: a row for each message that one of them sent on, with host, message, arrival and time.
 * @throws CaptureProblem if nobody has sent a message on
 */
export function captureTable(bytes: Uint8Array, { onTheWay }: CaptureReading): TextTable {
  const { forwarded } = sipTraffic(readSipCapture(bytes));
  if (forwarded.length === 0)
    throw new CaptureProblem("no message that a host took and sent on", "a capture made at a proxy, of both its sides");
  return {
    names: ["host", "message", "arrival", "processingTime_s"],
    rows: forwarded.map(({ host, message, method, arrival, time }) => [
      host,
      /^\d/.test(message) && method !== "INVITE" ? `${message} ${method}` : message,
      arrival.toFixed(9),
      Math.max(0, time - onTheWay).toFixed(9),
    ]),
    lines: forwarded.map(() => 1),
  };
}

/** Calls as records: rings from the first ringing, holds from the ACK. @throws CaptureProblem if no call begins */
export function captureCalls(bytes: Uint8Array, reading: CaptureReading): CallFile {
  const capture = readSipCapture(bytes);
  const traffic = sipTraffic(capture);
  if (traffic.calls.length === 0)
    throw new CaptureProblem(
      `${counted(capture.messages.length, "SIP message")}, of which none is an INVITE that begins a call`,
      "a capture of calls from their begin",
    );
  const calls = traffic.calls.map((call, i): CallRecord => {
    const { status, begin, ringing, decided, confirmed, bye, caller, callee } = call;
    const outcome = status === null ? "failed" : outcomeOfStatus(status);
    const isAnswered = outcome === "answered";
    const end = isAnswered ? bye : decided;
    return {
      ...{ line: i + 1, start: capture.base + begin, outcome, caller, callee },
      ring: isAnswered ? decided! - (ringing ?? decided!) : null,
      hold: isAnswered && bye !== null ? bye - (confirmed ?? decided!) : null,
      end: end === null ? null : capture.base + end,
    };
  });
  return {
    ...{ kind: "a capture", calls, broken: [], clock: "epoch seconds", rounding: "none" },
    ...{ knowsBegin: true, endedOnly: false, facts: factsOf(capture, traffic, reading), notes: capture.notes },
  };
}

/** What a capture says beyond its calls. */
function factsOf(capture: SipCapture, traffic: SipTraffic, reading: CaptureReading): string[] {
  const { messages, packets, copies } = capture;
  const { calls, registrations, forwarded, retransmissions } = traffic;
  const times = timesOf(traffic, reading);
  const spread = (name: string, values: readonly number[]): string[] => {
    if (values.length === 0) return [];
    const sorted = values.toSorted((a, b) => a - b);
    const at = (p: number) => formatDuration(sorted[Math.ceil(p * sorted.length) - 1]!, 3);
    return [`${name}: ${values.length}, p50 ${at(0.5)}, p95 ${at(0.95)}, largest ${at(1)}.`];
  };
  const refused = registrations.filter(({ status }) => status !== null && status >= 300).length;
  const silent = registrations.filter(({ status }) => status === null).length;
  const unanswered = calls.filter((call) => call.status === null && !isOpen(call, capture.until)).length;
  const codes = [...codesOf(calls)].map(([status, n]) => `${status} (${n})`).join(", ");
  const hosts = [...new Set(forwarded.map(({ host }) => host))];
  return [
    `${counted(packets, "packet")}, ${counted(messages.length, "SIP message")} in ${formatDuration(capture.until, 3)} (${formatNumber(messages.length / Math.max(capture.until, 1e-3), 3)}/s): ${retransmissions} sent again, ${copies} captured twice or passed on as they came.`,
    ...spread("Set-up times", times.callSetupTime),
    ...spread("Post-dial delays (to the first ringing)", times.srd),
    ...hosts.flatMap((host) =>
      spread(
        `INVITEs through ${host}`,
        forwarded
          .filter((one) => one.host === host && one.message === "INVITE")
          .map(({ time }) => Math.max(0, time - reading.onTheWay)),
      ),
    ),
    ...(codes === "" && unanswered === 0
      ? []
      : [`Calls refused by code: ${codes === "" ? "none" : codes}; without any final response: ${unanswered}.`]),
    ...spread("Registrations", times.rrd),
    ...(refused + silent > 0 ? [`REGISTERs refused or challenged: ${refused}, without an answer: ${silent}.`] : []),
  ];
}

import { deterministic } from "../../distributions/description.ts";
import { METHODS, type Onward, type Step } from "../../sip/sipp/flow.ts";
import { judgeActions } from "./actions.ts";
import { isTrue, type Note, noteUnknown, numberOf } from "./attributes.ts";
import { pauseLength } from "./pause-length.ts";
import { type FirstLine, readSipText, type SipText } from "./sip-text.ts";
import type { Complain, Element } from "./tolerant-xml.ts";

/** One command of a SIPp scenario, read but not yet understood as part of a call. It goes on at a label, or null: at the following one. */
export type Command = Step<SipText, FirstLine, string | null> & { readonly element: Element };

/** What SIPp 3.6.1 asks for in each of its elements (`scenario.cpp`); it passes over anything else. */
const EVERYWHERE = [
  ...["start_rtd", "rtd", "repeat_rtd", "counter", "lost", "crlf", "ignoresdp", "hiderest", "hide", "display"],
  ...["condexec", "condexec_inverse", "next", "test", "chance", "ontimeout"],
];
const PAUSE = [
  ...EVERYWHERE,
  ...["milliseconds", "variable", "distribution", "sanity_check"],
  ...["value", "min", "max", "mean", "stdev", "lambda", "k", "x_m", "theta", "n", "p", "shape", "scale", "location"],
  ...["normal", "exponential", "lognormal", "weibull", "pareto", "gamma"],
];
const KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ["send", [...EVERYWHERE, "retrans", "timeout", "start_txn", "ack_txn"]],
  [
    "recv",
    [
      ...EVERYWHERE,
      ...["response", "request", "optional", "advance_state", "regexp_match", "timeout", "rrs", "auth", "response_txn"],
    ],
  ],
  ["pause", PAUSE],
  ["timewait", PAUSE],
  ["nop", EVERYWHERE],
]);

/** What holds for a whole scenario. */
export interface Reading {
  /** Time-out of receive commands that name none [s]. */
  readonly receiveTimeout: number;
  /** Whether variables are followed, because a branch or loop depends on them. */
  readonly isReckoned: boolean;
  /** What variables are drawn from, by name. */
  readonly laws: ReadonlyMap<string, Element>;
}

/**
 * Reads a command that can be part of a simulated call; null, and a complaint, for one that cannot.
 *
 * @param reading what holds for the whole scenario
 */
export function readCommand(
  element: Element,
  { receiveTimeout, isReckoned, laws }: Reading,
  complain: Complain,
  note: Note,
): Command | null {
  const refuse = (span: Element["span"], found: string, expected: string, hint = ""): null => {
    complain({ span, found, expected, hint });
    return null;
  };
  const known = KNOWN.get(element.name);
  if (known === undefined) {
    if (element.name === "sendCmd" || element.name === "recvCmd") {
      note(
        element.span,
        `<${element.name}> is left out: what SIPps tell each other beside SIP (third-party call control) is taken to have been said`,
      );
      return { element, kind: "pause", length: deterministic(0), next: null, chance: 1 };
    }
    return refuse(element.span, `the element <${element.name}>`, `<${[...KNOWN.keys()].join(">, <")}> or <label>`);
  }
  noteUnknown(element, known, note);
  judgeActions(element, isReckoned, complain, note);
  const onward = onwardOf(element, complain);
  if (element.name === "send") return readSend(element, onward, complain, note, refuse);
  if (element.name === "recv") return readReceive(element, onward, receiveTimeout, { note, complain, refuse });
  const variable = element.attributes.get("variable");
  const law = variable && laws.get(variable.value);
  if (variable !== undefined && law === undefined)
    return refuse(variable.span, "a pause as long as a variable says", "milliseconds, a distribution, or a <sample>");
  if (element.name === "nop") return { element, kind: "pause", length: deterministic(0), ...onward };
  const read = pauseLength(law ?? element, complain);
  if (read === null) return null;
  if (read.note !== "") note(element.span, read.note);
  return { element, kind: "pause", length: read.length, ...onward };
}

/** What comes where any of several messages would do: that which is likely, and asks for nothing more. */
const LIKELY_STATUSES = ["200", "180", "183", "202", "401", "407", "486", "487", "404", "603"];
const LIKELY_METHODS = ["OPTIONS", "MESSAGE", "NOTIFY", ...METHODS];
const STATUSES = [...LIKELY_STATUSES, ...Array.from({ length: 600 }, (_, i) => String(100 + i))];

/** The message that fits a regular expression; null: none does. */
function matchOf(pattern: string, isResponse: boolean): string | null {
  try {
    const expression = new RegExp(pattern);
    return (isResponse ? STATUSES : LIKELY_METHODS).find((one) => expression.test(one)) ?? null;
  } catch {
    return null;
  }
}

type Refuse = (span: Element["span"], found: string, expected: string, hint?: string) => null;

/** Where a command goes on; at the following one where that is complained of. */
function onwardOf(element: Element, complain: Complain): Onward<string | null> {
  const next = element.attributes.get("next");
  const hasChance = next !== undefined && element.attributes.has("chance");
  const chance = hasChance ? numberOf(element, "chance", 0, complain, 1) : 1;
  return { next: next?.value ?? null, chance: chance ?? 1 };
}

const probabilityOf = (element: Element, complain: Complain): number =>
  element.attributes.has("lost") ? (numberOf(element, "lost", 0, complain, 100) ?? 0) / 100 : 0;

function readSend(
  element: Element,
  onward: Onward<string | null>,
  complain: Complain,
  note: Note,
  refuse: Refuse,
): Command | null {
  const retrans = element.attributes.has("retrans") ? numberOf(element, "retrans", 0, complain) : null;
  const text = readSipText(element.text);
  if (text === null)
    return refuse(
      element.textSpan,
      element.text.trim() === "" ? "no message" : "a text that begins like no SIP message",
      'a request such as "INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0", or a response such as "SIP/2.0 200 OK"',
    );
  if (text.authenticates) note(element.span, "credentials are left out: the simulated servers do not authenticate");
  if (text.transport !== null && text.transport.toUpperCase() !== "UDP")
    return refuse(element.textSpan, `a Via with the transport ${text.transport}`, "UDP, or [transport]");
  if (text.repeatsCallId)
    note(
      element.span,
      "every call has the same Call-ID: SIPp's would disturb each other unless they are one at a time, and here they do not",
    );
  if (text.usesFields)
    note(element.span, "fields of an injection file are not read; callees are drawn among the users");
  return {
    element,
    kind: "send",
    message: text,
    retransmitAfter: retrans === null || retrans === 0 ? null : retrans / 1000,
    onTimeout: element.attributes.get("ontimeout")?.value ?? null,
    lost: probabilityOf(element, complain),
    ...onward,
  };
}

function readReceive(
  element: Element,
  onward: Onward<string | null>,
  receiveTimeout: number,
  { note, complain, refuse }: { readonly note: Note; readonly complain: Complain; readonly refuse: Refuse },
): Command | null {
  const { attributes, span } = element;
  const [request, response, optional] = ["request", "response", "optional"].map((name) => attributes.get(name));
  if ((request === undefined) === (response === undefined))
    return refuse(span, request ? "request and response together" : "neither request nor response", "one of them");
  const byPattern = isTrue(element, "regexp_match")
    ? matchOf((request ?? response)!.value, request === undefined)
    : null;
  if (isTrue(element, "regexp_match") && byPattern === null)
    return refuse((request ?? response)!.span, "a regular expression that no message fits", "one method or one status");
  if (byPattern !== null)
    note(element.span, `of the messages that ${JSON.stringify((request ?? response)!.value)} fits, ${byPattern} comes`);
  if (optional?.value === "global") {
    note(element.span, 'a message with optional="global", which may come at any time, does not come');
    return { element, kind: "pause", length: deterministic(0), next: null, chance: 1 };
  }
  if (byPattern === null && request !== undefined && !/^[A-Z]+$/.test(request.value))
    return refuse(request.span, `the method ${JSON.stringify(request.value)}`, "a method in capitals, such as INVITE");
  const written = response === undefined || byPattern !== null;
  const status =
    response === undefined ? null : written ? Number(byPattern) : numberOf(element, "response", 100, complain, 699);
  if (response !== undefined && status === null) return null;
  const timeout = attributes.has("timeout") ? numberOf(element, "timeout", 0, complain) : null;
  return {
    element,
    kind: "receive",
    message: { request: byPattern !== null && request !== undefined ? byPattern : (request?.value ?? null), status },
    optional: isTrue(element, "optional"),
    timeout: timeout === null || timeout === 0 ? receiveTimeout : timeout / 1000,
    onTimeout: attributes.get("ontimeout")?.value ?? null,
    lost: probabilityOf(element, complain),
    ...onward,
  };
}

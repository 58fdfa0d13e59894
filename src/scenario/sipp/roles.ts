import { oneOf } from "../../notation/nearest.ts";
import { PROVISIONAL, REFUSALS, STATUS } from "../../sip/message.ts";
import type { FlowMessage, Method } from "../../sip/sipp/flow.ts";
import type { Note } from "./attributes.ts";
import type { Command } from "./commands.ts";
import { type SingleRole, singleRequest } from "./single-request.ts";
import type { Complain, Element } from "./tolerant-xml.ts";

/** What a SIPp scenario makes of whoever runs it. */
export type SippRole =
  /** Calls by INVITE. */
  | "caller"
  /** Answers calls. */
  | "callee"
  | SingleRole;

/** Why a request cannot be part of a simulated call. */
const OTHER_REQUESTS: Readonly<Record<string, string>> = {
  REGISTER: "a REGISTER within a call; registrations are a workload of their own (traffic.registration)",
  OPTIONS: "OPTIONS within a call; they are a workload of their own (traffic.options)",
  SUBSCRIBE: "a SUBSCRIBE within a call; subscriptions are a workload of their own (traffic.subscribe)",
  CANCEL: "CANCEL; a simulated caller who gives up falls silent",
};
/** Final responses to INVITE that a simulated callee can send: those by which a user declines; servers send the others. */
const CALLEE_FINALS: readonly number[] = [200, 486, ...REFUSALS];
const NO_MESSAGE: FlowMessage = { method: "INVITE", status: null };

/**
 * Understands the commands as one side of a call, or as a single REGISTER, OPTIONS or SUBSCRIBE.
 *
 * @param labels the command behind each label
 * @returns the message of each command (any for a pause); null, and a complaint, if the simulator knows no such side
 */
export function messagesOf(
  root: Element,
  commands: readonly Command[],
  labels: ReadonlyMap<string, number>,
  complain: Complain,
  note: Note,
): { role: SippRole; messages: readonly FlowMessage[] } | null {
  let refused = false;
  const refuse = (at: Element, found: string, expected: string, hint = ""): FlowMessage => {
    complain({ span: at.span, found, expected, hint });
    refused = true;
    return NO_MESSAGE;
  };
  const first = commands.find(({ kind }) => kind !== "pause");
  if (first === undefined) {
    refuse(root, "a scenario that sends and receives nothing", "<send> or <recv>");
    return null;
  }
  const single = first.kind === "send" ? singleRequest(commands, refuse, note) : null;
  if (single !== null) return refused ? null : { role: single, messages: commands.map(() => NO_MESSAGE) };
  const role = first.kind === "send" ? "caller" : "callee";
  const isCaller = role === "caller";
  const opening = isCaller ? (first.kind === "send" ? first.message.request : null) : requestOf(first);
  if (opening !== "INVITE") {
    refuse(
      first.element,
      opening === null ? "a response where a call should begin" : `a flow that begins with ${opening}`,
      isCaller ? "INVITE, or one REGISTER, OPTIONS or SUBSCRIBE" : "INVITE",
      isCaller ? "" : "REGISTER, OPTIONS and SUBSCRIBE are answered by the simulated servers.",
    );
    return null;
  }
  const [before] = commands;
  if (!isCaller && before !== first && before?.element.name !== "nop")
    refuse(commands[0]!.element, "a pause before the INVITE", "a callee that waits for the INVITE first");

  let seen = 0;
  /** Requests that may be the last one when a command is reached, over all ways that lead there. */
  const open: Set<Method>[] = Array.from({ length: commands.length + 1 }, () => new Set());
  open[0]!.add("INVITE");
  const request = (at: Element, method: string): FlowMessage => {
    if (method !== "INVITE" && method !== "ACK" && method !== "BYE")
      return refuse(
        at,
        OTHER_REQUESTS[method] ?? `${method}, which simulated calls do not know`,
        "INVITE, ACK and BYE",
      );
    if (method === "INVITE" && seen++ > 0)
      return refuse(at, "a second INVITE", "one INVITE for each call: sessions are not renegotiated");
    return { method, status: null };
  };
  const response = (at: Element, index: number, status: number, method: string | null): FlowMessage => {
    const answered = method ?? answeredBy(status, open[index]!);
    if (answered !== "INVITE" && answered !== "BYE")
      return refuse(at, `a response to ${answered}`, "responses to INVITE and BYE");
    return { method: answered, status };
  };
  const understood = (command: Command, index: number): FlowMessage => {
    const { element } = command;
    if (command.kind === "pause") return NO_MESSAGE;
    if (command.kind === "send") {
      const { request: method, status, method: named } = command.message;
      if (method !== null)
        return isCaller
          ? request(element, method)
          : refuse(element, `a callee that sends ${method}`, "a callee that only answers", "Let the caller hang up.");
      if (isCaller) return refuse(element, `a caller that sends a ${status}`, "requests from a caller");
      const message = response(element, index, status!, named);
      const known = message.method === "INVITE" ? [...PROVISIONAL, ...CALLEE_FINALS] : [200];
      if (message.status !== null && !known.includes(message.status))
        return refuse(
          element,
          `a callee that answers ${message.method} with ${message.status}`,
          oneOf(known.map(String)),
          message.status >= 300 ? "486 takes the same way as any other refusal, but for redirections." : "",
        );
      return message;
    }
    if (command.message.request !== null)
      return isCaller
        ? refuse(element, `a caller that waits for ${command.message.request}`, "a caller that only gets responses")
        : request(element, command.message.request);
    if (!isCaller)
      return refuse(element, `a callee that waits for a ${command.message.status}`, "requests at a callee");
    const message = response(element, index, command.message.status!, null);
    const known = message.method === "INVITE" ? [...PROVISIONAL, 200, ...STATUS] : [200, ...STATUS];
    if (!command.optional && !known.includes(command.message.status as 200))
      return refuse(
        element,
        `a wait for ${command.message.status}, which nobody in the simulator sends`,
        `${oneOf(known.map(String), 20)}; or optional="true"`,
      );
    return message;
  };
  const messages = commands.map((command, index) => {
    const message = understood(command, index);
    passOn(command, message, index, open, labels);
    return message;
  });
  return refused ? null : { role, messages };
}

/** Which request a response with this status answers. */
const answeredBy = (status: number, open: ReadonlySet<Method>): Method =>
  open.has("BYE") && (status === 200 || !open.has("INVITE")) ? "BYE" : "INVITE";

/** Tells the commands that may follow which request is the last one. */
function passOn(
  command: Command,
  message: FlowMessage,
  index: number,
  open: readonly Set<Method>[],
  labels: ReadonlyMap<string, number>,
): void {
  const before = open[index]!;
  const isRequest = command.kind !== "pause" && message.status === null && message.method !== "ACK";
  const after = isRequest ? new Set([message.method]) : before;
  const tell = (target: number | undefined, requests: ReadonlySet<Method>) => {
    if (target !== undefined) for (const method of requests) open[target]?.add(method);
  };
  if (command.next !== null) tell(labels.get(command.next), after);
  if (command.kind === "receive" && command.onTimeout !== null) tell(labels.get(command.onTimeout), before);
  if (command.kind === "receive" && command.optional) tell(index + 1, before);
  if (command.next === null || command.chance < 1) tell(index + 1, after);
}

const requestOf = (command: Command): string | null => (command.kind === "receive" ? command.message.request : null);

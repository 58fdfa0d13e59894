import { type FlowMessage, METHODS, type Method } from "../../sip/sipp/flow.ts";
import type { Note } from "./attributes.ts";
import type { Command } from "./commands.ts";
import { RequestsOpen } from "./requests-open.ts";
import { type SingleRole, singleRequest } from "./single-request.ts";
import type { Complain, Element } from "./tolerant-xml.ts";

/** What a SIPp scenario makes of whoever runs it. */
export type SippRole =
  /** Begins calls, or whatever else its flow begins with. */
  | "caller"
  /** Answers them. */
  | "callee"
  | SingleRole;

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
  const single = first.kind === "send" ? singleRequest(commands, note) : null;
  if (single !== null) return { role: single, messages: commands.map(() => NO_MESSAGE) };
  const role = first.kind === "send" ? "caller" : "callee";
  const opening = first.kind === "pause" ? null : first.message.request;
  if (opening === null) {
    refuse(first.element, "a response where a call should begin", "a request, such as INVITE");
    return null;
  }
  const [before] = commands;
  if (role === "callee" && before !== first && before?.element.name !== "nop")
    refuse(before!.element, "a pause before the first request", "a callee that waits for the request first");

  const open = Array.from({ length: commands.length + 1 }, () => new RequestsOpen());
  open[0] = RequestsOpen.atStart();
  const messages = commands.map((command, index): FlowMessage => {
    const message = understood(command, open[index]!, refuse, note);
    passOn(command, message, index, open, labels);
    return message;
  });
  return refused ? null : { role, messages };
}

type Refuse = (at: Element, found: string, expected: string, hint?: string) => FlowMessage;

function understood(command: Command, open: RequestsOpen, refuse: Refuse, note: Note): FlowMessage {
  if (command.kind === "pause") return NO_MESSAGE;
  const { element } = command;
  const { request, status } = command.message;
  const isSaid = command.kind === "send";
  if (request !== null)
    return isMethod(request)
      ? { method: request, status: null }
      : refuse(element, `the method ${request}, which is none of SIP`, `one of ${METHODS.join(", ")}`);
  const named = command.kind === "send" ? command.message.method : null;
  if (named !== null && isMethod(named)) return { method: named, status };
  const answered = open.answeredBy(status!, isSaid);
  if (answered !== null) return { method: answered, status };
  const own = isSaid ? open.answeredBy(status!, false) : null;
  if (own === null)
    return refuse(
      element,
      isSaid ? `a ${status} that answers nothing` : `a wait for a ${status} where nothing was asked`,
      "a response to a request before it",
    );
  note(element.span, `the ${status} answers nothing that was asked, and is sent all the same, as by SIPp`);
  return { method: own, status };
}

const isMethod = (text: string): text is Method => METHODS.some((method) => method === text);

/** Tells the commands that may follow which requests are open. */
function passOn(
  command: Command,
  message: FlowMessage,
  index: number,
  open: readonly RequestsOpen[],
  labels: ReadonlyMap<string, number>,
): void {
  const before = open[index]!;
  const after = command.kind === "pause" ? before : before.after(message, command.kind === "send");
  const tell = (target: number | undefined, requests: RequestsOpen) => {
    if (target !== undefined) open[target]?.join(requests);
  };
  if (command.next !== null) tell(labels.get(command.next), after);
  if (command.kind === "receive" && command.onTimeout !== null) tell(labels.get(command.onTimeout), before);
  if (command.kind === "receive" && command.optional) tell(index + 1, before);
  if (command.next === null || command.chance < 1) tell(index + 1, after);
}

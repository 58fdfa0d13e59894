import type { Source, Span } from "../../notation/source.ts";
import type { Flow, Step } from "../../sip/sipp/flow.ts";
import { isTrue, type Note, noteUnknown } from "./attributes.ts";
import { withoutChallenges } from "./challenges.ts";
import { type Command, readCommand } from "./commands.ts";
import { STEPS_MAX } from "./limits.ts";
import { messagesOf, type SippRole } from "./roles.ts";
import { type Complain, type Element, readXml, type XmlProblem } from "./tolerant-xml.ts";
import { Variables } from "./variables.ts";
import { isBranched, writtenOut } from "./written-out.ts";

/** A SIPp scenario that the simulator can play. */
export interface SippScenario {
  readonly role: SippRole;
  /** Without steps for registrants, requesters and subscribers, whose whole flow is one request and its answer. */
  readonly flow: Flow;
  /** Start tags of the steps, for whoever has more to say about them. */
  readonly elements: readonly Element[];
  /** A registrant's Expires [s]; null if it names none. */
  readonly expires: number | null;
  /** Whether a message is sent again when nothing comes back (`retrans`). */
  readonly retransmits: boolean;
  /** What the model leaves out or does differently, with the line it is about. */
  readonly notes: readonly { readonly line: number; readonly text: string }[];
  /** The notes of what SIPp passes over, most likely a slip. */
  readonly ignored: readonly { readonly span: Span; readonly text: string }[];
}

/** Elements that are no part of a call: they shape SIPp's statistics, declare variables, or word what it sends by itself. */
const ASIDE: ReadonlyMap<string, readonly string[]> = new Map([
  ["ResponseTimeRepartition", ["value"]],
  ["CallLengthRepartition", ["value"]],
  ["Reference", ["variables"]],
  ["Global", ["variables"]],
  ["User", ["variables"]],
  ["DefaultMessage", ["id"]],
  ["init", []],
]);
/** Notes that are kept; a file with more of them is told by the last one. */
const NOTES_MAX = 200;

/**
 * Reads a SIPp scenario. Everything that the simulator cannot play is complained of, at its place; then there is no scenario.
 *
 * @param receiveTimeout time-out of receive commands that name none [s], SIPp's `-recv_timeout`; Infinity: wait for ever
 */
export function readSipp(
  source: Source,
  receiveTimeout = Infinity,
): { readonly scenario: SippScenario | null; readonly complaints: readonly XmlProblem[] } {
  const { root, complaints: malformed } = readXml(source);
  if (root === null) return { scenario: null, complaints: malformed };
  const complaints: XmlProblem[] = [];
  const notes: { line: number; text: string }[] = [];
  const complain: Complain = (complaint) => complaints.push(complaint);
  const ignored: { span: Span; text: string }[] = [];
  const said = new Set<string>();
  const note: Note = (span, text, isIgnored = false) => {
    const { line } = source.position(span.start);
    // What SIPp ignores is told wherever it stands, what the model leaves out once.
    const once = isIgnored ? `${line} ${text}` : text;
    if (said.has(once) || said.size > NOTES_MAX) return;
    said.add(once);
    notes.push({ line, text: said.size > NOTES_MAX ? "what else is left out or ignored is not listed" : text });
    if (isIgnored) ignored.push({ span, text });
  };
  const refuse = (at: Element, found: string, expected: string, hint = "") =>
    complain({ span: at.span, found, expected, hint });

  if (root.name !== "scenario") {
    refuse(root, `the element <${root.name}>`, "<scenario>, as a SIPp scenario begins");
    return { scenario: null, complaints };
  }
  const read: Command[] = [];
  const labels = new Map<string, number>();
  noteUnknown(root, ["name"], note);
  const elements: Element[] = [];
  let variables = new Variables();
  for (const element of root.children) {
    const known = ASIDE.get(element.name);
    if (known === undefined) elements.push(element);
    else noteUnknown(element, known, note);
    if (element.name !== "init") continue;
    readInit(element, complain, note);
    for (const command of element.children) variables = variables.after(command);
  }
  const reading = { receiveTimeout, isReckoned: elements.some(dependsOnVariables), laws: lawsIn(root) };
  for (const element of elements.slice(0, STEPS_MAX)) {
    if (element.name === "label") {
      noteUnknown(element, ["id"], note);
      const id = element.attributes.get("id")?.value;
      if (id === undefined) refuse(element, "a label without id", 'a label such as <label id="1"/>');
      else if (labels.has(id)) refuse(element, `a second label ${JSON.stringify(id)}`, "a label of its own");
      else labels.set(id, read.length);
      if (id?.startsWith("_unexp"))
        note(element.span, `an unexpected message ends the call, and does not lead to ${id}`);
      continue;
    }
    const command = readCommand(element, reading, complain, note);
    if (command !== null) read.push(command);
  }
  if (elements.length > STEPS_MAX)
    refuse(elements[STEPS_MAX]!, `${elements.length} commands`, `at most ${STEPS_MAX} commands`);
  const end = read.findIndex(({ element }) => element.name === "timewait");
  if (end >= 0 && end < read.length - 1)
    refuse(read[end + 1]!.element, "a command behind <timewait>", "<timewait> as the last command");
  withoutChallenges(read, labels, note);
  for (const [at, { element, next }] of read.entries())
    if (next !== null && !labels.has(next))
      refuse(element, `the label ${JSON.stringify(next)}, which is nowhere`, `a <label id="…"/> for command ${at + 1}`);
  const given = { commands: read, labels };
  const { commands, labels: places } =
    complaints.length === 0 && isBranched(given) ? writtenOut(given, variables, complain, note) : given;
  const roleAndMessages = complaints.length > 0 ? null : messagesOf(root, commands, places, complain, note);
  if (roleAndMessages === null) return { scenario: null, complaints };

  const { role, messages } = roleAndMessages;
  const target = (label: string, from: number, at: Element): number => {
    const index = places.get(label);
    if (index === undefined)
      refuse(at, `the label ${JSON.stringify(label)}, which is nowhere`, 'a <label id="…"/> further down');
    return index ?? from + 1;
  };
  const steps = commands.map(({ element, ...command }, index): Step => {
    const next = command.next === null ? index + 1 : target(command.next, index, element);
    if (command.kind === "pause") return { ...command, next };
    const { onTimeout: label } = command;
    const isNowhere = command.kind === "send" && label !== null && !places.has(label);
    if (isNowhere)
      note(
        element.span,
        `ontimeout=${JSON.stringify(label)} leads to no label: the call fails there, and SIPp does not start`,
      );
    const onTimeout = label === null || isNowhere ? null : target(label, index, element);
    const onward = { message: messages[index]!, onTimeout, next };
    if (command.kind === "send") return { ...command, ...onward };
    // SIPp ends the call with the message of its last step, be it optional.
    return { ...command, ...onward, optional: command.optional && index < commands.length - 1 };
  });
  if (complaints.length > 0) return { scenario: null, complaints };
  const sends = commands.filter((command) => command.kind === "send");
  const isCall = role === "caller" || role === "callee";
  return {
    scenario: {
      role,
      flow: {
        name: root.attributes.get("name")?.value ?? source.name,
        keepsRouteSet:
          commands.some(({ kind, element }) => kind === "receive" && isTrue(element, "rrs")) &&
          sends.some(({ message }) => message.usesRoutes),
        steps: isCall ? steps : [],
      },
      elements: commands.map(({ element }) => element),
      expires: sends[0]?.message.expires ?? null,
      retransmits: sends.some(({ retransmitAfter }) => retransmitAfter !== null),
      notes,
      ignored,
    },
    complaints,
  };
}

/** Whether where a call goes on depends on a variable, or on the text of a message. */
const dependsOnVariables = ({ attributes }: Element): boolean => attributes.has("test") || attributes.has("condexec");

/** The `<sample>` of each variable that is drawn, wherever it stands. */
function lawsIn(root: Element): ReadonlyMap<string, Element> {
  const laws = new Map<string, Element>();
  const look = (element: Element): void => {
    const target = element.name === "sample" ? element.attributes.get("assign_to")?.value : undefined;
    if (target !== undefined) laws.set(target, element);
    element.children.forEach(look);
  };
  look(root);
  return laws;
}

/** What is done before the first call: nothing of it is part of any. */
function readInit(init: Element, complain: Complain, note: Note): void {
  note(init.span, "<init> is not played");
  for (const { name, span } of init.children)
    if (name !== "nop" && name !== "label")
      complain({ span, found: `<${name}> in <init>`, expected: "<nop> or <label>", hint: "" });
}

/** What the `<action>` of a command means for the flow of a call. */
import { isTrue, type Note } from "./attributes.ts";
import type { Complain, Element } from "./tolerant-xml.ts";

/** Actions that write a log, fill variables or start media: nothing of it changes which messages are sent. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  log: "writes no log",
  warning: "writes no log",
  assign: "fills no variables",
  assignstr: "fills no variables",
  sample: "fills no variables",
  todouble: "fills no variables",
  add: "fills no variables",
  subtract: "fills no variables",
  multiply: "fills no variables",
  divide: "fills no variables",
  gettimeofday: "fills no variables",
  index: "fills no variables",
  lookup: "fills no variables",
  insert: "fills no variables",
  replace: "fills no variables",
  trim: "fills no variables",
  urlencode: "fills no variables",
  urldecode: "fills no variables",
  rtp_echo: "sends no media",
  error: "does not end the run",
};
const MEDIA = ["play_pcap_audio", "play_pcap_video", "play_pcap_image", "play_dtmf", "rtp_stream", "rtp_echo"];

/** What ends the whole test: a run goes on with its other calls. */
const ENDS_TEST = ["stop_now", "stop_gracefully"];
const ENDS_CALL = "stop_call";
const LEAVES_FLOW: Readonly<Record<string, string>> = {
  jump: "is followed where its step is known",
  verifyauth: "is taken to hold: the simulated servers do not authenticate",
  setdest: "changes nothing: calls stay with the address they chose",
  closecon: "closes nothing: the simulated scenario speaks UDP",
  pauserestore: "takes up no pause: an unexpected message ends the call",
  rtp_echo: "sends no media",
  setvar: "fills no variables",
};

const isExecutable = (name: string): boolean => name === "command" || MEDIA.includes(name);

/** Judges every action of a command. @param isReckoned whether variables are followed, because something depends on them */
export function judgeActions(element: Element, isReckoned: boolean, complain: Complain, note: Note): void {
  for (const action of element.children.filter(({ name }) => name === "action").flatMap(({ children }) => children)) {
    const refuse = (found: string, expected: string, hint: string) =>
      complain({ span: action.span, found, expected, hint });
    const by = ["check_it", "check_it_inverse"].find((name) => isTrue(action, name));
    if (["ereg", "strcmp", "test"].includes(action.name)) {
      if (by === undefined && isReckoned) continue;
      if (by === undefined) note(action.span, `<${action.name}> fills no variables`);
      else
        note(
          action.span,
          `<${action.name}> with ${by} is taken to hold: simulated messages have no text to be checked`,
        );
    } else if (action.name === "exec") {
      const command = action.attributes.get("int_cmd")?.value;
      const kind = command === undefined ? [...action.attributes.keys(), ""].find(isExecutable) : undefined;
      if (command !== undefined && ENDS_TEST.includes(command))
        note(action.span, `<exec int_cmd="${command}"> does not end the run`);
      else if (command === ENDS_CALL)
        continue; // where the commands are written out
      else if (kind === "command") note(action.span, "<exec command> runs nothing");
      else if (kind !== undefined) note(action.span, `<exec ${kind}> sends no media; a <pause> behind it still counts`);
      else
        refuse(
          command === undefined
            ? "<exec> without anything to do"
            : `<exec int_cmd=${JSON.stringify(command)}>, which ends calls from inside`,
          `media, a command, or int_cmd="${[...ENDS_TEST, ENDS_CALL].join('", "')}"`,
          "Leave the action out.",
        );
    } else if (Object.hasOwn(WITHOUT_EFFECT, action.name)) {
      if (!isReckoned || WITHOUT_EFFECT[action.name] !== "fills no variables")
        note(action.span, `<${action.name}> ${WITHOUT_EFFECT[action.name]}`);
    } else if (Object.hasOwn(LEAVES_FLOW, action.name))
      note(action.span, `<${action.name}> ${LEAVES_FLOW[action.name]}`);
    else refuse(`the unknown action <${action.name}>`, "an action of SIPp", "");
  }
}

/** What the `<action>` of a command means for the flow of a call. */
import { isTrue } from "./attributes.ts";
import type { Complain, Element } from "./located-xml.ts";

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
};
const MEDIA = ["play_pcap_audio", "play_pcap_video", "play_pcap_image", "play_dtmf", "rtp_stream", "rtp_echo"];

const CHANGES_FLOW: Readonly<Record<string, string>> = {
  jump: "a jump to a computed step; the flow must be readable from the file",
  error: "an end of the whole test by what a message holds",
  verifyauth: "a check of credentials; the simulated servers do not authenticate",
  setdest: "another destination for the call; calls stay with the address they chose",
  closecon: "the closing of a connection; the simulator speaks UDP",
  pauserestore: "a pause that is taken up again after an unexpected message",
};

/** Judges every action of a command. */
export function judgeActions(element: Element, complain: Complain, note: (at: Element, text: string) => void): void {
  for (const action of element.children.filter(({ name }) => name === "action").flatMap(({ children }) => children)) {
    const refuse = (found: string, expected: string, hint: string) =>
      complain({ span: action.span, found, expected, hint });
    const comparing = isTrue(action, "check_it") || isTrue(action, "check_it_inverse");
    if (["ereg", "strcmp", "test"].includes(action.name)) {
      if (comparing)
        refuse(
          `<${action.name}> with check_it, which fails calls by what a message holds`,
          "actions that leave the flow alone: simulated messages have no text",
          "Leave check_it out.",
        );
      else note(action, `<${action.name}> fills no variables`);
    } else if (action.name === "exec") {
      const [kind = ""] = action.attributes.keys();
      if (MEDIA.includes(kind)) note(action, `<exec ${kind}> sends no media; a <pause> behind it still counts`);
      else if (kind === "command") note(action, "<exec command> runs nothing");
      else
        refuse(
          `<exec ${kind}>, which ends calls or the test from inside`,
          "media or a command, which change no signalling",
          "Leave the action out.",
        );
    } else if (Object.hasOwn(WITHOUT_EFFECT, action.name))
      note(action, `<${action.name}> ${WITHOUT_EFFECT[action.name]}`);
    else if (Object.hasOwn(CHANGES_FLOW, action.name))
      refuse(
        `<${action.name}>, ${CHANGES_FLOW[action.name]}`,
        "actions that leave the flow alone",
        "Leave the action out.",
      );
    else refuse(`the unknown action <${action.name}>`, "an action of SIPp", "");
  }
}

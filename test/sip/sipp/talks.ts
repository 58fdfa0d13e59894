/**
 * What SIPp 3.6.1 says to whom: the flow of a callee, the requests that reach it one by one, and its answers, as they were heard
 * from the program itself. `real-sipp.test.ts` asks it again, `flow-server.test.ts` asks the model.
 */
import { recv, response } from "./xml.ts";

export interface Talk {
  readonly title: string;
  readonly callee: readonly string[];
  /** When a request is sent [s], and which. */
  readonly requests: readonly (readonly [at: number, method: "INVITE" | "ACK" | "BYE"])[];
  /** When an answer comes [s], and which. */
  readonly answers: readonly (readonly [at: number, status: number, method: "INVITE" | "BYE"])[];
}

const pause = (milliseconds: number) => `<pause milliseconds="${milliseconds}"/>`;
const timewait = (milliseconds: number) => `<timewait milliseconds="${milliseconds}"/>`;
const [invite, ack, bye] = [recv("INVITE"), recv("ACK"), recv("BYE")];
const again = 'retrans="500"';
/** The 200 to a BYE: [last_CSeq:] makes the same text an answer to whatever came last. */
const ok = response(200);

export const TALKS: readonly Talk[] = [
  {
    title: "a callee whose part ends with the ACK answers no BYE",
    callee: [invite, response(200, again), ack],
    requests: [
      [0, "INVITE"],
      [0.1, "ACK"],
      [0.2, "BYE"],
      [1, "BYE"],
    ],
    answers: [[0, 200, "INVITE"]],
  },
  {
    title: "an ACK that is optional ends the callee's part where it is the last step",
    callee: [invite, ok, recv("ACK", 'optional="true"')],
    requests: [
      [0, "INVITE"],
      [0.1, "ACK"],
      [0.3, "BYE"],
      [0.8, "BYE"],
    ],
    answers: [[0, 200, "INVITE"]],
  },
  {
    title: "an ACK that is optional leaves the callee waiting for what comes behind it, and a BYE is answered",
    callee: [invite, ok, recv("ACK", 'optional="true"'), recv("INVITE", 'optional="true"')],
    requests: [
      [0, "INVITE"],
      [0.1, "ACK"],
      [0.3, "BYE"],
    ],
    answers: [
      [0, 200, "INVITE"],
      [0.3, 200, "BYE"],
    ],
  },
  {
    title: "a callee that waits answers a BYE and its copy, as long as it waits",
    callee: [invite, response(200, again), ack, timewait(800)],
    requests: [
      [0, "INVITE"],
      [0.1, "ACK"],
      [0.3, "BYE"],
      [0.5, "BYE"],
    ],
    answers: [
      [0, 200, "INVITE"],
      [0.3, 200, "BYE"],
      [0.5, 200, "BYE"],
    ],
  },
  {
    title: "the wait is over",
    callee: [invite, response(200, again), ack, timewait(300)],
    requests: [
      [0, "INVITE"],
      [0.1, "ACK"],
      [0.8, "BYE"],
      [1, "BYE"],
    ],
    answers: [[0, 200, "INVITE"]],
  },
  {
    title: "a 200 that is the last step is never sent again, and nothing behind it is answered",
    callee: [invite, response(200, again)],
    requests: [
      [0, "INVITE"],
      [0.8, "ACK"],
      [1, "BYE"],
    ],
    answers: [[0, 200, "INVITE"]],
  },
  {
    title: "a copy of the BYE goes unanswered where nothing waits for it",
    callee: [invite, ok, ack, bye, ok],
    requests: [
      [0, "INVITE"],
      [0.2, "INVITE"],
      [0.3, "ACK"],
      [0.4, "ACK"],
      [0.5, "BYE"],
      [0.7, "BYE"],
    ],
    answers: [
      [0, 200, "INVITE"],
      [0.2, 200, "INVITE"],
      [0.5, 200, "BYE"],
    ],
  },
  {
    title: "copies in a pause, behind it and in the wait at the end",
    callee: [invite, response(180), pause(500), ok, ack, bye, ok, timewait(700)],
    requests: [
      [0, "INVITE"],
      [0.2, "INVITE"],
      [0.7, "ACK"],
      [0.8, "ACK"],
      [1, "BYE"],
      [1.3, "BYE"],
      [2.2, "BYE"],
    ],
    answers: [
      [0, 180, "INVITE"],
      [0.2, 180, "INVITE"],
      [0.5, 200, "INVITE"],
      [1, 200, "BYE"],
      [1.3, 200, "BYE"],
    ],
  },
  {
    title: "an INVITE that comes again behind two answers ends the callee's part",
    callee: [invite, response(180), response(200, again), ack, bye, ok],
    requests: [
      [0, "INVITE"],
      [0.2, "INVITE"],
      [0.9, "ACK"],
      [1.2, "BYE"],
    ],
    answers: [
      [0, 180, "INVITE"],
      [0, 200, "INVITE"],
    ],
  },
  {
    title: "an ACK that comes during a pause ends the callee's part",
    callee: [invite, response(200, again), pause(1000), ack, bye, ok],
    requests: [
      [0, "INVITE"],
      [0.3, "ACK"],
      [1.2, "BYE"],
    ],
    answers: [[0, 200, "INVITE"]],
  },
  {
    title: "nothing else is sent while a message is sent again",
    callee: [invite, response(180, again), response(200, again), ack, bye, ok],
    requests: [
      [0, "INVITE"],
      [2.2, "ACK"],
      [2.4, "BYE"],
    ],
    answers: [
      [0, 180, "INVITE"],
      [0.5, 180, "INVITE"],
      [1.5, 180, "INVITE"],
    ],
  },
  {
    title: "a BYE in place of the ACK is answered, and so is each copy",
    callee: [invite, ok, ack, bye, ok],
    requests: [
      [0, "INVITE"],
      [0.2, "BYE"],
      [0.4, "BYE"],
    ],
    answers: [
      [0, 200, "INVITE"],
      [0.2, 200, "BYE"],
      [0.4, 200, "BYE"],
    ],
  },
  {
    title: "a BYE of a call that nobody knows is answered; an ACK makes the callee deaf",
    callee: [invite, ok, ack, bye, ok],
    requests: [
      [0, "BYE"],
      [0.2, "ACK"],
      [0.4, "BYE"],
      [0.6, "INVITE"],
    ],
    answers: [[0, 200, "BYE"]],
  },
  {
    title: "a refusal is repeated for a copy of the INVITE until its ACK has come",
    callee: [invite, response(486), ack],
    requests: [
      [0, "INVITE"],
      [0.2, "INVITE"],
      [0.3, "ACK"],
      [0.5, "INVITE"],
    ],
    answers: [
      [0, 486, "INVITE"],
      [0.2, 486, "INVITE"],
    ],
  },
];

/** Too long to ask the program each time: an ended call is remembered for 33 s after its last message (`-deadcall_wait`). */
export const LONG_TALKS: readonly Talk[] = [
  {
    title: "an ended call is forgotten, and its BYE is one that nobody waits for",
    callee: [invite, ok, ack],
    requests: [
      [0, "INVITE"],
      [0.2, "ACK"],
      [33.6, "BYE"],
      [33.8, "BYE"],
    ],
    answers: [
      [0, 200, "INVITE"],
      [33.6, 200, "BYE"],
      [33.8, 200, "BYE"],
    ],
  },
  {
    title: "each message that is not answered makes it remembered for longer",
    callee: [invite, ok, ack],
    requests: [
      [0, "INVITE"],
      [0.2, "ACK"],
      [10, "BYE"],
      [34, "BYE"],
    ],
    answers: [[0, 200, "INVITE"]],
  },
];

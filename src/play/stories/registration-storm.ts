import { amount, isAt, metric, queueOf, time } from "./seen.ts";
import type { Story } from "./story.ts";

/** REGISTERs of the storm, what one costs [s], and the share of the registrar that calls leave. */
const [USERS, EACH, LEFT] = [20_000, 0.5e-3, 0.7];

export const registrationStorm: Story = {
  name: "registration-storm",
  title: "A registration storm",
  line: "The power is back, and 20 000 phones register within a second",
  scenario: "registration-storm.yaml",
  steps: [
    {
      title: "Before",
      text: "One registrar, 20 000 phones, 100 calls a second. Each message costs it 0.5 ms: it is busy for 30 % of the time.",
      task: "Play to 29 s.",
      hint: "Drag the time, or raise the speed.",
      begins: { time: 20, speed: 4 },
      isDone: isAt(29),
      outcome: (seen) =>
        `${amount(metric(seen, "createdCalls"), "call")}, and ${amount(queueOf(seen, "proxy-1"), "message")} in the queue.`,
      moves: [{ goTo: 29 }],
    },
    {
      title: "All at once",
      text: "At 30 s the lights go on in a city, and every phone registers within one second: the avalanche restart of RFC 5390. 2 000 REGISTERs a second could be served, if there were no calls.",
      task: "Play to 31 s and look at the queue.",
      hint: "Slow motion shows how it fills.",
      begins: { time: 29.9, speed: 0.5 },
      isDone: isAt(31),
      outcome: (seen) =>
        `The queue holds ${amount(queueOf(seen, "proxy-1"), "message")}. Whoever calls now stands behind all of them: ${time(queueOf(seen, "proxy-1") * EACH)} of work.`,
      moves: [{ goTo: 31 }],
    },
    {
      title: "The queue drains",
      text: "REGISTERs are served in turn, and calls take their 30 % meanwhile. Nothing is dropped and nothing is sent twice here, so that this ends by itself.",
      task: "Play to 50 s.",
      hint: "The chart of queues shows a straight line down.",
      begins: { speed: 4 },
      isDone: isAt(50),
      outcome: (seen) =>
        `Empty again after about ${time((USERS * EACH) / LEFT)}: 20 000 × 0.5 ms / (1 − 0.3). ${amount(metric(seen, "failedCalls"), "call")} failed, and a REGISTER took ${time(metric(seen, "rrd"))} on average.`,
      moves: [{ goTo: 50 }],
    },
    {
      title: "With retransmission",
      text: "Without an answer within 0.5 s a phone sends again, and again. Copies stand in the same queue, cost the same 0.5 ms, and are worth nothing.",
      task: "Switch retransmission on, and play to 80 s.",
      hint: "It is traffic.clients.retransmission in the scenario.",
      isDone: (seen) => seen.scene.traffic.retransmission && isAt(80)(seen),
      outcome: (seen) =>
        `50 s after the storm the queue holds ${amount(queueOf(seen, "proxy-1"), "message")}, and ${amount(metric(seen, "failedCalls"), "call")} failed. 10 s of work have become more than 50 s of it: what clients send twice has to be served twice.`,
      moves: [{ change: [["traffic.clients.retransmission", "true"]] }, { goTo: 80 }],
    },
    {
      title: "Spread it",
      text: "Phones that wait for a random part of a minute before they register (RFC 5626 asks for such a wait) bring the same work, 333 REGISTERs a second.",
      task: "Let them come within 60 s, and play to 95 s.",
      hint: "It is traffic.registration.avalanche.within in the scenario.",
      begins: { afresh: true },
      isDone: (seen) => /within: (60 s|1 min)/.test(seen.text) && isAt(95)(seen),
      outcome: (seen) =>
        `A REGISTER took ${time(metric(seen, "rrd"))} on average, and no call noticed. The same work, the same server: only the moment is another.`,
      moves: [{ change: [["traffic.registration.avalanche.within", "60 s"]] }, { goTo: 95 }],
    },
  ],
};

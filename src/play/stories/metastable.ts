import { amount, count, deed, isAt, metric, queueOf, time } from "./seen.ts";
import type { Seen, Story } from "./story.ts";

/** Messages of a call at the proxy, what each costs [s], and calls per second. */
const [MESSAGES, EACH, RATE] = [6, 5e-3, 22];
const USED = Math.round(100 * RATE * MESSAGES * EACH);

const waiting = (seen: Seen): number => queueOf(seen, "proxy-1");

export const metastable: Story = {
  name: "metastable",
  title: "Overload that outlives its cause",
  line: "Five slow seconds, and retransmission keeps the service down for good",
  scenario: "stories/metastable-overload.yaml",
  steps: [
    {
      title: "Two thirds busy",
      text: `One proxy: a call is 6 messages of 5 ms, and 22 calls come in a second. That is a load of ${USED} %, which any rule of thumb allows.`,
      task: "Play to 20 s.",
      hint: "Play, or drag the time to 20 s.",
      begins: { time: 0, speed: 4 },
      isDone: isAt(20),
      outcome: (seen) =>
        `${amount(metric(seen, "createdCalls"), "call")}, ${amount(metric(seen, "failedCalls"), "failed call")}, ${amount(waiting(seen), "message")} in the queue. A healthy service.`,
      moves: [{ goTo: 20 }],
    },
    {
      title: "The trigger",
      text: "From 20 s to 25 s the proxy is 4 times as slow: a backup, a log that is rotated. Answers come late, and clients do what RFC 3261 tells them: they send again.",
      task: "Play to 25 s and look at the queue.",
      hint: "The level at the proxy is what waits.",
      begins: { speed: 1 },
      isDone: isAt(25),
      outcome: (seen) =>
        `The queue holds ${amount(waiting(seen), "message")}, ${time(waiting(seen) * EACH)} of work at full speed. Everybody in there has sent, or will send, several copies.`,
      moves: [{ goTo: 25 }],
    },
    {
      title: "The trigger is gone",
      text: "The proxy is as quick as before, and the load of new calls is what it was. Each call that waits for seconds costs 10 messages and more instead of 6, and that keeps the queue full. This is what metastable means: a second state that holds itself (Bronson et al., HotOS 2021).",
      task: "Play to 60 s, and wait for it to recover.",
      hint: "It does not. Compare the calls that come with those that end well.",
      begins: { speed: 5 },
      isDone: isAt(60),
      outcome: (seen) =>
        `35 s after the trigger the queue holds ${amount(waiting(seen), "message")}, and ${amount(metric(seen, "droppedMessages"), "message")} were dropped at the full queue. Of ${amount(metric(seen, "createdCalls"), "call")} ${count(metric(seen, "successfulCalls"))} came to a good end so far.`,
      moves: [{ goTo: 60 }],
    },
    {
      title: "Restart it, as one does",
      text: "A restart empties the queue. It also takes the bindings, which this proxy keeps in memory, and all those who wait have timers that run.",
      task: "Kill the process of the proxy at 60 s, restart it, and play to 90 s.",
      hint: "Choose proxy-1 on the stage, kill its process, then restart it.",
      isDone: (seen) =>
        deed(seen, "kill", "proxy-1") !== undefined &&
        isAt(90)(seen) &&
        seen.view.nodes.every(({ state }) => state === "up"),
      outcome: (seen) =>
        `Calls are now refused quickly, with 404: nobody is registered (${amount(metric(seen, "failedCalls.bindingMissing"), "call")}). The queue is gone because the service is. It is no cure where state is in memory.`,
      asides: [
        {
          when: (seen) => deed(seen, "partition") !== undefined || deed(seen, "cut") !== undefined,
          says: "While callers are cut off the queue empties, and their timers run on: when they are back it is full again within seconds.",
        },
      ],
      moves: [{ act: { kill: "proxy-1", kind: "process", for: "1 s" } }, { goTo: 90 }],
    },
    {
      title: "A pause",
      text: "The state ends when the load falls below what the copies need: here callers stop for 45 s, as if somebody had closed the gate.",
      task: "Give the calls a profile with a pause from 50 s to 95 s, and play to 130 s.",
      hint: "“Do it for me” writes the profile: traffic.calls.profile.",
      begins: { afresh: true },
      isDone: (seen) => /profile:/.test(seen.text) && isAt(130)(seen),
      outcome: (seen) =>
        `The queue holds ${amount(waiting(seen), "message")}, and calls are served as in the first 20 s. The pause kept 45 s × ${RATE}/s = ${amount(45 * RATE, "call")} away, and brought back the service for all later ones.`,
      moves: [
        {
          change: [
            [
              "traffic.calls.profile",
              "{ period: 200 s, points: [{ at: 0 s, share: 100 % }, { at: 50 s, share: 100 % }, { at: 50.1 s, share: 0 % }, { at: 95 s, share: 0 % }, { at: 95.1 s, share: 100 % }, { at: 199 s, share: 100 % }] }",
            ],
          ],
        },
        { goTo: 130 },
      ],
    },
    {
      title: "Shed load",
      text: "Better not to enter it. A proxy that answers 503 to new calls while 20 messages wait does no work that comes too late.",
      task: "Give the proxy an overload limit of 20, and play to 60 s.",
      hint: "It is architecture.tiers.proxies.overload in the scenario.",
      begins: { afresh: true },
      isDone: (seen) => /overload:/.test(seen.text) && isAt(60)(seen),
      outcome: (seen) =>
        `${amount(metric(seen, "failedCalls.overload"), "call")} were refused in the 5 slow seconds and shortly after, and none since: the queue holds ${amount(waiting(seen), "message")}. To refuse early some calls is to serve all later ones.`,
      moves: [{ change: [["architecture.tiers.proxies.overload", "{ queue: 20 }"]] }, { goTo: 60 }],
    },
  ],
};

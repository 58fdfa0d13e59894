import { amount, count, deed, incident, isAt, isOver, metric, time } from "./seen.ts";
import type { Seen, Story } from "./story.ts";

/** SAP1 has a weight of 50 of 100, and RFC 2782 draws among 101 numbers: 0 to 50 are its own. */
const SHARE = 51 / 101;
const RATE = 100;

const death = (seen: Seen) => incident(seen, "node", /^proxy-1 dies/);
const served = (seen: Seen) => incident(seen, "takeover", /serves in place of proxy-1/);
/** From the death to the first answer of the standby [s]. */
const outage = (seen: Seen): number => (served(seen)?.time ?? Number.NaN) - (death(seen)?.time ?? Number.NaN);

export const failover: Story = {
  name: "failover",
  title: "A failover, second by second",
  line: "One of two active servers dies: what a standby saves, and what it cannot",
  scenario: "failover-iprs.yaml",
  steps: [
    {
      title: "A quiet service",
      text: "Two proxies serve, a third stands by. Callers find them under two addresses, SAP1 and SAP2, and choose by DNS SRV: half of 100 calls a second goes to each. The three watch each other with a token that goes round.",
      task: "Let the run play to 5 s.",
      hint: "Play, or drag the time to 5 s.",
      begins: { time: 0, speed: 1 },
      isDone: isAt(5),
      outcome: (seen) =>
        `${amount(metric(seen, "createdCalls"), "call")} so far, and ${amount(metric(seen, "failedCalls"), "failed call")}. Nothing is lost between two servers that live.`,
      moves: [{ goTo: 5 }],
    },
    {
      title: "A host dies",
      text: "At 10 s the host of proxy-1 dies. Nobody is told. Callers go on sending to SAP1, whose owner is silent, until the token is missed (1 s), the others agree that proxy-1 is gone (0.2 s), form a ring without it and the standby claims the address (0.05 s each).",
      task: "Watch from 9.9 s, slowly, until SAP1 leads to proxy-3.",
      hint: "Time runs at a fifth of its speed here. What happened lists each verdict with its time.",
      begins: { time: 9.9, speed: 0.2 },
      isDone: (seen) => served(seen) !== undefined,
      outcome: (seen) =>
        `proxy-3 answers ${time(outage(seen))} after the death. The standby needed no time to think: nearly all of it is detection.`,
      moves: [{ goTo: 11.5 }],
    },
    {
      title: "The bill",
      text: "Whoever called SAP1 meanwhile got no answer. These callers send nothing twice, so that each of those calls is lost; a caller waits for half a minute before he knows. That is why failures are counted long after the outage.",
      task: "Let the run play to its end.",
      hint: "Raise the speed, or go to the end of the time line.",
      begins: { speed: 10 },
      isDone: isOver,
      outcome: (seen) =>
        `${count(metric(seen, "failedCalls"))} of ${amount(metric(seen, "createdCalls"), "call")} failed. To be expected are 100/s × ${time(outage(seen))} × 51/101 = ${Math.round(RATE * outage(seen) * SHARE)}, give or take ${Math.round(Math.sqrt(RATE * outage(seen) * SHARE * (1 - SHARE)))}: the rate, the outage, and the share of callers who choose SAP1.`,
      moves: [{ goTo: Infinity }],
    },
    {
      title: "Ask again",
      text: "RFC 3261 has a client send an unanswered INVITE again after 0.5 s, 1.5 s, 3.5 s and so on. An outage shorter than the last of these, 31.5 s, only delays a call.",
      task: "Switch retransmission on and play to the end again.",
      hint: "It is traffic.clients.retransmission in the scenario.",
      isDone: (seen) => seen.scene.traffic.retransmission && seen.view.isOver,
      outcome: (seen) =>
        `${amount(metric(seen, "failedCalls"), "failed call")}. The same death and the same outage of ${time(outage(seen))}; some callers waited longer, and none in vain.`,
      moves: [{ change: [["traffic.clients.retransmission", "true"]] }, { goTo: Infinity }],
    },
    {
      title: "Without a net",
      text: "A standby that nobody watches may be dead for weeks before it is needed. The page is as it was at the beginning, at 5 s.",
      task: "Kill proxy-3, the standby, and play past 30 s.",
      hint: "Choose proxy-3 on the stage, and kill its host or its process.",
      begins: { afresh: true, time: 5, speed: 5 },
      isDone: (seen) => deed(seen, "kill", "proxy-3") !== undefined && isAt(30)(seen),
      outcome: (seen) =>
        `Nobody steps in: ${amount(seen.view.openCalls + metric(seen, "failedCalls"), "call")} since 10 s have no answer, and there is no end to it.`,
      asides: [
        {
          when: (seen) => deed(seen, "kill", "proxy-1", "proxy-2") !== undefined,
          says: "That was an active server, and the standby takes its place. Take it back and kill the standby, proxy-3, while it looks idle.",
        },
      ],
      moves: [{ act: { kill: "proxy-3", kind: "host" } }, { goTo: 30 }],
    },
  ],
};

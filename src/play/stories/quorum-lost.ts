import { amount, deed, incident, isAt, metric, time } from "./seen.ts";
import type { Seen, Story } from "./story.ts";

const lost = (seen: Seen, node: string, since = 0) =>
  incident(seen, "quorum", new RegExp(`^${node} has lost quorum`), since);
const claimed = (seen: Seen) => incident(seen, "takeover", /claims what proxy-1 had/);
const RATE = 50;

export const quorumLost: Story = {
  name: "quorum-lost",
  title: "Quorum lost",
  line: "Two of three may go on, one may not, even if it is well: the price of never being two",
  scenario: "pacemaker-quorum.yaml",
  steps: [
    {
      title: "Three votes",
      text: "Three nodes under corosync and pacemaker, one address. Whoever is in a group of two or more has quorum and may own it.",
      task: "Play to 9 s.",
      hint: "Play, or drag the time to 9 s.",
      begins: { time: 0, speed: 4 },
      isDone: isAt(9),
      outcome: (seen) => `${amount(metric(seen, "createdCalls"), "call")}, all served by proxy-1.`,
      moves: [{ goTo: 9 }],
    },
    {
      title: "The owner is alone",
      text: "At 10 s proxy-1 is cut off from all others and from the callers. It lives. Each side misses the token, waits for the consensus, and counts its votes.",
      task: "Play to 20 s.",
      hint: "What happened shows who loses quorum and who takes the address, and in which order.",
      begins: { speed: 1 },
      isDone: isAt(20),
      outcome: (seen) => {
        const [alone, taken] = [lost(seen, "proxy-1")?.time ?? 0, claimed(seen)?.time ?? 0];
        return `proxy-1 stopped at ${time(alone)}, proxy-2 took the address at ${time(taken)}: ${taken > alone ? `${time(taken - alone)} without an owner, rather than two of them` : `${time(alone - taken)} with two owners`}. ${time(taken - 10)} after the cut calls are served again.`;
      },
      moves: [{ goTo: 20 }],
    },
    {
      title: "One more goes",
      text: "Two of three go on. Whoever is left alone after the next death has one vote, and cannot know whether the others are dead or only far away.",
      task: "Kill proxy-3 at 25 s, and play to 39 s.",
      hint: "Go to 25 s, choose proxy-3 on the stage, and kill its host.",
      begins: { time: 25, speed: 2 },
      isDone: (seen) => deed(seen, "kill", "proxy-2", "proxy-3") !== undefined && isAt(39)(seen),
      outcome: (seen) => {
        const death = Number(deed(seen, "kill")?.at);
        const stop = lost(seen, "proxy-[23]", death);
        return stop === undefined
          ? "The last one has not noticed yet."
          : `${stop.text.split(" ")[0]} was well, and stopped ${time(stop.time - death)} after the death. Nobody serves: ${amount(seen.view.openCalls, "call")} have no answer. A quorum chooses silence over two truths.`;
      },
      asides: [
        {
          when: (seen) => deed(seen, "kill", "proxy-1") !== undefined,
          says: "proxy-1 is cut off and has stopped already: its death takes nothing. Kill one of the two that have quorum.",
        },
      ],
      moves: [{ act: { kill: "proxy-3", kind: "host" } }, { goTo: 39 }],
    },
    {
      title: "Votes come back",
      text: "At 40 s proxy-1 is reachable again. Two votes are a majority, and they need only find each other.",
      task: "Play to 47 s.",
      hint: "The ring is formed anew some seconds after the heal.",
      isDone: isAt(47),
      outcome: (seen) => {
        const back = incident(seen, "quorum", /has quorum/, 40);
        return back === undefined
          ? "There is no quorum yet."
          : `Quorum again at ${time(back.time)}, ${time(back.time - 40)} after the heal, and the address is announced anew.`;
      },
      moves: [{ goTo: 47 }],
    },
    {
      title: "Without a quorum",
      text: "The same cut without asking for votes: each side believes that the other is dead.",
      task: "Leave the quorum out of the takeover, and play to 50 s.",
      hint: "It is architecture.watches.membership.takeover: an empty map.",
      begins: { afresh: true },
      isDone: (seen) => !/quorum:/.test(seen.text) && isAt(50)(seen),
      outcome: (seen) =>
        `Two owned the address for ${time(metric(seen, "sharedAddressTime"))}. Callers lost ${amount(metric(seen, "failedCalls") + seen.view.openCalls, "call")}, about as many as with a quorum (${RATE}/s until the takeover): the difference is what each side may have written meanwhile.`,
      moves: [{ change: [["architecture.watches.membership.takeover", "{}"]] }, { goTo: 50 }],
    },
  ],
};

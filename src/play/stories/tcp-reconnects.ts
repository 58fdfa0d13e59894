import { amount, incident, isAt, isOver, metric, time } from "./seen.ts";
import type { Seen, Story } from "./story.ts";

const taken = (seen: Seen) => incident(seen, "address", /^VIP leads to proxy-2/);
/** The last ping after the death comes an interval later, and the longest wait before a phone connects is W (RFC 5626) [s]. */
const LONGEST_WAIT = 30;

export const tcpReconnects: Story = {
  name: "tcp-reconnects",
  title: "Ten thousand connections die with a host",
  line: "The address moves in 4 s; by TLS the phones are away for minutes",
  scenario: "tls-phones.yaml",
  steps: [
    {
      title: "Connected",
      text: "10 000 phones have a TLS connection each to the owner of one address, and are called over it. They ping every 120 s (RFC 5626). The host of proxy-1 dies at 10 s.",
      task: "Play to 9 s.",
      hint: "Play, or drag the time to 9 s.",
      begins: { time: 5, speed: 1 },
      isDone: isAt(9),
      outcome: (seen) =>
        `${amount(metric(seen, "createdCalls"), "call")}, ${amount(metric(seen, "failedCalls"), "failed call")}.`,
      moves: [{ goTo: 9 }],
    },
    {
      title: "The failover works",
      text: "VRRP does what it always does: after three silent advertisements the standby owns the address. By UDP the service would be whole.",
      task: "Play to 20 s.",
      hint: "What happened shows when the address leads to proxy-2.",
      begins: { speed: 2 },
      isDone: isAt(20),
      outcome: (seen) =>
        `The address leads to proxy-2 after ${time((taken(seen)?.time ?? Number.NaN) - 10)}, and ${amount(metric(seen, "failedCalls"), "call")} have failed by now: proxy-2 has a binding of each phone, and no connection that leads to it (430).`,
      moves: [{ goTo: 20 }],
    },
    {
      title: "Who does not speak does not know",
      text: "A dead connection is silent, and so is an idle one. A phone finds out when it pings: up to 120 s later, and then it waits for 15 s to 30 s at random before it connects, so that not all come at once.",
      task: "Play to the end.",
      hint: "The chart of failed calls falls slowly. Raise the speed.",
      begins: { speed: 10 },
      isDone: isOver,
      outcome: (seen) =>
        `The last phone was back ${time(metric(seen, "connectionRestorationTime"))} after the death, of at most 120 s + ${LONGEST_WAIT} s. ${amount(metric(seen, "failedCalls"), "call")} failed, ${amount(metric(seen, "failedCalls.flowMissing"), "call")} for want of a connection.`,
      moves: [{ goTo: Infinity }],
    },
    {
      title: "Ping more often",
      text: "The ping decides, not the detector of the servers. A shorter one costs messages all year round, and batteries.",
      task: "Set the interval of keepAlive to 30 s, and play to the end.",
      hint: "It is traffic.clients.connection.keepAlive.interval in the scenario.",
      begins: { afresh: true },
      isDone: (seen) => /interval: 30 s/.test(seen.text) && seen.view.isOver,
      outcome: (seen) =>
        `All back ${time(metric(seen, "connectionRestorationTime"))} after the death, of at most 30 s + ${LONGEST_WAIT} s, and ${amount(metric(seen, "failedCalls"), "call")} failed. Half of W is the next thing to shorten.`,
      moves: [{ change: [["traffic.clients.connection.keepAlive.interval", "30 s"]] }, { goTo: Infinity }],
    },
  ],
};

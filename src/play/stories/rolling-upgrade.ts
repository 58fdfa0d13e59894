import { amount, count, deed, incident, isAt, isOver, metric, time } from "./seen.ts";
import type { Seen, Story } from "./story.ts";

const stopped = (seen: Seen, node: string) => incident(seen, "node", new RegExp(`^${node} dies`));
const moved = (seen: Seen) => incident(seen, "address", /^SAP1 leads to proxy-3/);

export const rollingUpgrade: Story = {
  name: "rolling-upgrade",
  title: "A rolling upgrade",
  line: "Every server is stopped once, and no caller notices; unless one dies in between",
  scenario: "rolling-upgrade.yaml",
  steps: [
    {
      title: "The standby first",
      text: "IPRS with two active proxies and a standby. At 10 s all are upgraded in turn, 10 s each. The standby comes first: it has nothing to lose.",
      task: "Play to 15 s.",
      hint: "proxy-3 stops just after 10 s, and the others notice.",
      begins: { time: 8, speed: 1 },
      isDone: isAt(15),
      outcome: (seen) =>
        `proxy-3 stopped at ${time(stopped(seen, "proxy-3")?.time ?? 0)}. ${amount(metric(seen, "failedCalls"), "failed call")}; and nobody would step in now.`,
      moves: [{ goTo: 15 }],
    },
    {
      title: "First the address, then the process",
      text: "proxy-1 is next. It gives SAP1 to proxy-3, which announces it, finishes what it has in hand, and only then stops. A death does this in the other order.",
      task: "Play to 22 s, slowly from 21 s.",
      hint: "Step by event to see the announcement before the end of the process.",
      begins: { time: 21, speed: 0.2 },
      isDone: isAt(22),
      outcome: (seen) =>
        `SAP1 led to proxy-3 ${time((stopped(seen, "proxy-1")?.time ?? 0) - (moved(seen)?.time ?? 0))} before proxy-1 stopped. The order is all there is to it.`,
      moves: [{ goTo: 22 }],
    },
    {
      title: "All three",
      text: "The last one, proxy-2, gives its address to proxy-1, which has come back as the spare.",
      task: "Play to the end.",
      hint: "Raise the speed, or go to the end of the time line.",
      begins: { speed: 10 },
      isDone: isOver,
      outcome: (seen) =>
        `${count(metric(seen, "failedCalls"))} of ${amount(metric(seen, "createdCalls"), "call")} failed, ${amount(metric(seen, "failovers"), "failover")}. Each server was away for 10 s, and the service never.`,
      moves: [{ goTo: Infinity }],
    },
    {
      title: "The night it goes wrong",
      text: "While a server is away there is no spare: 3 × 11 s in which one more death is an outage. Again at 15 s, when proxy-3 is away.",
      task: "Kill the host of proxy-1, and play to 25 s.",
      hint: "Choose proxy-1 on the stage, and kill its host.",
      begins: { afresh: true, time: 15, speed: 2 },
      isDone: (seen) => deed(seen, "kill", "proxy-1", "proxy-2") !== undefined && isAt(25)(seen),
      outcome: (seen) => {
        const back = incident(seen, "takeover", /claims what proxy-[12] had/);
        const death = Number(deed(seen, "kill")?.at);
        return `${back === undefined ? "Nobody has stepped in yet" : `proxy-3 stepped in ${time(back.time - death)} after the death, when its own upgrade was over`}, and its bindings are old: ${amount(metric(seen, "failedCalls.bindingMissing"), "call")} refused with 404 so far. What a night costs is this, times how likely it is; “sipnines plan” reckons it.`;
      },
      asides: [
        {
          when: (seen) => deed(seen, "kill", "proxy-3") !== undefined,
          says: "proxy-3 is out of service for its upgrade: its death changes little. Kill one of those that serve.",
        },
      ],
      moves: [{ act: { kill: "proxy-1", kind: "host" } }, { goTo: 25 }],
    },
  ],
};

import { amount, deed, incident, isAt, metric, time } from "./seen.ts";
import type { Seen, Story } from "./story.ts";

const death = (seen: Seen) => incident(seen, "node", /^database dies/);
const RATE = 100;

export const databaseDies: Story = {
  name: "database-dies",
  title: "PPDR collapses: the database",
  line: "Directors and proxies are there twice, the database once: what it takes along",
  scenario: "database-dies-ppdr.yaml",
  steps: [
    {
      title: "Everything twice, but one",
      text: "In PPDR two directors share an address, and two proxies serve. For each call a proxy asks the one database where the callee is.",
      task: "Play to 9 s and look where the messages go.",
      hint: "Play, or drag the time to 9 s.",
      begins: { time: 0, speed: 2 },
      isDone: isAt(9),
      outcome: (seen) =>
        `${amount(metric(seen, "createdCalls"), "call")}, ${amount(metric(seen, "failedCalls"), "failed call")}. Every one of them has been to the database.`,
      moves: [{ goTo: 9 }],
    },
    {
      title: "The database dies",
      text: "Its process dies at 10.002 s and its host lives, so that connections are refused at once. Directors and proxies are well, answer all health checks, and refuse every call with 500.",
      task: "Play to 12 s.",
      hint: "No verdict appears: nobody watches the database.",
      begins: { speed: 0.5 },
      isDone: isAt(12),
      outcome: (seen) =>
        `${amount(metric(seen, "failedCalls.databaseFailure"), "call")} refused in ${time(seen.view.time - (death(seen)?.time ?? 0))}: all 100 a second. Two proxies in parallel are worth nothing in series with one database.`,
      moves: [{ goTo: 12 }],
    },
    {
      title: "Mend it",
      text: "What is dead can be started again. How long people need for it is how long an outage of this service lasts; here they are quick.",
      task: "Restart the database, and play for two more seconds.",
      hint: "Choose the database on the stage, and restart it; it takes 1 s.",
      isDone: (seen) => {
        const up = incident(seen, "node", /^database is up again/);
        return up !== undefined && isAt(up.time + 2)(seen);
      },
      outcome: (seen) => {
        const down = (incident(seen, "node", /^database is up again/)?.time ?? 0) - (death(seen)?.time ?? 0);
        return `${amount(metric(seen, "failedCalls"), "call")} failed until it was back, ${time(down)} after the death: ${RATE}/s × ${time(down)}. Each minute would have cost ${amount(60 * RATE, "call")}.`;
      },
      asides: [
        {
          when: (seen) =>
            seen.deeds.some(
              (one) =>
                one.verb === "restart" && one.restart === "database" && typeof one.takes === "number" && one.takes > 6,
            ),
          says: "A restart takes 30 s where its line does not say otherwise, and nobody calls after 20 s. Take it back, and have it take 1 s (takes: 1 s).",
        },
        {
          when: (seen) => deed(seen, "restart", "proxy-1", "proxy-2", "director-1", "director-2") !== undefined,
          says: "That one was well, and asks the same dead database. It is the database that has to be restarted.",
        },
      ],
      moves: [{ act: { restart: "database", takes: "1 s" } }, { goTo: 15.1 }],
    },
    {
      title: "And a proxy?",
      text: "Of proxies there are two, and the directors look for them every 6 s. Again from the start, at 2 s: the database lives until 10 s.",
      task: "Kill the host of proxy-1, and play until a director no longer dispatches to it.",
      hint: "Choose proxy-1 on the stage, and kill its host. What happened tells when it is left out.",
      begins: { afresh: true, time: 2, speed: 2 },
      isDone: (seen) =>
        deed(seen, "kill", "proxy-1", "proxy-2") !== undefined &&
        incident(seen, "takeover", /no longer dispatches to/) !== undefined,
      outcome: (seen) => {
        const removed = incident(seen, "takeover", /no longer dispatches to/)?.time ?? 0;
        const outage = removed - Number(deed(seen, "kill")?.at);
        return `After ${time(outage)} nothing goes to it any more: half of 100 calls a second was lost until then, ${Math.round((RATE / 2) * outage)} of them, and no more. That is what having two is for; of the database there is one.`;
      },
      asides: [
        {
          when: (seen) => deed(seen, "kill", "director-1", "director-2") !== undefined,
          says: "That was a director: the other takes the address within 4 s by VRRP. Now kill a proxy.",
        },
      ],
      moves: [{ act: { kill: "proxy-1", kind: "host" } }, { goTo: 16 }],
    },
  ],
};

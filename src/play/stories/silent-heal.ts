import { amount, deed, incident, isAt, isOver, metric, time } from "./seen.ts";
import type { Seen, Story } from "./story.ts";

const healed = (seen: Seen) => incident(seen, "links", /whole again/)?.time ?? Infinity;
const moved = (seen: Seen) => incident(seen, "address", /^VIP leads to proxy-1/, healed(seen));
/** What anybody has announced since the heal. */
const announced = (seen: Seen) => incident(seen, "arp", /announces VIP/, healed(seen));
const RATE = 20;

export const silentHeal: Story = {
  name: "silent-heal",
  title: "VRRP split, and the heal that nobody hears",
  line: "Two masters cost nothing; the end of it costs half a minute of calls",
  scenario: "blocked-multicast.yaml",
  steps: [
    {
      title: "The switch forgets multicast",
      text: "Two routers share an address by VRRP. After 10 s a switch stops forwarding their advertisements, and nothing but these. The backup hears nothing for 3 advertisements and a little, and believes that the master is dead.",
      task: "Play to 15 s.",
      hint: "Watch who has the address: after some 3 s there are two.",
      begins: { time: 9, speed: 1 },
      isDone: isAt(15),
      outcome: (seen) =>
        `${amount(seen.view.addresses[0]?.owners.length ?? 0, "node")} have the address, ${amount(metric(seen, "failedCalls"), "failed call")}. Callers send to whoever announced last, and that one serves. A split brain can be free of charge, while it lasts.`,
      moves: [{ goTo: 15 }],
    },
    {
      title: "The heal is silent",
      text: "A minute later advertisements pass again. The backup hears one of a higher priority first, and steps down at once, as RFC 3768 asks. The master has been master all along: it sees nothing to announce.",
      task: "Play from 70 s to 75 s, and look for a gratuitous ARP.",
      hint: "What happened names each announcement; there is none after the links are whole.",
      begins: { time: 70, speed: 0.5 },
      isDone: isAt(75),
      outcome: (seen) =>
        announced(seen) === undefined
          ? `Nobody announced anything since the heal at ${time(healed(seen))}. Callers still send to proxy-2, which has no address: ${amount(seen.view.openCalls, "call")} without an answer.`
          : "Here somebody did announce the address, and callers know it.",
      moves: [{ goTo: 75 }],
    },
    {
      title: "Until the entry runs out",
      text: "What ends this is not the service but the callers' ARP entries: 36 s to 58 s on the system that was measured. All detectors are content meanwhile.",
      task: "Play to the end.",
      hint: "Raise the speed, or go to the end of the time line.",
      begins: { speed: 10 },
      isDone: isOver,
      outcome: (seen) => {
        const stale =
          (moved(seen)?.time ?? Number.NaN) - (incident(seen, "recovery", /hears from/)?.time ?? Number.NaN);
        return `${amount(metric(seen, "failedCalls"), "call")} failed: ${RATE}/s × ${time(stale)} from the step down until the entries ran out. The split cost nothing, its end all of it.`;
      },
      moves: [{ goTo: Infinity }],
    },
    {
      title: "End it by hand",
      text: "Again at 72 s: the outage has lasted for more than a second, and no alarm rings. An announcement would end it, and a node announces what it takes.",
      task: "Make somebody announce the address before 80 s: whatever has proxy-2 take it will do.",
      hint: "Kill the process of proxy-1. When its host is up again, mend it: the master announces itself as well.",
      begins: { afresh: true, time: 72, speed: 1 },
      isDone: (seen) => {
        const arp = announced(seen);
        return seen.deeds.length > 0 && arp !== undefined && isAt(arp.time + 0.5)(seen);
      },
      outcome: (seen) =>
        `Announced ${time((announced(seen)?.time ?? 0) - healed(seen))} after the heal, and calls are served again. To break a node that was well is what mended the service: the belief was wrong, not the nodes.`,
      asides: [
        {
          when: (seen) => deed(seen, "kill", "proxy-2") !== undefined,
          says: "proxy-2 had no address any more: callers go on sending to it, dead or alive. Who has to be missed is the master, proxy-1.",
        },
      ],
      moves: [{ act: { kill: "proxy-1", kind: "process", for: "1 s" } }, { goTo: 74 }],
    },
    {
      title: "Entries that live for 5 s",
      text: "Where neighbours forget sooner, what is wrong is wrong for less time, for every reason there may be.",
      task: "Set staleArp to 5 s and play to the end.",
      hint: "It is architecture.watches.routers.takeover.staleArp in the scenario.",
      begins: { afresh: true },
      isDone: (seen) => /staleArp: 5 s/.test(seen.text) && seen.view.isOver,
      outcome: (seen) => `${amount(metric(seen, "failedCalls"), "call")} failed: ${RATE}/s × 5 s.`,
      moves: [{ change: [["architecture.watches.routers.takeover.staleArp", "5 s"]] }, { goTo: Infinity }],
    },
  ],
};

import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { hostDies, lastDies, type Member, meantTogether, placeOf } from "./vrrp.ts";

const from = (own: string, peer: string): string => `unicast_src_ip ${own}\nunicast_peer {\n    ${peer}\n}`;

export const UNICAST_PEERS: Check = {
  code: "SN112",
  title: "A unicast peer is not the other host",
  severity: "error",
  about:
    "Looks whether `unicast_peer` of each host names `unicast_src_ip` of the others, and whether all of them are unicast.",
  mend: "In each host's `unicast_peer` the `unicast_src_ip` of all others.",
  ill: pair({ lines: from("192.0.2.2", "192.0.2.4") }, { lines: from("192.0.2.3", "192.0.2.2") }),
  well: pair({ lines: from("192.0.2.2", "192.0.2.3") }, { lines: from("192.0.2.3", "192.0.2.2") }),
  find: (seen) =>
    meantTogether(seen).flatMap(([one, other]) => {
      const all = [
        { from: one, to: other },
        { from: other, to: one },
      ].flatMap(({ from, to }) => {
        const message = unheard(from, to);
        return message === null ? [] : [{ from, to, message }];
      });
      return all.map(({ from, to, message }) => ({
        place: placeOf(from.instance.unicastPeers[0]!, from.instance.place),
        message,
        ...(all.length === 2 || to.instance.unicastPeers.length === 0 ? bothAreMasters(from, to) : oneIsDeaf(from, to)),
      }));
    }),
};

/** Why a host hears nothing of another; null: nothing is against it. */
function unheard(from: Member, to: Member): string | null {
  const { unicastPeers: peers } = from.instance;
  const own = to.instance.unicastSource;
  if (peers.length === 0) return null;
  if (to.instance.unicastPeers.length === 0) return `${from.node} advertises to unicast peers, ${to.node} by multicast`;
  return own === null || peers.some(({ value }) => value === own.value)
    ? null
    : `unicast_peer of ${from.node} does not name ${to.node}'s unicast_src_ip ${own.value}`;
}

const bothAreMasters = (from: Member, to: Member) => ({
  consequence: `${to.node} hears nothing of ${from.node}: it is master beside it for as long as both live`,
  trial: lastDies(from, to),
});

/** A backup that is deaf is master beside the master, who answers it; a deaf master is master anyhow. */
const oneIsDeaf = (from: Member, to: Member) =>
  from.instance.priority.value > to.instance.priority.value
    ? {
        consequence: `${to.node} hears nothing of ${from.node}: it is master beside it, so that it announces nothing when ${from.node} dies, and neighbours go on sending there until their entries run out`,
        trial: hostDies(from.node),
      }
    : {
        severity: "note" as const,
        consequence: `${to.node} hears nothing of ${from.node}, which gives way to it: nothing happens until their priorities change`,
      };

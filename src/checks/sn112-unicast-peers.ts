import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { meantTogether, placeOf } from "./vrrp.ts";

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
    meantTogether(seen)
      .flatMap(([one, other]) => [[one, other] as const, [other, one] as const])
      .flatMap(([from, to]) => {
        const { unicastPeers: peers } = from.instance;
        const own = to.instance.unicastSource;
        const isMissing = own !== null && peers.length > 0 && !peers.some(({ value }) => value === own.value);
        const isMixed = peers.length > 0 && to.instance.unicastPeers.length === 0;
        if (!isMissing && !isMixed) return [];
        return [
          {
            place: placeOf(peers[0]!, from.instance.place),
            message: isMissing
              ? `unicast_peer of ${from.node} does not name ${to.node}'s unicast_src_ip ${own.value}`
              : `${from.node} advertises to unicast peers, ${to.node} by multicast`,
            consequence: `${to.node} hears nothing of ${from.node}: it is master beside it for as long as both live`,
          },
        ];
      }),
};

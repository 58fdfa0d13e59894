import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { hostDies, instancesOf, membersOf, placeOf } from "./vrrp.ts";

const both = (line: string) => pair({ lines: line }, { lines: line });

export const SILENT_TAKEOVER: Check = {
  code: "SN114",
  title: "A takeover is announced to nobody",
  severity: "error",
  about:
    "`garp_master_repeat` 0 sends no gratuitous ARP: neighbours keep the old host's MAC address until their entries run out.",
  mend: "Leave the defaults: five at once, five more after 5 s; `garp_master_refresh 60` repeats them.",
  ill: both("garp_master_repeat 0"),
  well: both("garp_master_repeat 5"),
  find: (seen) =>
    instancesOf(seen).flatMap(({ node, instance }) => {
      if (instance.garpMasterRepeat.value > 0 || instance.useVmac.value) return [];
      const master = membersOf(seen).find((members) => members.some((one) => one.instance === instance))?.[0]?.node;
      return [
        {
          place: placeOf(instance.garpMasterRepeat, instance.place),
          message: `${instance.name} of ${node} sends no gratuitous ARP`,
          consequence:
            "After a takeover neighbours go on sending to the dead host until their ARP entries run out, 23 to 53 s under Linux",
          ...(master !== undefined && { trial: hostDies(master) }),
        },
      ];
    }),
};

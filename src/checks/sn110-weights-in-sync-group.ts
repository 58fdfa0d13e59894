import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { groupsOf, instancesOf, serverDies, watchedBy } from "./vrrp.ts";

const group = (line: string): string =>
  `vrrp_script sip {\n    script "/usr/bin/pgrep -x kamailio"\n    interval 2\n    fall 2\n    weight -60\n}\nvrrp_sync_group ALL {\n    group {\n        SIP\n    }\n${line}}\n`;
const both = (line: string) => pair({ script: group(line) }, { script: group(line) });

export const WEIGHTS_IN_SYNC_GROUP: Check = {
  code: "SN110",
  title: "A weight counts for nothing in a sync group",
  severity: "error",
  about:
    "Members of a `vrrp_sync_group` are watched by no script and no process that has a weight, unless `sync_group_tracking_weight` stands in the group (keepalived.conf(5)).",
  mend: "`sync_group_tracking_weight` in the group, or `weight 0`.",
  ill: both(""),
  well: both("    sync_group_tracking_weight\n"),
  find: (seen) =>
    instancesOf(seen).flatMap((member) => {
      const loser = groupsOf(member).find(({ keepsWeights }) => !keepsWeights.value);
      if (loser === undefined) return [];
      return watchedBy(member)
        .filter(({ weight }) => weight.value !== 0)
        .map(({ what, place, weight }) => ({
          place,
          message: `${what} has weight ${weight.value}, and ${member.instance.name} is a member of ${loser.name}, which ignores weights`,
          consequence: `What it finds changes nothing: when it fails on ${member.node} as master, nobody takes over`,
          ...serverDies(seen, member),
        }));
    }),
};

import type { Check, Seen } from "./check.ts";
import { pair } from "./examples.ts";
import { groupsOf, instancesOf, serverDies } from "./vrrp.ts";

/** What a host has its address for, as far as its files say; of one whose files say nothing it is the SIP server. */
function servedBy({ hosts }: Seen, node: string): string {
  const host = hosts.find(({ name }) => name === node);
  return host?.sip == null && host?.haproxy != null ? "its HAProxy" : "its SIP server";
}

export const NOTHING_TRACKED: Check = {
  code: "SN109",
  title: "Nothing looks whether the SIP server lives",
  severity: "warning",
  about:
    "Looks for scripts, processes, files and BFD that an instance or its sync group tracks. Keepalived by itself notices that the other host is silent, and nothing of the server process.",
  mend: "A `vrrp_script` that asks the server, or `vrrp_track_process`; or stop Keepalived with the server (`BindsTo=` of systemd), and switch this finding off.",
  ill: pair({ track: "" }, { track: "" }),
  well: pair(),
  find: (seen) =>
    instancesOf(seen).flatMap((member) => {
      const { node, instance, facts } = member;
      const { trackedScripts, trackedProcesses, trackedFiles, trackedBfds } = instance;
      const groups = groupsOf(member).flatMap((group) => [...group.trackedScripts, ...group.trackedProcesses]);
      const tracked = [...trackedScripts, ...trackedProcesses, ...trackedFiles, ...trackedBfds, ...groups];
      if (tracked.length > 0 || facts.virtualServers.length > 0) return [];
      return [
        {
          place: instance.place,
          message: `${instance.name} of ${node} tracks nothing`,
          consequence: `When ${servedBy(seen, node)} dies or hangs while it is master, ${node} keeps the address and nobody takes over`,
          ...serverDies(seen, member),
        },
      ];
    }),
};

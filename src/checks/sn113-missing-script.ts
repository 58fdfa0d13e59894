import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { groupsOf, instancesOf, serverDies } from "./vrrp.ts";

const asking = (name: string): string => `    track_script {\n        ${name}\n    }\n`;

export const MISSING_SCRIPT: Check = {
  code: "SN113",
  title: "A script is tracked that is not there",
  severity: "error",
  about:
    "Looks for the `vrrp_script` and the `vrrp_track_process` that instances and sync groups name. Keepalived starts without, and says so in its log.",
  mend: "The name as the `vrrp_script` has it.",
  ill: pair({ track: asking("sipp") }, { track: asking("sipp") }),
  well: pair({ track: asking("sip") }, { track: asking("sip") }),
  find: (seen) =>
    instancesOf(seen).flatMap((member) => {
      const { instance, facts, node } = member;
      const of = [instance, ...groupsOf(member)];
      const missing = [
        ...of
          .flatMap(({ trackedScripts }) => trackedScripts)
          .filter(({ name }) => !facts.scripts.some((one) => one.name === name)),
        ...of
          .flatMap(({ trackedProcesses }) => trackedProcesses)
          .filter(({ name }) => !facts.processes.some((one) => one.name === name)),
      ];
      return missing.map(({ name, place }) => ({
        place,
        message: `${instance.name} of ${node} tracks ${name}, which is nowhere defined`,
        consequence: `Nothing is looked at: when ${node}'s SIP server dies while it is master, nobody takes over`,
        ...serverDies(seen, member),
      }));
    }),
};

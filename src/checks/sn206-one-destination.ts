import { posix } from "node:path";
import type { Reading } from "../configuration/reading.ts";
import type { Check, Seen, Trial } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { withTrial } from "./servers.ts";
import { hostDies } from "./vrrp.ts";

const GOOD = [
  'modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "flags", 2)',
  'modparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 1)',
].join("\n");
/** Of dispatcher.list: 1 inactive, 4 disabled. */
const OUT_OF_USE = 1 | 4;

export const ONE_DESTINATION: Check = {
  code: "SN206",
  title: "A set of the dispatcher has one destination",
  severity: "warning",
  about:
    "Counts the destinations of each set that are neither inactive nor disabled by their flags. A list beside a `db_url` is read by nobody.",
  mend: "A second destination in the set.",
  ill: directed(directorCfg(GOOD), "1 sip:192.0.2.21:5060 0 0\n1 sip:192.0.2.22:5060 4 0\n"),
  well: directed(directorCfg(GOOD)),
  find: (seen) =>
    seen.readings.flatMap((reading) => {
      if (reading.kind !== "dispatcher-list" || isUnread(reading, seen)) return [];
      const { destinations } = reading.facts;
      return [...new Set(destinations.map(({ set }) => set.value))].flatMap((set) => {
        const used = destinations.filter((one) => one.set.value === set && (one.flags.value & OUT_OF_USE) === 0);
        if (used.length !== 1) return [];
        return [
          {
            place: used[0]!.place,
            message: `${used[0]!.uri.value} is the only destination of set ${set}`,
            consequence: "While it is dead, or being worked at, every call of the set fails",
            ...withTrial(hostAt(seen, used[0]!.uri.value)),
          },
        ];
      });
    }),
};

/** Whether the Kamailio of its host has its destinations in a database (`db_url`), and reads no list. */
const isUnread = ({ host, path }: Reading, { readings }: Seen): boolean =>
  readings.some(
    (one) =>
      one.kind === "kamailio" &&
      (one.host.value === host.value || posix.dirname(one.path) === posix.dirname(path)) &&
      one.facts.parameters.dispatcher?.db_url.origin.kind === "written",
  );

/** The death of the host that a SIP URI names; undefined where its files are not there. */
function hostAt({ hosts }: Seen, uri: string): Trial | undefined {
  const address = /^sips?:(?:[^@]*@)?\[?([^;\]]*?)\]?(?::\d+)?(?:;|$)/i.exec(uri)?.[1] ?? "";
  const host = hosts.find(({ addresses }) => addresses.has(address));
  return host === undefined ? undefined : hostDies(host.name);
}

import type { Check } from "./check.ts";
import { registrarCfg } from "./examples.ts";
import { lineOf, registrarsOf } from "./servers.ts";
import { startsAgain } from "./vrrp.ts";

const mode = (value: number) => ({
  "reg1/kamailio.cfg": registrarCfg(
    `modparam("usrloc", "db_url", "mysql://kamailio:pw@localhost/kamailio")\nmodparam("usrloc", "db_mode", ${value})`,
  ),
});

export const WRITE_BACK: Check = {
  code: "SN214",
  title: "A crash loses the bindings of the last minute",
  severity: "note",
  about:
    "With `db_mode` 2 (write-back) bindings are written to the database every `timer_interval`, 60 s by default; what is newer dies with the process.",
  mend: "`db_mode` 1, or a shorter `timer_interval`.",
  ill: mode(2),
  well: mode(1),
  find: (seen) =>
    registrarsOf(seen)
      .filter(({ bindings }) => bindings.mode.value === "write-back")
      .map(({ node, server, bindings: { mode: how, interval } }) => ({
        place: lineOf(how, server, "usrloc"),
        message: `${node} writes bindings every ${interval.value} s`,
        consequence: `A crash loses those of the last ${interval.value} s, ${interval.value / 2} s in the mean: of users who register every hour ${((interval.value / 2 / 3600) * 100).toFixed(1)} % have their latest one lost`,
        trial: {
          ...startsAgain(node),
          when: `all users register within 10 s and then the SIP server of ${node} starts again`,
          settings: ["traffic.registration.within=10 s"],
        },
      })),
};

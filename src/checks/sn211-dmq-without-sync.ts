import type { Check } from "./check.ts";
import { registrarCfg } from "./examples.ts";
import { lineOf, registrarsOf } from "./servers.ts";
import { startsAgain } from "./vrrp.ts";

const dmq = (line: string) => {
  const one = (own: number, other: number): string =>
    registrarCfg(
      [
        `listen=udp:192.0.2.${own}:5060\nmodparam("dmq", "server_address", "sip:192.0.2.${own}:5062")`,
        `modparam("dmq", "notification_address", "sip:192.0.2.${other}:5062")\nmodparam("dmq_usrloc", "enable", 1)${line}`,
      ].join("\n"),
      ["dmq", "dmq_usrloc"],
    );
  return { "reg1/kamailio.cfg": one(21, 22), "reg2/kamailio.cfg": one(22, 21) };
};

export const DMQ_WITHOUT_SYNC: Check = {
  code: "SN211",
  title: "A registrar that starts again gets no bindings from its peers",
  severity: "warning",
  about:
    "DMQ copies each binding as it is made. What was registered while a server was away comes with `sync` of dmq_usrloc, which is on by default; looks for registrars that switch it off and keep bindings in memory.",
  mend: '`modparam("dmq_usrloc", "sync", 1)`, with `batch_size` and `batch_msg_contacts` where there are many.',
  ill: dmq('\nmodparam("dmq_usrloc", "sync", 0)'),
  well: dmq(""),
  find: (seen) =>
    registrarsOf(seen).flatMap(({ node, server, bindings }) => {
      const reading = seen.readings.find((one) => one.kind === "kamailio" && one.path === server.path);
      const dmqUsrloc = reading?.kind === "kamailio" ? reading.facts.parameters.dmq_usrloc : null;
      const expires = reading?.kind === "kamailio" ? reading.facts.parameters.registrar?.default_expires.value : null;
      if (dmqUsrloc == null || !dmqUsrloc.enable.value || dmqUsrloc.sync.value || bindings.mode.value !== "memory")
        return [];
      return [
        {
          place: lineOf(dmqUsrloc.sync, server, "dmq_usrloc"),
          message: `${node} asks its peers for no bindings when it starts (sync 0)`,
          consequence: `Calls that come to it are refused by 404 until their callees have registered again${expires == null ? "" : `, which takes up to ${expires} s`}`,
          trial: startsAgain(node),
        },
      ];
    }),
};

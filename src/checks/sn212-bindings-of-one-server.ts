import { callsOf } from "../deployment/route-calls.ts";
import type { Check } from "./check.ts";
import { registrarCfg } from "./examples.ts";
import { lineOf, registrarsOf } from "./servers.ts";
import { startsAgain } from "./vrrp.ts";

const two = (lines: string, modules: readonly string[] = []) => ({
  "reg1/kamailio.cfg": registrarCfg(`listen=udp:192.0.2.21:5060\n${lines}`, modules),
  "reg2/kamailio.cfg": registrarCfg(`listen=udp:192.0.2.22:5060\n${lines}`, modules),
});

export const BINDINGS_OF_ONE_SERVER: Check = {
  code: "SN212",
  title: "Bindings are in the memory of one server alone",
  severity: "warning",
  about:
    "Looks at servers that save bindings, where there are several of them: in memory (`db_mode` 0) they are lost with the process, and nobody else has them, unless DMQ (dmq_usrloc) or a cluster copies them.",
  mend: "dmq_usrloc with `enable` 1 on all of them, OpenSIPS's `full-sharing-cluster`, or a database that is not alone either.",
  ill: two(""),
  well: two('modparam("dmq_usrloc", "enable", 1)', ["dmq", "dmq_usrloc"]),
  find: (seen) => {
    const all = registrarsOf(seen).filter(({ server }) => callsOf(server.facts).some(({ name }) => name === "save"));
    if (all.length < 2) return [];
    return all.flatMap(({ node, server, bindings }) => {
      if (bindings.mode.value !== "memory" || bindings.copies.value) return [];
      return [
        {
          place: lineOf(bindings.mode, server, "usrloc"),
          message: `${node} keeps its bindings in memory, and nothing copies them`,
          // Whether one user's calls all go to one proxy is decided by the directors' routes; import takes proxies to share.
          ...(seen.behind.includes(node)
            ? {
                consequence:
                  "Calls that the director sends to another proxy than the callee's are refused by 404, and when it dies all calls to those who have registered there",
              }
            : {
                consequence:
                  "When it dies, whoever takes over refuses calls by 404 until their callees have registered again",
                trial: startsAgain(node),
              }),
        },
      ];
    });
  },
};

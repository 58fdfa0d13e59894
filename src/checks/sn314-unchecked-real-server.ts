import { freeName, type Host } from "../deployment/hosts.ts";
import type { Check } from "./check.ts";
import { hostDies } from "./vrrp.ts";

const CHECKED = '\n        MISC_CHECK {\n            misc_path "/usr/bin/sipsak -s sip:ping@192.0.2.21"\n        }';
const lvs = (check: string) => ({
  "lb1/keepalived.conf": [
    "virtual_server 192.0.2.10 5060 {\n    delay_loop 5\n    lb_algo rr\n    lb_kind DR\n    protocol UDP\n",
    ...[21, 22].map(
      (at) => `    real_server 192.0.2.${at} 5060 {\n        weight 1${check.replace("21", String(at))}\n    }\n`,
    ),
    "}\n",
  ].join(""),
});

export const UNCHECKED_REAL_SERVER: Check = {
  code: "SN314",
  title: "Keepalived never checks a real server",
  severity: "error",
  about:
    "Keepalived takes a real server out of the kernel's balancer when a check of it fails (TCP_CHECK, MISC_CHECK, UDP_CHECK, …). Looks for real servers without one, beside others that have the same calls.",
  mend: "For SIP over UDP a `MISC_CHECK` that asks by OPTIONS, over TCP a `TCP_CHECK`.",
  ill: lvs(""),
  well: lvs(CHECKED),
  find: ({ hosts }) =>
    hosts.flatMap(({ keepalived }) =>
      (keepalived?.facts.virtualServers ?? []).flatMap(({ address, port, realServers }) =>
        realServers.length < 2
          ? []
          : realServers
              .filter(({ checks }) => checks.length === 0)
              .map((one) => ({
                place: one.place,
                message: `${one.address.value} behind ${address.value}${port === null ? "" : `:${port}`} is not checked`,
                consequence: `When it is dead it keeps its share of the calls, one of ${realServers.length}, until somebody takes it out`,
                trial: hostDies(nodeAt(one.address.value, hosts)),
              })),
      ),
    ),
};

/** What a scenario calls the server at an address: its host where its files are there. */
const nodeAt = (address: string, hosts: readonly Host[]): string =>
  hosts.find(({ addresses }) => addresses.has(address))?.name ?? freeName(`proxy-${address}`, new Set());

import type { Check, Files, Seen, Trial } from "./check.ts";
import { registrarCfg } from "./examples.ts";
import { hostDies } from "./vrrp.ts";

const nodes = (hosts: readonly number[]): Files => ({
  ...Object.fromEntries(
    [1, 2].map((at) => [
      `reg${at}/kamailio.cfg`,
      registrarCfg(
        `listen=udp:192.0.2.2${at}:5060\nmodparam("usrloc", "db_mode", 3)\nmodparam("usrloc", "db_url", "cluster://galera")`,
      ),
    ]),
  ),
  ...Object.fromEntries(
    hosts.map((at) => [
      `db${at}/my.cnf`,
      [
        "[mysqld]\n[galera]\nwsrep_on=ON\nwsrep_provider=/usr/lib/galera/libgalera_smm.so\n",
        `wsrep_cluster_address="gcomm://${hosts.map((host) => `192.0.2.4${host}`).join(",")}"\n`,
      ].join(""),
    ]),
  ),
});

export const TWO_GALERA_NODES: Check = {
  code: "SN311",
  title: "A Galera cluster of two nodes",
  severity: "warning",
  about:
    "Of two nodes one is no majority: Galera then refuses reads and writes. Looks at the addresses behind `gcomm://`; a weight (`pc.weight`) or `pc.ignore_sb` is somebody's decision and no finding.",
  mend: "A third node, or the arbitrator garbd on a third host.",
  ill: nodes([1, 2]),
  well: nodes([1, 2, 3]),
  find: (seen) =>
    seen.readings.flatMap((one) => {
      if (one.kind !== "mariadb" || !one.facts.isGalera.value || one.facts.clusterNodes?.length !== 2) return [];
      const { galera, server } = one.facts;
      if (galera["pc.weight"].value !== 1 || galera["pc.ignore_sb"].value || galera["pc.ignore_quorum"].value)
        return [];
      const { origin } = server.wsrep_cluster_address;
      return [
        {
          place: origin.kind === "written" ? origin.place : { file: one.path, line: 1 },
          message: "gcomm:// names two nodes",
          consequence:
            "When either node dies the other has half of the votes: nobody can read or write until somebody intervenes",
          ...nodeDies(seen, one.host.value),
        },
      ];
    }),
};

/** The death of a database that is on a host of its own: of one beside a SIP server both would die. */
const nodeDies = ({ hosts }: Seen, name: string): { readonly trial?: Trial } =>
  hosts.some((host) => host.name === name) ? {} : { trial: hostDies(name) };

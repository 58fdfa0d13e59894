import type { Check } from "./check.ts";

const nodes = (first: string) =>
  Object.fromEntries(
    [1, 2, 3].map((at) => [
      `db${at}/my.cnf`,
      [
        "[mysqld]\n[galera]\nwsrep_on=ON\nwsrep_provider=/usr/lib/galera/libgalera_smm.so\n",
        `wsrep_cluster_address="gcomm://${at === 1 ? first : "192.0.2.41,192.0.2.42,192.0.2.43"}"\n`,
      ].join(""),
    ]),
  );

export const EMPTY_GCOMM: Check = {
  code: "SN313",
  title: "A Galera node that begins a cluster of its own whenever it starts",
  severity: "error",
  about:
    "`gcomm://` without addresses begins a new cluster (Galera's documentation of wsrep_cluster_address): right once, and wrong in a file that stays. `pc.recovery` helps only after the crash of all nodes.",
  mend: "The addresses of all nodes behind `gcomm://`; begin a cluster with `galera_new_cluster`.",
  ill: nodes(""),
  well: nodes("192.0.2.41,192.0.2.42,192.0.2.43"),
  notRun: "No run shows it: two clusters that each go on alone are no part of the model.",
  find: (seen) =>
    seen.readings.flatMap((one) => {
      if (one.kind !== "mariadb" || !one.facts.isGalera.value || one.facts.clusterNodes?.length !== 0) return [];
      const { origin } = one.facts.server.wsrep_cluster_address;
      if (origin.kind !== "written") return [];
      return [
        {
          place: origin.place,
          message: "gcomm:// names no node",
          consequence:
            "When this node starts again it does not come back to the others: there are two databases, and what is written to one is not in the other",
        },
      ];
    }),
};

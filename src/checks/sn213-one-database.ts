import type { Check, Found } from "./check.ts";
import { registrarCfg } from "./examples.ts";
import { lineOf, registrarsOf } from "./servers.ts";

const two = (url: string) => {
  const lines = `modparam("usrloc", "db_url", "${url}")\nmodparam("usrloc", "db_mode", 3)`;
  return {
    "reg1/kamailio.cfg": registrarCfg(`listen=udp:192.0.2.21:5060\n${lines}`),
    "reg2/kamailio.cfg": registrarCfg(`listen=udp:192.0.2.22:5060\n${lines}`),
  };
};
const NODE = "[mysqld]\n[galera]\nwsrep_on=ON\nwsrep_provider=/usr/lib/galera/libgalera_smm.so\n";
const nodes = Object.fromEntries(
  [41, 42, 43].map((at) => [
    `db${at}/my.cnf`,
    `${NODE}wsrep_cluster_address="gcomm://192.0.2.41,192.0.2.42,192.0.2.43"\nwsrep_node_address=192.0.2.${at}\n`,
  ]),
);

export const ONE_DATABASE: Check = {
  code: "SN213",
  title: "Bindings are in one database, which nothing stands in for",
  severity: "warning",
  about:
    "Looks at servers that keep bindings in a database alone (`db_mode` 3, `sql-only`) by the address of one server, where no Galera cluster is among the files and the URL names no cluster (db_cluster). Beside replicas of MariaDB it is a note: something may promote them that no file names.",
  mend: "A Galera cluster, a replica that is promoted, or memory in front of the database (`db_mode` 1) with copies among peers.",
  ill: two("mysql://kamailio:pw@192.0.2.40/kamailio"),
  well: { ...two("cluster://galera"), ...nodes },
  mendedFault: "kill: db41, kind: host",
  find: (seen) => {
    const servers = seen.readings.flatMap((one) => (one.kind === "mariadb" ? [one.facts] : []));
    if (servers.some(({ isGalera }) => isGalera.value)) return [];
    return registrarsOf(seen).flatMap(({ node, server, bindings }): Found[] => {
      const { mode, databaseUrl } = bindings;
      if (mode.value !== "database" || /^cluster:/.test(databaseUrl.value)) return [];
      const place = lineOf(mode, server, "usrloc");
      if (servers.length > 1)
        return [
          {
            place,
            severity: "note",
            message: `${node} asks one database for every binding, and no file says who promotes its replicas`,
            consequence: "Until somebody promotes one, nobody can register and calls to users are refused",
          },
        ];
      return [
        {
          place,
          message: `${node} asks one database for every binding`,
          consequence:
            "While it is dead nobody can register, and calls to users are refused or wait for it until their callers give up",
          trial: { when: "the database dies", fault: "kill: database, kind: host" },
        },
      ];
    });
  },
};

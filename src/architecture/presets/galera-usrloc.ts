import { quorumOf } from "../../tiers/description.ts";
import { numbered, type Preset } from "../preset.ts";
import { addressEach, tRelay } from "./parts.ts";

/**
 * Kamailio with usrloc in database mode (`db_mode` 3) over MariaDB with Galera: every server has a proxy and a node of the cluster, asks its own node first
 * and after a failed query the next (db_cluster: `inactive_interval` 300 s; db_mysql: `timeout_interval` 2 s, which its driver counts three times). Nobody takes anything over:
 * callers and users go to the next server themselves. Timers of Galera 26.4.23 (`evs.suspect_timeout` 5 s, `evs.inactive_check_period` 0.5 s), asked of a running node.
 */
export const galeraUsrloc: Preset = {
  name: "galera-usrloc",
  title: "Kamailio with usrloc in MariaDB Galera: all active, every node written",
  about:
    "Kamailio 5.6 with usrloc db_mode 3 and db_cluster over MariaDB 10.11 with Galera 26.4: each server asks its own node of the cluster, and the next when that fails; a dead node stops writes for evs.suspect_timeout (5 s), and a minority serves nobody. Clients choose by DNS SRV and fail over by themselves.",
  parameters: {
    active: { meaning: "servers, each with a proxy and a node of the cluster (n)", default: 3, min: 2, max: 9 },
  },
  expand: ({ active = 3 }) => {
    const proxies = numbered("proxy", active);
    const nodes = numbered("db", active);
    return {
      title: `Kamailio with usrloc in Galera, ${active} servers`,
      tiers: {
        proxies: { role: "proxy", active: proxies, workers: 8, transactions: tRelay },
        database: {
          role: "database",
          active: nodes,
          workers: 10,
          queue: "unlimited",
          service: { each: "0.5 ms" },
          replication: { certification: { suspect: "5 s", check: "500 ms" } },
        },
      },
      addresses: addressEach("proxies", proxies, "SERVER"),
      watches: {},
      bindings: { database: { tier: "database", timeout: "6 s", connects: "list", inactive: "300 s" } },
      needs: { allOf: [{ anyOf: proxies }, { atLeast: quorumOf(active), of: nodes }] },
    };
  },
};

import type { Check } from "./check.ts";
import { pair, registrarCfg } from "./examples.ts";
import { lineOf, registrarsOf } from "./servers.ts";
import { hostDies, membersOf } from "./vrrp.ts";

const DATABASE =
  'modparam("usrloc", "db_url", "mysql://kamailio:pw@192.0.2.40/kamailio")\nmodparam("usrloc", "db_mode", 1)';
const two = (lines: string, modules: readonly string[] = []) => ({
  ...pair(),
  "kam1/kamailio.cfg": registrarCfg(lines, modules),
  "kam2/kamailio.cfg": registrarCfg(lines, modules),
});

export const STANDBY_WITHOUT_BINDINGS: Check = {
  code: "SN215",
  title: "A standby does not see what is written to the database",
  severity: "warning",
  about:
    "Looks at servers of one virtual router that keep bindings in memory in front of a database (`db_mode` 1 and 2) and copy them to nobody. usrloc reads the database when it starts; after that it looks users up in its memory alone, so that a standby knows nobody who has registered since it started (README of usrloc, `db_mode`).",
  mend: "`db_mode` 0 with dmq_usrloc (`enable` 1) on all of them, or `db_mode` 3 with a database that is not alone.",
  ill: two(DATABASE),
  well: two('modparam("dmq_usrloc", "enable", 1)', ["dmq", "dmq_usrloc"]),
  find: (seen) => {
    const registrars = registrarsOf(seen);
    return membersOf(seen).flatMap(([master, ...standbys]) =>
      standbys.flatMap(({ node }) => {
        const standby = registrars.find((one) => one.node === node);
        if (master === undefined || standby === undefined || standby.bindings.copies.value) return [];
        const { mode } = standby.bindings;
        if (mode.value !== "write-through" && mode.value !== "write-back") return [];
        return [
          {
            place: lineOf(mode, standby.server, "usrloc"),
            message: `${node} reads bindings from the database only when it starts`,
            consequence: `When it takes over from ${master.node}, it refuses calls by 404 to all who have registered since, until they register again`,
            trial: hostDies(master.node),
          },
        ];
      }),
    );
  },
};

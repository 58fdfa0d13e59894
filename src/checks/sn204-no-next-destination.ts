import type { Check } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { directorsOf, proxyDies, withTrial } from "./servers.ts";

const FIELDS = [
  'modparam("tm", "fr_timer", 2000)',
  'modparam("dispatcher", "ds_ping_interval", 5)',
  'modparam("dispatcher", "ds_probing_mode", 1)',
];
const flags = (value: number) =>
  directed(directorCfg([...FIELDS, `modparam("dispatcher", "flags", ${value})`].join("\n")));

export const NO_NEXT_DESTINATION: Check = {
  code: "SN204",
  title: "A call that a destination does not answer goes nowhere else",
  severity: "warning",
  about:
    "Looks for `ds_next_dst` or `ds_next_domain` in a failure route, and for 2 in the dispatcher's `flags` (OpenSIPS: f among those of `ds_select_dst`): without it a selection keeps one destination, and there is no next one.",
  mend: '`modparam("dispatcher", "flags", 2)`, and `ds_next_dst()` with `t_relay()` in a failure route.',
  ill: flags(0),
  well: flags(2),
  find: (seen) =>
    directorsOf(seen)
      .filter(({ dispatch }) => dispatch.next === null || !dispatch.keepsNext.value)
      .flatMap(({ node, server, dispatch }) =>
        dispatch.origin.kind !== "written"
          ? []
          : [
              {
                place: dispatch.origin.place,
                message:
                  dispatch.next === null
                    ? `${node} has no failure route that goes on to the next destination (ds_next_dst)`
                    : dispatch.daemon === "kamailio"
                      ? `${node} calls ds_next_dst, and the dispatcher's flags lack 2: there is no next destination`
                      : `${node} calls ds_next_dst, and its selection lacks the flag f: there is no next destination`,
                consequence:
                  server.relays === null
                    ? "Until a dead destination is found down its calls wait for their callers to send again, and fail where these do not"
                    : "Calls that go to a dead destination fail, until it is found down",
                ...withTrial(proxyDies(seen)),
              },
            ],
      ),
};

import { countsTimeouts } from "../deployment/ping-replies.ts";
import type { Check } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { directorsOf, lineOf, proxyDies, withTrial } from "./servers.ts";

const codes = (text: string) =>
  directed(
    directorCfg(
      [
        'modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "flags", 2)',
        'modparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 1)',
        `modparam("dispatcher", "ds_ping_reply_codes", "${text}")`,
      ].join("\n"),
    ),
  );

export const TIMEOUTS_COUNT_AS_ANSWERS: Check = {
  code: "SN205",
  title: "A ping without an answer counts as answered",
  severity: "error",
  about:
    "A ping that nobody answers ends with a 408 of the director itself. Looks for 408, or the class 4, among `ds_ping_reply_codes`: a dead destination then counts as alive.",
  mend: "The replies that servers give, such as `class=2;code=403;code=404;code=405`.",
  ill: codes("class=2;class=4"),
  well: codes("class=2;code=404"),
  find: (seen) =>
    directorsOf(seen).flatMap(({ node, server, dispatch: { pingReplies } }) =>
      countsTimeouts(pingReplies)
        ? [
            {
              place: lineOf(pingReplies, server, "dispatcher"),
              message: `${node} takes ${pingReplies.value.join(", ")} for answers to its pings, and 408 is what it makes of no answer`,
              consequence: "A dead destination is never found down and keeps its share of the calls",
              ...withTrial(proxyDies(seen)),
            },
          ]
        : [],
    ),
};

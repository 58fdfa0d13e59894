import { numbered, type Preset } from "../preset.ts";
import { addressEach, dmqUsrloc, tRelay } from "./parts.ts";

/**
 * Kamailio 5.6 with dmq_usrloc: all servers are active, each keeps all bindings in memory (usrloc's db_mode 0), and the worker that saves a
 * binding sends it to every peer by a KDMQ message just before its 200 (a tenth of a millisecond is assumed). Nobody takes anything over:
 * users register with one server and go to the next themselves (RFC 3263). A server that starts again asks all peers (`sync` 1), each of
 * which sends all it has, one binding in each message (`batch_msg_contacts` 1) and without a pause (`batch_size` 0): measured on 5.6.3,
 * complete about 0.18 s after its start and 0.13 to 0.3 ms for each. DMQ's own pings, every 60 s, only tell it whom to copy to.
 */
export const kamailioDmq: Preset = {
  name: "kamailio-dmq",
  title: "Kamailio DMQ: all active, bindings copied among all",
  about:
    "Kamailio's dmq_usrloc: every server has every binding, copied by messages as REGISTERs are answered; proxies keep transactions (t_relay); clients choose by DNS SRV and fail over by themselves (traffic.clients.nextTarget, traffic.registration.with: one address). Defaults of Kamailio 5.6.3: README of dmq_usrloc.",
  parameters: {
    active: { meaning: "servers, all of them active (n)", default: 2, min: 1, max: 16 },
  },
  expand: ({ active = 2 }) => {
    const actives = numbered("proxy", active);
    return {
      title: `Kamailio DMQ with ${active} servers`,
      tiers: { proxies: { role: "proxy", active: actives, transactions: tRelay } },
      addresses: addressEach("proxies", actives, "SERVER"),
      watches: {},
      bindings: dmqUsrloc(),
      needs: { anyOf: actives },
    };
  },
};

import type { SrvRecord, ZoneFacts } from "../configuration/zone/facts.ts";
import { formatDuration } from "../units/duration.ts";
import type { Check, Seen, Trial } from "./check.ts";
import { registrarCfg } from "./examples.ts";
import { hostDies } from "./vrrp.ts";

const zone = (records: string) => ({
  "ns1/example.com.zone": [
    "$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1 hostmaster 1 7200 600 1209600 300\n  IN NS ns1\n",
    records,
    "sip1 IN A 192.0.2.21\nsip2 IN A 192.0.2.22\n",
  ].join(""),
});
/** The servers of both addresses. */
const SERVERS = Object.fromEntries(
  [1, 2].map((at) => [
    `sip${at}/kamailio.cfg`,
    registrarCfg(`listen=udp:192.0.2.2${at}:5060\nmodparam("usrloc", "db_mode", 1)`),
  ]),
);
/** Of SIP (RFC 3263 §4.1); a zone whose name neither its file nor a line of it tells has names without it. */
const OF_SIP = /^_sips?\._(udp|tcp|tls|sctp|ws|wss)(\.|$)/;

export const ONE_SRV_TARGET: Check = {
  code: "SN401",
  title: "A SRV record has one target",
  severity: "warning",
  about: "Counts the targets of each SRV name of SIP, and the addresses behind a single one.",
  mend: "A second record, with the same priority to share calls or a higher number to stand by.",
  ill: { ...zone("_sip._udp IN SRV 10 50 5060 sip1\n"), "sip1/kamailio.cfg": SERVERS["sip1/kamailio.cfg"]! },
  well: { ...zone("_sip._udp IN SRV 10 50 5060 sip1\n_sip._udp IN SRV 10 50 5060 sip2\n"), ...SERVERS },
  find: (seen) =>
    namesOf(seen).flatMap(({ records, facts }) => {
      const [only] = records;
      const targets = new Set(records.map(({ target }) => target));
      const addresses = facts.addresses.filter(({ name }) => name === only!.target);
      if (targets.size !== 1 || only!.target === "" || addresses.length > 1) return [];
      return [
        {
          place: only!.place,
          message: `${only!.name} has one target, ${only!.target}`,
          consequence: "While it is dead clients have nowhere else to go, unless something moves its address",
          ...targetDies(seen, addresses[0]?.address),
          ...(addresses.length === 1 && isMoved(seen, addresses[0]!.address) && { severity: "note" as const }),
        },
      ];
    }),
};

export const LONG_TTL: Check = {
  code: "SN402",
  title: "A DNS record is cached for long",
  severity: "note",
  about:
    "Looks at the TTLs of SRV records and of the addresses of their targets: for so long clients and resolvers go by the answer that they have. More than 10 minutes are told.",
  mend: "60 s to 5 min where a record is changed when a server dies; it does not matter where targets stay and clients try the next one.",
  notRun:
    "No run shows it: import makes no scenario in which a record is changed; in one that is written so, `dns` says what a TTL costs.",
  ill: zone("_sip._udp 86400 IN SRV 10 50 5060 sip1\n_sip._udp 86400 IN SRV 10 50 5060 sip2\n"),
  well: zone("_sip._udp 300 IN SRV 10 50 5060 sip1\n_sip._udp 300 IN SRV 10 50 5060 sip2\n"),
  find: (seen) =>
    namesOf(seen).flatMap(({ records, facts }) => {
      const addresses = facts.addresses.filter(({ name }) => records.some(({ target }) => target === name));
      return [...records, ...addresses]
        .filter(({ ttl }) => ttl.value > LONG)
        .map(({ place, name, ttl }) => ({
          place,
          message: `${name} may be cached for ${formatDuration(ttl.value)} (TTL ${ttl.value})`,
          consequence: `If it is changed because a server has died, clients go on as before for up to ${formatDuration(ttl.value)}, ${formatDuration(ttl.value / 2)} in the mean`,
        }));
    }),
};

export const ONE_TARGET_HAS_MOST: Check = {
  code: "SN403",
  title: "The survivors of a SRV target get a multiple of their load",
  severity: "note",
  about:
    "Targets of one priority share calls by their weights (RFC 2782). When the one with the greatest weight dies, the load of each other grows by 1 / (1 − its share); told from three times on.",
  mend: "Weights such that the others carry what the greatest one leaves.",
  notRun:
    "No run shows it: what a server carries stands in no configuration. In a scenario that says it, SN503 and SN504 count the calls.",
  ill: zone("_sip._udp IN SRV 10 80 5060 sip1\n_sip._udp IN SRV 10 20 5060 sip2\n"),
  well: zone("_sip._udp IN SRV 10 60 5060 sip1\n_sip._udp IN SRV 10 40 5060 sip2\n"),
  find: (seen) =>
    namesOf(seen).flatMap(({ records }) =>
      [...new Set(records.map(({ priority }) => priority))].flatMap((priority) => {
        const sharing = records.filter((one) => one.priority === priority);
        const total = sharing.reduce((sum, { weight }) => sum + weight, 0);
        const [most] = [...sharing].sort((one, other) => other.weight - one.weight);
        // Beside it weights of 0 are chosen where the number drawn from 0 … total is 0 (RFC 2782).
        const growth = most!.weight === total ? total + 1 : total / (total - most!.weight);
        if (sharing.length < 2 || growth < GROWTH) return [];
        return [
          {
            place: most!.place,
            message: `${most!.target} has ${most!.weight} of ${total} of the weight of ${most!.name}`,
            consequence: `When it dies each of the others gets ${Number(growth.toPrecision(3))} times its load`,
          },
        ];
      }),
    ),
};

/** [s] */
const LONG = 600;
const GROWTH = 3;

/** The death of the server at an address, of callers who would try another target. */
function targetDies({ hosts }: Seen, address: string | undefined): { readonly trial?: Trial } {
  // A server that the record does not name would be asked as well: a scenario has only servers that users know.
  const servers = hosts.filter(({ sip }) => sip !== null);
  const server =
    servers.length > 1 ? undefined : servers.find(({ addresses }) => address !== undefined && addresses.has(address));
  if (server === undefined) return {};
  const settings = ["traffic.clients.nextTarget={ timeout: 2 s, avoid: 60 s }"];
  return { trial: { ...hostDies(server.name), settings } };
}

/** The records of each name. */
const namesOf = ({
  readings,
}: Seen): readonly { readonly records: readonly SrvRecord[]; readonly facts: ZoneFacts }[] =>
  readings.flatMap((reading) => {
    if (reading.kind !== "zone") return [];
    const sip = reading.facts.srv.filter(({ name }) => OF_SIP.test(name));
    return [...new Set(sip.map(({ name }) => name))].map((name) => ({
      records: sip.filter((one) => one.name === name),
      facts: reading.facts,
    }));
  });

/** Whether an address is one that VRRP or pacemaker moves. */
const isMoved = ({ routers, readings }: Seen, address: string): boolean =>
  routers.some(({ addresses }) => addresses.some(({ value }) => value === address)) ||
  readings.some(
    (one) =>
      one.kind === "pacemaker" && one.facts.resources.some(({ parameters }) => parameters["ip"]?.value === address),
  );

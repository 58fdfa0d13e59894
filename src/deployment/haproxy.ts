import type { HaproxyServer } from "../configuration/haproxy/facts.ts";
import type { Origin, Said } from "../configuration/place.ts";
import { assumed, type Branch, branch, type Entry, leaf, saidTime, saidWithin } from "./entry.ts";
import { freeName, type Host } from "./hosts.ts";
import { balancesSip, getsConnections, SIP_PORT, type SipBalancing } from "./sip-balancing.ts";
import type { Direction, Node } from "./tier.ts";
import type { Notes } from "./watch.ts";

/** A host whose HAProxy balances SIP over TCP. */
export interface SipBalancer extends SipBalancing {
  readonly host: Host;
}

export const sipBalancersOf = (hosts: readonly Host[]): SipBalancer[] =>
  hosts.flatMap((host) => {
    const found = host.haproxy === null ? null : balancesSip(host.haproxy.facts);
    return found === null ? [] : [{ host, ...found }];
  });

interface Server extends Node {
  readonly server: HaproxyServer;
}

const at = ({ place }: { readonly place: HaproxyServer["place"] }): Origin => ({ kind: "written", place });

/** What HAProxy says of connections that it gives to proxies, as directors that keep no transactions. */
export function haproxyDirection(
  balancer: SipBalancer,
  hosts: readonly Host[],
  taken: Set<string>,
  notes: Notes,
): Direction {
  const { front, back } = balancer;
  const proxies = serversOf(balancer, hosts, taken);
  tellLeftOut(balancer, notes);
  const bound = front.binds.filter(({ value }) => SIP_PORT.test(value));
  const isTls = bound.every(({ value }) => SIP_PORT.exec(value)?.[1] === "1");
  return {
    directors: {
      server: null,
      kernel: {
        role: leaf("director", at(front)),
        more: {
          queue: assumed("unlimited", "HAProxy passes bytes on"),
          service: branch({ each: assumed("0 s", "HAProxy passes bytes on") }),
        },
      },
    },
    proxies,
    health: checksOf(balancer, proxies, notes),
    choice: choiceOf(back.balance, proxies, notes),
    transport: leaf(isTls ? "tls" : "tcp", bound[0]!.origin),
  };
}

/** Servers as nodes, by the names of hosts that have their addresses; those of a template by numbers. */
function serversOf({ back }: SipBalancer, hosts: readonly Host[], taken: Set<string>): Server[] {
  const all = back.servers.filter(getsConnections).flatMap((server) =>
    Array.from({ length: Math.max(1, Math.min(SERVERS_MAX, server.count)) }, (): Server => {
      const host = hosts.find(({ addresses, sip }) => sip !== null && addresses.has(server.address.value)) ?? null;
      return { name: host?.name ?? freeName(server.name, taken), host, origin: at(server), server };
    }),
  );
  return [...new Map(all.map((one) => [one.name, one])).values()].slice(0, SERVERS_MAX);
}

/** Nodes of a tier. */
const SERVERS_MAX = 64;
const LOOKS_MAX = 100;
/** The same, and whatever HAProxy gives to a server. */
const WEIGHT_MAX = 1000;

/** Words behind `balance` that a scenario has one for; the rest are hashes, but for the fewest connections, which a director without transactions cannot count. */
const POLICIES: Readonly<Record<string, string>> = {
  roundrobin: "round robin",
  "static-rr": "round robin",
  random: "random",
};

/** How it chooses: `backup` is a lower priority. */
function choiceOf(balance: Said<string>, proxies: readonly Server[], notes: Notes): Entry {
  const word = balance.value.split(/[\s(]/, 1)[0]!;
  const known = POLICIES[word];
  const instead = word === "leastconn" ? "round robin" : "call-id hash";
  if (known === undefined) notes.leftOut.push(`balance ${balance.value} of HAProxy: ${instead} stands for it`);
  const hasBackup = proxies.some(({ server }) => server.isBackup.value);
  const own = proxies.map(({ name, server }): [string, Branch] => [
    name,
    branch({
      weight: server.weight.value > 1 ? saidWithin(server.weight, 1, WEIGHT_MAX) : null,
      priority: hasBackup && !server.isBackup.value ? leaf("1", server.isBackup.origin) : null,
    }),
  ]);
  const different = own.filter(([, { entries }]) => entries.length > 0);
  return branch({
    policy: known === undefined ? assumed(instead, `balance ${word}`) : leaf(known, balance.origin),
    proxies: different.length === 0 ? null : branch(Object.fromEntries(different)),
  });
}

/** How it checks servers, as the first of them that is checked; null: it checks none. */
function checksOf({ back }: SipBalancer, proxies: readonly Server[], notes: Notes): Branch | null {
  const checked = proxies.filter(({ server }) => server.isChecked.value);
  const server = checked[0]?.server;
  if (server === undefined) {
    notes.questions.push(
      `${back.place.file}:${back.place.line} HAProxy checks no server: a dead one keeps its share of the connections. Does something else take it out?`,
    );
    return null;
  }
  for (const { name, server: one } of proxies)
    if (!one.isChecked.value)
      notes.leftOut.push(
        `${one.place.file}:${one.place.line} ${name} is not checked: in the scenario it is, as the others`,
      );
  if (back.check.value !== "tcp")
    notes.leftOut.push(
      `${back.place.file}:${back.place.line} ${back.check.value}: checks of the scenario only connect, so that a process that hangs passes them`,
    );
  const { inter, fastinter, downinter } = server;
  // configuration.txt 2.6: without timeout check, inter bounds the whole check; with it, the connection has timeout connect or inter.
  const { timeoutCheck, timeoutConnect } = back;
  const bound = timeoutCheck === null || inter.value <= timeoutConnect.value ? inter : timeoutConnect;
  const other = (one: Said<number>): Entry | null =>
    one.value === inter.value || one.value <= 0 ? null : saidTime(one);
  return branch({
    tier: leaf("proxies", at(back)),
    by: leaf("directors", at(back)),
    detector: branch({
      poll: branch({
        interval: saidTime(atLeast(inter)),
        timeout: saidTime(atLeast(bound)),
        retries: assumed("0", "each check of HAProxy is one attempt"),
        fall: saidWithin(server.fall, 1, LOOKS_MAX),
        rise: saidWithin(server.rise, 1, LOOKS_MAX),
        from: assumed("end", "HAProxy counts from the end of a check"),
        fastInterval: other(fastinter),
        downInterval: other(downinter),
      }),
    }),
    removal: assumed("0 s", "HAProxy acts at once"),
  });
}

/** HAProxy's shortest [s]. */
const atLeast = ({ value, origin }: Said<number>): Said<number> => ({ value: Math.max(0.001, value), origin });

function tellLeftOut({ front, back }: SipBalancer, { leftOut, questions }: Notes): void {
  const where = `${back.place.file}:${back.place.line}`;
  const { retries, redispatches, servers } = back;
  const again = redispatches.value ? ", the last of them elsewhere (option redispatch)" : "";
  leftOut.push(
    `${where} retries ${retries.value}${again}: a connection that meets a dead server waits in the scenario until its caller begins another`,
  );
  const more = new Set(
    [...front.backends, ...(front.defaultBackend === null ? [] : [front.defaultBackend])].map(({ value }) => value),
  );
  if (more.size > 1)
    leftOut.push(`${front.place.file}:${front.place.line} use_backend: one backend is modelled, ${back.name}`);
  const own: readonly (readonly [string, (one: HaproxyServer) => boolean])[] = [
    [
      "on-marked-down shutdown-sessions: in the scenario connections to a server that is down end only when their users find out, and more calls are lost",
      (one) => one.onMarkedDown.value !== "none",
    ],
    ["observe: traffic marks nobody", (one) => one.observe.value !== "none"],
    ["slowstart: who is back has its whole share at once", (one) => one.slowstart.value > 0],
    ["maxconn: a server takes any number of connections", (one) => one.maxconn !== null],
    ["resolvers: addresses do not change", (one) => one.resolvers !== null],
  ];
  for (const [text, has] of own) {
    const one = servers.find((server) => getsConnections(server) && has(server));
    if (one !== undefined) leftOut.push(`${one.place.file}:${one.place.line} ${text}`);
  }
  questions.push(
    `HAProxy takes SIP over TCP only (${front.place.file}:${front.place.line}): do all phones use it? (traffic.clients.transport)`,
  );
}

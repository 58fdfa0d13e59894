/** Connections of users: what a death or a move costs, against formulas that share no code with the simulator. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { silenceUntilGivenUp } from "../../src/network/tcp-timers.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { transportOf } from "../../src/sip/connections/transport.ts";
import { meansOf, type Pair, pair } from "./connections.ts";

const AT_10 = "{ at: 10 s, kill: proxy-1, kind: process }";
const HOST_AT_10 = "{ at: 10 s, kill: proxy-1 }";

test("TCP is silent for the sum of its time-outs: 924.6 s on Linux, 12.6 s after five retransmissions", () => {
  // 0.2 s doubling: ten terms below 120 s, and six of 120 s (ip-sysctl, tcp_retries2).
  expect(silenceUntilGivenUp()).toBeCloseTo(0.2 * (2 ** 10 - 1) + 6 * 120, 9);
  const before = {
    users: 1,
    registration: "{ expires: 60 s, refresh: 40 s }",
    faults: ["{ at: 10 s, kill: proxy-1 }", "{ at: 10 s, kill: proxy-2 }"],
  };
  const lost = (horizon: string, connection: string) =>
    meansOf(
      pair({ ...before, clients: `{ transport: tcp, connection: ${connection} }`, horizon }),
      1,
    )("brokenConnections");
  // The only user's REGISTER goes out at 20 s, and is the only thing that is ever sent: half of 40 s after the start.
  expect(lost("32.59 s", "{ retransmissions: 5 }")).toBe(0);
  expect(lost("32.61 s", "{ retransmissions: 5 }")).toBe(1);
  // By default the transaction, timer F, is over first.
  expect(lost("51.99 s", "{}")).toBe(0);
  expect(lost("52.01 s", "{}")).toBe(1);
});

test("a ping into silence is given up after its time-out, and not before it is sent", () => {
  const clients = "{ transport: tcp, connection: { keepAlive: { interval: 20 s, timeout: 5 s } } }";
  const told = { users: 400, clients, faults: [HOST_AT_10, "{ at: 10 s, kill: proxy-2 }"] };
  const lost = (horizon: string) => meansOf(pair({ ...told, horizon }), 1)("brokenConnections");
  // Phases are uniform: of 400 pings half have been sent and given up 10 + 5 s after the death, all of them 20 + 5 s after it.
  expect(lost("14.9 s")).toBe(0);
  expect(Math.abs(lost("25 s") - 200)).toBeLessThan(4 * Math.sqrt(400 / 4));
  expect(lost("35.01 s")).toBe(400);
});

test("whoever takes over resets at a retransmission: 0.2·(2^k − 1) s after the first segment, later the longer it takes", () => {
  const clients = "{ transport: tcp, connection: { reconnect: 0.1 s } }";
  const registration = "{ expires: 60 s, refresh: 40 s }"; // the only segment goes out at 20 s
  const told = { users: 1, clients, registration, horizon: "60 s" };
  // The host dies at 17.5 s; VRRP (3 · 1 s + skew) moves the address between 2.6 and 3.6 s later; 0.2 ms a hop.
  for (const killedAt of [17.2, 17.5, 17.8, 18.1, 18.4]) {
    const scenario = pair({ ...told, faults: [`{ at: ${killedAt} s, kill: proxy-1 }`] });
    const replicator = new Replicator(scenario, engineNamed("native"));
    replicator.run(0);
    const { failovers, userWays } = replicator.world;
    const taken = failovers.failovers[0]!.announcedAt - 20;
    const k = [0, 1, 2, 3, 4].find((n) => 0.2 * (2 ** n - 1) > taken)!;
    const reset = 20 + 0.2 * (2 ** k - 1) + 2 * 0.2e-3;
    // Then 0.1 s, the handshake and a REGISTER, two round trips and 0.22 ms of work; the connections were lost at the death.
    expect(userWays!.connections!.missing.restored).toBeCloseTo(reset + 0.1 + 4 * 0.2e-3 + 0.22e-3 - killedAt, 3);
  }
});

test("calls to users without a connection: rate × share × time, whoever calls", () => {
  // After a process death all are reset at once and come back U(5, 15) s later; by then the address has moved (within 2 s).
  const [low, high] = [5, 15];
  const clients = `{ transport: { udp: 50 %, tcp: 50 % }, connection: { reconnect: { uniform: [${low} s, ${high} s] } } }`;
  const told = {
    users: 4000,
    clients,
    calls: "{ rate: 100/s, arrivals: poisson, start: 9 s, duration: 17 s }",
    faults: [AT_10],
  };
  const mean = meansOf(pair({ ...told, horizon: "70 s" }), 2);
  // A caller by UDP misses a callee who comes back after X until then. One by TCP whose own connection comes back at Y is heard at
  // max(t, Y): he misses him, whenever he calls, if Y < X, for E[X; X > Y] = E[max]/2 s.
  const width = high - low;
  const expected = 100 * (0.25 * (low + width / 2) + (0.25 * (low + (2 / 3) * width)) / 2);
  expect(mean("reconnections")).toBe(2000);
  expect(Math.abs(mean("failedCalls.flowMissing") / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * expected));
  expect(mean("connectionRestorationTime")).toBeGreaterThan(high - 0.1);
  expect(mean("connectionRestorationTime")).toBeLessThan(high + 0.1);
});

test("a stateful proxy that tries in vain loses what one that says 430 loses; past a stateless one callers try again", () => {
  const clients = "{ transport: { udp: 50 %, tcp: 50 % }, connection: { reconnect: 5 s } }";
  const told = { users: 1000, clients, calls: "{ rate: 100/s, arrivals: poisson, duration: 14.9 s }", faults: [AT_10] };
  const missed = (withoutFlow: string, differs: Partial<Pair> = {}) => {
    const connections = `{ withoutFlow: ${withoutFlow} }`;
    return meansOf(pair({ ...told, connections, horizon: "60 s", ...differs }), 2)("failedCalls.flowMissing");
  };
  const refused = missed("refuse");
  // All come back after 5 s, in an order by chance: until then callers by UDP miss them; callers by TCP wait, and half of them are too early.
  const expected = 100 * 0.25 * 4.9 * 1.5;
  expect(Math.abs(refused - expected)).toBeLessThan(4 * Math.sqrt(expected / 2));
  expect(missed("silence")).toBeCloseTo(refused, -1);
  const stateless = { preset: "openais-registrar", faults: [AT_10.replace("proxy", "registrar")] } as const;
  // Callers by UDP get through in the end; those by TCP, who say a thing once, are lost if they are too early.
  expect(Math.abs(missed("silence", stateless) - expected / 3)).toBeLessThan(4 * Math.sqrt(expected / 3 / 2));
});

test("a NAT forgets between pings: 1 − T/P of the calls, less what users have sent themselves", () => {
  const [users, rate, T] = [20_000, 50, 30];
  const preset = "openais-registrar" as const;
  const told = { preset, users, calls: `{ rate: ${rate}/s, arrivals: poisson, duration: 60 s }`, horizon: "61 s" };
  const nat = (by: string) =>
    `{ retransmission: false, nat: { binding: ${T} s, keepAlive: { by: ${by}, interval: 75 s } } }`;
  for (const by of ["client", "server"]) {
    const lost = meansOf(pair({ ...told, clients: nat(by) }), 2)("failedCalls.flowMissing") / (rate * 60);
    if (by === "server") {
      // No server opens a NAT: let in are users who have called, for T, and for T after the first ping if that comes in time. Of the 60 s
      // those of age a count as long as they may: the integral of min(t, T), and of (2T - a)/75 for a from T to t.
      const [called, pinged] = [60 * T - T ** 2 / 2, T ** 3 / 3 / 75];
      const open = ((rate / users) * (called + pinged)) / 60;
      expect(Math.abs(lost - (1 - open))).toBeLessThan(4 * Math.sqrt(open / (2 * rate * 60)));
      continue;
    }
    // A user is also let in for T after he has called, or has answered: p = e^(−μT) (1 − T/P), μ = λ/N (1 + 1 − p), for calls of the last T.
    let p = 1 - T / 75;
    for (let n = 0; n < 50; n++) p = Math.exp((-rate / users) * (2 - p) * T) * (1 - T / 75);
    // In the first T of the 60 s users have sent less than later, on average half as much.
    const early = 1 - T / 75;
    const expected = p + (early - p) / 4;
    expect(Math.abs(lost - expected)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / (2 * rate * 60)));
  }
  const open = meansOf(pair({ ...told, clients: "{ nat: { binding: 30 s, keepAlive: { interval: 25 s } } }" }), 1);
  expect(open("failedCalls")).toBe(0);
});

test("a server that pings often enough has kept open what users opened before the run, however long ago", () => {
  const told = { users: 1000, calls: "{ rate: 20/s, arrivals: poisson, duration: 30 s }", horizon: "100 s" };
  const lost = (interval: number) =>
    meansOf(
      pair({ ...told, clients: `{ nat: { binding: 30 s, keepAlive: { by: server, interval: ${interval} s } } }` }),
      1,
    )("failedCalls");
  expect(lost(30)).toBe(0);
  expect(lost(31)).toBeGreaterThan(100);
});

test("a server that pings loses NATs that forget during an outage, until their users send something", () => {
  // Nobody serves for 40 s, pings come every 20 s: the next comes 60 s after the last, at P, uniform on (50, 70) s.
  const lost = (binding: number) => {
    const nat = `{ binding: ${binding} s, keepAlive: { by: server, interval: 20 s } }`;
    const told = {
      preset: "openais-registrar" as const,
      users: 4000,
      clients: `{ retransmission: false, nat: ${nat} }`,
      registration: "{ expires: 600 s, refresh: 300 s }",
      calls: "{ rate: 20/s, arrivals: poisson, start: 51 s, duration: 20 s }",
      faults: ["{ at: 10 s, kill: registrar-2 }", "{ at: 10 s, kill: registrar-1, kind: link, for: 40 s }"],
    };
    const mean = meansOf(pair({ ...told, horizon: "72 s" }), 3);
    return mean("failedCalls.flowMissing") / mean("createdCalls");
  };
  expect(lost(61)).toBe(0);
  for (const binding of [30, 50]) {
    // Open at t, uniform on (51, 71) s, are those who have sent since min(t, P) − binding: a REGISTER every 300 s, answered or not, and
    // an INVITE every 200 s from 51 s on.
    let open = 0;
    for (let i = 0; i < 100; i++)
      for (let j = 0; j < 100; j++) {
        const [t, next] = [51 + (i + 0.5) / 5, 50 + (j + 0.5) / 5];
        const registers = (t - Math.min(t, next) + binding) / 300;
        open += (1 - (1 - registers) * Math.exp(-(t - 51) / 200)) / 1e4;
      }
    expect(Math.abs(lost(binding) - (1 - open))).toBeLessThan(4 * Math.sqrt((open * (1 - open)) / 1200));
  }
});

test("N users who reconnect are a fluid queue: the longer of their back-off and N times what each costs", () => {
  // A full handshake takes 8 ms of one of two workers, a REGISTER 0.2 ms.
  const service = "{ TLS: 8 ms, each: 0.2 ms }";
  const told = { users: 2000, service, workers: 2, faults: [AT_10], horizon: "60 s" };
  const restored = (spread: number) => {
    const clients = `{ transport: tls, connection: { reconnect: { uniform: [4 s, ${4 + spread} s] } } }`;
    return meansOf(pair({ ...told, clients }), 2)("connectionRestorationTime");
  };
  const work = (2000 * (8e-3 + 0.2e-3)) / 2; // 8.2 s
  for (const spread of [1, 2, 4, 12]) {
    const fluid = 4 + Math.max(spread, work);
    expect(Math.abs(restored(spread) / fluid - 1)).toBeLessThan(0.015);
  }
});

test("handshakes load their server by rate times cost, and resumed ones by theirs", () => {
  const scenario = (connections: string, transport: string) =>
    pair({
      users: 2000,
      clients: `{ transport: ${transport} }`,
      registration: "{ within: 20 s }",
      service: "{ each: 0.5 ms, TCP: 0.1 ms, TLS: 4 ms, TLS resumed: 1 ms }",
      connections,
      horizon: "20 s",
    });
  const busy = (connections: string, transport: string) => {
    const replicator = new Replicator(scenario(connections, transport), engineNamed("native"));
    replicator.run(0);
    return replicator.world.nodes[0]!.station.busyTime / 20;
  };
  const rate = 2000 / 20;
  expect(busy("{}", "tls")).toBeCloseTo(rate * (4e-3 + 0.5e-3), 2);
  expect(busy("{}", "ws")).toBeCloseTo(rate * (4e-3 + 0.5e-3), 2);
  expect(busy("{ tickets: all }", "tls")).toBeCloseTo(rate * (1e-3 + 0.5e-3), 2);
  expect(busy("{}", "tcp")).toBeCloseTo(rate * (0.1e-3 + 0.5e-3), 2);
  expect(busy("{}", "udp")).toBeCloseTo(rate * 0.5e-3, 2);
});

test("a process that lets in 100 a second needs N/100 s for N at once; a short backlog drops SYNs, which come again", () => {
  const clients = "{ transport: tcp, connection: { reconnect: 3 s } }";
  const told = { users: 500, clients, faults: [AT_10], horizon: "120 s" };
  const patient = meansOf(pair({ ...told, connections: "{ accepts: 100/s, backlog: 1000 }" }), 1);
  expect(patient("connectionRestorationTime")).toBeCloseTo(3 + 500 / 100, 1);
  expect(patient("refusedConnections")).toBe(0);
  const short = meansOf(pair({ ...told, connections: "{ accepts: 100/s, backlog: 50 }" }), 1);
  // Some 50 at a time, at once and with the SYNs 1, 3, 7, 15 and 31 s later; then 32 s are over, and 200 back off for 30 to 60 s.
  expect(Math.abs(short("refusedConnections") - (450 + 400 + 350 + 300 + 250 + 200))).toBeLessThan((6 * 7) / 2);
  expect(short("missingConnections")).toBe(0);
  expect(short("connectionRestorationTime")).toBeGreaterThan(3 + 32 + 55);
  expect(short("connectionRestorationTime")).toBeLessThan(3 + 32 + 60.1);
});

test("shares of transports are kept, whatever the number of users", () => {
  for (const users of [10, 997, 10_000]) {
    const count = Array.from({ length: users }, (_, user) => transportOf(user, [0.3, 0, 0.7, 0]));
    expect(Math.abs(count.filter((one) => one === "tls").length - 0.7 * users)).toBeLessThanOrEqual(2);
  }
});

test("combinations that are not played are refused, each with a sentence", () => {
  const service = (architecture: string, traffic: string, clients: string) => `format: 2
architecture: ${architecture}
traffic: { users: 10, ${traffic}calls: { rate: 1/s, count: 1 }, clients: ${clients} }
`;
  const wrong = (architecture: string, clients: string, traffic = "") =>
    (parseScenario(service(architecture, traffic, clients), "wrong.yaml").problems ?? []).map(({ found }) => found);
  const single = "{ preset: single }";
  expect(wrong("{ preset: ppdr, tiers: { directors: { transactions: {} } } }", "{ transport: tcp }")).toEqual([
    "users with connections behind directors with transactions, which would have to hold the connections themselves",
  ]);
  expect(wrong("{ preset: anycast }", "{ transport: tls }")).toEqual(["users with connections to an anycast address"]);
  expect(wrong("{ preset: dns-srv }", "{ transport: ws, nextTarget: {} }")).toEqual([
    "users with connections that go to a next target",
  ]);
  expect(wrong(single, "{ transport: { udp: 40 %, tls: 40 % } }")).toEqual(["shares of transports that sum to 0.8"]);
  expect(wrong(single, "{ connection: { timeout: 5 s } }")).toEqual(["connection, while all users have UDP"]);
  expect(wrong(single, "{ transport: tcp, nat: { binding: 30 s } }")).toEqual(["nat, while no user has UDP"]);
  expect(wrong("{ preset: ppdr }", "{ nat: { binding: 30 s } }")).toEqual([]);
});

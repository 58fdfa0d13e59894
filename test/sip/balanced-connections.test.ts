/** Users' connections by way of directors that balance them: they belong to the proxies, and their director remembers which to whom. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import { read } from "./connections.ts";

const USERS = 1000;
const PING = 10;
const WAIT = 2;

/** Two directors by VRRP before two proxies and a database; who pings, and waits for so long before he connects again. */
function story(faults: readonly string[], { calls = "", horizon = 60, transactions = false } = {}) {
  const scenario = read(`format: 2
title: balanced connections
architecture:
  preset: ppdr
  tiers: { proxies: { workers: 20${transactions ? ", transactions: {}" : ""} }, database: { workers: 40 } }
  directors: round robin
traffic:
  users: ${USERS}
  registration: { expires: 3600 s }
  ${calls === "" ? "" : `calls: ${calls}`}
  clients: { transport: tcp, connection: { reconnect: ${WAIT} s, keepAlive: { interval: ${PING} s, timeout: 5 s } } }
faults:${faults.length === 0 ? " []" : ""}
${faults.map((fault) => `  - ${fault}`).join("\n")}
run: { horizon: ${horizon} s }
`);
  const replicator = new Replicator(scenario, engineNamed("native"));
  const figures = replicator.run(0);
  return { figure: (name: MetricName) => figures[metricIndex(name)]!, world: replicator.world };
}

test("without a fault calls go to the proxy of their caller's connection, and none is lost", () => {
  for (const transactions of [false, true]) {
    const { figure, world } = story([], { calls: "{ rate: 50/s, arrivals: poisson, duration: 20 s }", transactions });
    expect(figure("failedCalls")).toBe(0);
    expect(figure("brokenConnections")).toBe(0);
    expect(figure("successfulCalls")).toBe(world.calls.created);
  }
});

test("a proxy's process dies: half of the connections are reset, and back as soon as it is; the others hear nothing of it", () => {
  const { figure } = story(["{ at: 20 s, kill: proxy-1, kind: process, for: 1 s }"]);
  expect(figure("brokenConnections")).toBe(USERS / 2);
  expect(figure("reconnections")).toBe(USERS / 2);
  expect(figure("refusedConnections")).toBe(0);
  expect(figure("connectionRestorationTime")).toBeCloseTo(WAIT, 1);
});

test("a proxy's host dies: silence until a ping has had no answer; whoever is given to it again waits until checks have removed it", () => {
  const { figure } = story(["{ at: 20 s, kill: proxy-1 }"], { horizon: 180 });
  expect(figure("brokenConnections")).toBe(USERS / 2);
  expect(figure("missingConnections")).toBe(0);
  // Checks remove the proxy 9 to 15 s after its death: until then every second attempt is given to it, fails after 32 s, and is followed by a wait of
  // 30 to 60 s. The last to be so unlucky has begun at the removal at the latest.
  expect(figure("connectionRestorationTime")).toBeGreaterThan(5 + WAIT + 32 + 30);
  expect(figure("connectionRestorationTime")).toBeLessThan(15 + 32 + 60 + 0.1);
});

test("the director dies: its standby has seen no connection begin, and resets each at its next ping", () => {
  const { figure, world } = story(["{ at: 20 s, kill: director-1 }"]);
  const taken = world.failovers.failovers[0]!.announcedAt - 20;
  expect(figure("brokenConnections")).toBe(USERS);
  expect(figure("reconnections")).toBe(USERS);
  // The last ping comes an interval after the death. One sent into the gap is sent again at 0.2·(2^k − 1) s, and reset at less than twice the gap.
  expect(figure("connectionRestorationTime")).toBeGreaterThan(PING + WAIT - 0.1);
  expect(figure("connectionRestorationTime")).toBeLessThan(PING + WAIT + 2 * taken + 0.1);
});

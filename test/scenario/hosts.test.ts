/** Machines with cores as a file says them: what is read, refused and warned of, and what the analyzer makes of it. */
import { expect, test } from "vitest";
import { busyHosts } from "../../src/analysis/call/load.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const traffic = "traffic: { calls: { rate: 300/s, arrivals: poisson, duration: 60 s } }";
const ppdr = (hosts: string, more = traffic) => `architecture: { preset: ppdr, hosts: ${hosts} }\n${more}`;

test("hosts are read with their defaults, and an architecture without them has none", () => {
  const { scenario } = parseScenario(
    ppdr("{ box: { cores: 2, nodes: [proxy-1, database], wakeUp: 0.05 ms } }"),
    "x.yaml",
  );
  expect(scenario!.architecture.hosts).toEqual([{ name: "box", cores: 2, nodes: ["proxy-1", "database"], wakeUp: 0.05e-3 }]); // biome-ignore format: one fact
  const { scenario: usual } = parseScenario(ppdr("{ box: { nodes: [proxy-1] } }"), "x.yaml");
  expect(usual!.architecture.hosts).toEqual([{ name: "box", cores: 1, nodes: ["proxy-1"], wakeUp: 0 }]);
  const { scenario: none } = parseScenario(`architecture: { preset: ppdr }\n${traffic}`, "x.yaml");
  expect(none!.architecture).not.toHaveProperty("hosts");
});

test.each([
  ["{ box: { nodes: [proxy-9] } }", "architecture.hosts.box.nodes.0", "proxy-9"],
  ["{ box: { nodes: [proxy-1, proxy-1] } }", "architecture.hosts.box.nodes.1", "a second time"],
  ["{ a: { nodes: [proxy-1] }, b: { nodes: [proxy-1] } }", "architecture.hosts.b.nodes.0", "it is on a"],
  ["{ database: { nodes: [proxy-1] } }", "architecture.hosts.database", "called like a node"],
  ["{ box: { nodes: [proxy-1, callers] } }", "architecture.hosts.box.nodes.1", "whose messages take no time"],
  ["{ box: { nodes: [] } }", "architecture.hosts.box.nodes", ""],
  ["{ box: { nodes: [proxy-1], cores: 0 } }", "architecture.hosts.box.cores", "0"],
])("refused: %s", (hosts, path, found) => {
  expect(parseScenario(ppdr(hosts), "x.yaml").problems).toMatchObject([
    { path: path, found: expect.stringContaining(found) },
  ]);
});

/** Of 6 messages of 0.2 ms at two proxies, and 3 queries of 0.5 ms, per call. */
test("the work of a call on a host is that of its nodes, waiting left out", () => {
  const { scenario } = parseScenario(ppdr("{ box: { nodes: [proxy-1, database] } }"), "x.yaml");
  const load = { calls: 100, registrations: 40, options: 20, subscriptions: 10, recordRoute: false, delay: 0.01 };
  const at = (offered: typeof load) =>
    busyHosts(scenario!.architecture, offered, ({ role }) => {
      const share = role === "proxy" ? 0.5 : 1;
      return { calls: share, registrations: share };
    });
  // A REGISTER is a message and a query; OPTIONS and SUBSCRIBE are a message each.
  const others = 40 * (0.5 * 0.2e-3 + 0.5e-3) + 30 * 0.5 * 0.2e-3;
  expect(at(load)).toEqual([
    {
      group: "box",
      busy: {
        calls: expect.closeTo(100 * (0.5 * 6 * 0.2e-3 + 3 * 0.5e-3), 12),
        others: expect.closeTo(others, 12),
      },
    },
  ]);
  expect(at({ ...load, recordRoute: true })[0]!.busy.calls).toBeCloseTo(100 * (0.5 * 6 * 0.2e-3 + 0.5e-3), 12);
});

test("a host whose nodes together are offered more than its cores do is warned of, from that rate on", () => {
  // 1 core does 1/(0.5 · 6 · 0.2 ms + 3 · 0.5 ms) = 476.2 calls/s.
  const warned = (rate: number, cores = 1) =>
    parseScenario(
      ppdr(
        `{ box: { cores: ${cores}, nodes: [proxy-1, database] } }`,
        `traffic: { calls: { rate: ${rate}/s, arrivals: poisson, duration: 60 s } }`,
      ),
      "x.yaml",
    ).warnings!.filter(({ path }) => path === "architecture.hosts.box");
  expect(warned(476)).toEqual([]);
  expect(warned(477)).toMatchObject([{ found: expect.stringContaining("1 core") }]);
  expect(warned(477, 2)).toEqual([]);
});

test("workers beyond the cores of their host add nothing to what a tier can do", () => {
  const of = (hosts: string) =>
    parseScenario(
      `architecture: { preset: single, ${hosts} tiers: { proxies: { workers: 4, queue: unlimited, service: { each: 0.2 ms, lookup: 0 s } } } }
traffic: { calls: { rate: 1000/s, arrivals: poisson, duration: 60 s } }`,
      "x.yaml",
    ).warnings!.map(({ found }) => found);
  expect(of("")).toEqual([]);
  expect(of("hosts: { box: { nodes: [proxy-1] } },")).toEqual([expect.stringContaining("1.20 erlang")]);
});

test.each([
  ["kill: box, kind: process", "faults.0.kind", "a process of the host box"],
  ["freeze: proxy-1, for: 10 ms", "faults.0.freeze", "shares the host box"],
  ["freeze: box", "faults.0", "a freeze without an end"],
  ["chance: box, timeToFailure: 1 h, timeToRepair: 1 h", "faults.0.chance", '"box"'],
])("a fault of a host that is refused: %s", (line, path, found) => {
  const at = line.startsWith("chance") ? "" : "at: 1 s, ";
  const text = ppdr("{ box: { nodes: [proxy-1, database] } }", `${traffic}\nfaults: [{ ${at}${line} }]`);
  expect(parseScenario(text, "x.yaml").problems).toMatchObject([{ path, found: expect.stringContaining(found) }]);
});

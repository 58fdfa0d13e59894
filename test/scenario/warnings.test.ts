/** What is legal and almost surely not meant is said where it stands; what is meant is let alone. */
import { expect, test } from "vitest";
import { PRESETS } from "../../src/architecture/presets.ts";
import { companionsOf } from "../../src/cli/files.ts";
import { renderWarning } from "../../src/notation/warning.ts";
import { parseScenario, parseService } from "../../src/scenario/parse.ts";
import { root } from "../cli/built.ts";
import { scenarioFiles } from "./mutations.ts";

const warningsOf = (text: string): string[] => {
  const { warnings, problems } = parseScenario(text, "x.yaml");
  expect(problems).toBeUndefined();
  return warnings!.map(({ path, found, consequence }) => `${path}: ${found}: ${consequence}`);
};

const calls =
  "traffic: { calls: { rate: 10/s, arrivals: paced, duration: 20 s }, clients: { retransmission: false } }\n";
const iprs = `architecture: { preset: iprs }\n${calls}`;
const own = (tiers: string, watches: string, addresses: string, needs: string) => `
architecture:
  tiers: { ${tiers} }
  addresses: { ${addresses} }
  watches: { ${watches} }
  bindings: { memory: { copiedTo: all proxies } }
  needs: ${needs}
${calls}`;
const pair = "reg: { role: proxy, active: [a], standby: [b] }";
const takeover = "w: { tier: reg, by: reg, detector: { vrrp: {} }, takeover: {} }";
const directors = "sbc: { role: director, active: [d] }, reg: { role: proxy, active: [a, b] }";
const removal = "w: { tier: reg, by: sbc, detector: { poll: {} }, removal: 0 s }";

/** Two servers of 167 calls/s each, and 300 calls/s. */
const unequal = (weight: number) =>
  own(
    "reg: { role: proxy, active: [a, b], service: { each: 1 ms } }",
    "",
    `A: { tier: reg, owner: a, weight: ${weight} }, B: { tier: reg, owner: b, weight: ${weight} }`,
    "{ anyOf: [a, b] }",
  ).replace("10/s", "300/s");
const sites = (inside: string) => `${iprs}faults: [${inside}]\nrun: { horizon: 20 s }`;
const detector = (written: string) =>
  `architecture: { preset: iprs, watches: { membership: { detector: ${written} } } }\n${calls}`;
const vrrp = (written: string) =>
  `architecture: { preset: cisco-vrrp, watches: { routers: { detector: { vrrp: { ${written} } } } } }\n${calls}`;
const traffic = (inside: string, more = "") => `architecture: { preset: iprs }\ntraffic: { ${inside} }\n${more}`;
const queue = (limit: string, rate: number, count = 10_000) => `
architecture: { preset: single, tiers: { proxies: { queue: ${limit}, service: { each: 5 ms } } } }
traffic: { options: { rate: ${rate}/s, arrivals: paced, count: ${count} } }`;
const analysed = (inside: string) => `${iprs}availability: { ${inside} }`;
const expecting = (inside: string) => `${iprs}expect: { ${inside} }`;

const returning = (users: number, transfer: string, tier = "") => `
architecture:
  preset: kamailio-dmq
  tiers: { proxies: { ${tier} } }
  bindings: { memory: { transfer: { ${transfer} } } }
traffic: { users: ${users}, calls: { rate: 10/s, duration: 20 s }, clients: { retransmission: false } }
faults: [{ at: 10 s, kill: proxy-1, kind: process, for: 1 s }]
`;

test.each([
  [
    "a transfer that outlasts the run",
    returning(1000, "pause: { after: 10, for: 1 s }"),
    "architecture.bindings.memory.transfer: 1000 bindings that take 1.67 min to transfer, 42 s before the run ends",
  ],
  [
    "bindings that come faster than they are taken",
    returning(1000, "received: 0.4 ms", "queue: 499"),
    "architecture.bindings.memory.transfer.received: 1000 bindings that come faster than proxies take them",
  ],
  [
    "a peer that dies of what it sends",
    returning(30_000, "room: 24999"),
    "architecture.bindings.memory.transfer.room: a peer that sends 25000 messages in 5 s or less, and has room for 24999",
  ],
  [
    "messages that stop calls",
    returning(3000, "contacts: 2500"),
    "architecture.bindings.memory.transfer.contacts: messages of 2500 bindings, each of which takes the only worker of proxies for 500 ms",
  ],
  ["a fault that no call meets", `${iprs}faults: [{ at: 10 min, kill: proxy-1 }]`, "faults.0.at: a fault at 10 min"],
  [
    "a fault that no call meets, whenever it strikes",
    `${iprs}faults: [{ at: { uniform: [60 s, 90 s] }, kill: proxy-1 }]`,
    "faults.0.at: a fault at 1 min",
  ],
  [
    "directors that nobody tells",
    own(directors, "", "SBC: { tier: sbc, owner: d }", "{ allOf: [d, { anyOf: [a, b] }] }"),
    "architecture.tiers.reg: proxies reg behind the directors sbc, and no watch that ends in a removal",
  ],
  [
    "a standby that nobody promotes",
    own(pair, "", "SAP: { tier: reg, owner: a }", "{ anyOf: [a, b] }"),
    "architecture.tiers.reg.standby: b on standby, and no watch of reg that ends in a takeover",
  ],
  [
    "a pair with its own address behind a director",
    own(
      `sbc: { role: director, active: [d] }, ${pair}`,
      `${takeover}, r: { tier: reg, by: sbc, detector: { poll: {} }, removal: 0 s }`,
      "SBC: { tier: sbc, owner: d }, SAP: { tier: reg, owner: a }",
      "{ allOf: [d, { anyOf: [a, b] }] }",
    ),
    "architecture.tiers.reg.standby: b on standby for an address of proxies that stand behind the directors sbc",
  ],
  [
    "proxies that nothing reaches",
    own(
      "reg: { role: proxy, active: [a] }, rest: { role: proxy, active: [b] }",
      "",
      "SAP: { tier: reg, owner: a }",
      "a",
    ),
    "architecture.tiers.rest: proxies rest without an address",
  ],
  [
    "monitors that watch nobody",
    own(
      "reg: { role: proxy, active: [a] }, eye: { role: monitor, active: [m] }",
      "",
      "SAP: { tier: reg, owner: a }",
      "a",
    ),
    "architecture.tiers.eye: monitors eye that watch nobody",
  ],
  [
    "two nodes that need each other",
    own(
      pair,
      takeover.replace("vrrp", "totem").replace("takeover: {}", "takeover: { quorum: {} }"),
      "SAP: { tier: reg, owner: a }",
      "{ anyOf: [a, b] }",
    ),
    "architecture.watches.w.takeover.quorum: a quorum of two nodes, without twoNode",
  ],
  ...(
    [
      [
        "two that shoot each other",
        "quorum: { twoNode: true }, fencing: { time: 5 s }",
        "fencing: two nodes that are fenced alike",
      ],
      [
        "a delay shorter than fencing",
        "quorum: { twoNode: true }, fencing: { time: 5 s, delay: { a: 3 s } }",
        "fencing.delay.a: a delay of 3 s where fencing takes 5 s",
      ],
      ["either of two, unfenced", "quorum: { twoNode: true }", "quorum.twoNode: twoNode without fencing"],
    ] as const
  ).map(([what, said, warned]): [string, string, string] => [
    what,
    own(
      pair,
      takeover.replace("vrrp", "totem").replace("takeover: {}", `takeover: { ${said} }`),
      "SAP: { tier: reg, owner: a }",
      "{ anyOf: [a, b] }",
    ),
    `architecture.watches.w.takeover.${warned}`,
  ]),
  [
    "a fourth vote that spares nothing",
    own(
      "reg: { role: proxy, active: [a], standby: [b, c, d] }",
      takeover.replace("vrrp", "totem").replace("takeover: {}", "takeover: { quorum: {} }"),
      "SAP: { tier: reg, owner: a }",
      "{ anyOf: [a, b, c, d] }",
    ),
    "architecture.watches.w.takeover.quorum: an even number of votes, 4",
  ],
  [
    "all weights 0",
    `architecture: { preset: iprs, addresses: { SAP1: { weight: 0 }, SAP2: { weight: 0 } } }\n${calls}`,
    "architecture.addresses.SAP2.weight: the weight 0 for all of SAP1, SAP2: all callers choose SAP1",
  ],
  [
    "more calls at one address than its owner can serve",
    unequal(1),
    "architecture.addresses.A: 66.7 % of the calls at A, 1.21 erlang where a can serve 1 with nothing broken: the others could serve more",
  ],
  [
    "needs without an entrance",
    own(directors, removal, "SBC: { tier: sbc, owner: d }", "{ anyOf: [a, b] }"),
    "architecture.needs: no node of sbc, where calls come in",
  ],
  ["needs without the database", `architecture: { preset: ppdr, needs: director-1 }\n${calls}`, "no node of database"],
  ["VRRP 2 in tenths of a second", vrrp("advertisement: 100 ms"), "no router can be set up so"],
  ["VRRP 3 in thousandths", vrrp("version: 3, advertisement: 15 ms"), "no router can be set up so"],
  [
    "a check that waits longer than its interval",
    detector("{ poll: { interval: 1 s, timeout: 2 s } }"),
    "poll.timeout: a time-out of 2 s",
  ],
  [
    "OPTIONS that wait longer",
    detector("{ options: { interval: 1 s, timeout: 2 s } }"),
    "options.timeout: a time-out of 2 s",
  ],
  [
    "a token kept longer than it lives",
    detector("{ totem: { token: 10 ms, hold: 20 ms } }"),
    "totem.hold: a token that each of 3",
  ],
  [
    "a ring too long for its token",
    detector("{ totem: { token: 1 s, hold: 400 ms } }"),
    "it does not come round in time",
  ],
  [
    "resolvers that keep nothing",
    `architecture: { preset: dns-update, caches: 4, watches: { health: { record: { ttl: 0 s } } } }\n${calls}`,
    "4 resolvers that keep nothing",
  ],
  ["a heal of what is whole", sites("{ at: 5 s, heal: all }"), "faults.0.heal: a heal at 5 s, when nothing is cut"],
  [
    "a heal by other names",
    sites("{ at: 5 s, cut: proxy-1 }, { at: 6 s, heal: proxy-2 }"),
    "of names that no line has said",
  ],
  ["a heal after the end", sites("{ at: 5 s, cut: proxy-1, for: 1 s }, { at: 7 s, heal: all }"), "faults.1.heal"],
  [
    "a heal of a link that was killed",
    sites("{ at: 5 s, kill: proxy-1, kind: link }, { at: 7 s, heal: all }"),
    "faults.1.heal",
  ],
  ["a resume of what never hung", sites("{ at: 5 s, resume: proxy-1 }"), "faults.0.resume: proxy-1 goes on at 5 s"],
  [
    "a resume of what goes on by itself",
    sites("{ at: 5 s, hang: proxy-1, for: 1 s }, { at: 7 s, resume: proxy-1 }"),
    "faults.1.resume",
  ],
  [
    "a hang of the dead",
    sites("{ at: 5 s, kill: proxy-1 }, { at: 6 s, hang: proxy-1 }"),
    "faults.1.hang: proxy-1 hangs at 6 s, when it is dead",
  ],
  ["a drain of the dead", sites("{ at: 5 s, kill: proxy-1 }, { at: 6 s, drain: proxy-1 }"), "faults.1.drain"],
  [
    "two kills with a restart before both",
    sites("{ at: 1 s, restart: proxy-1, takes: 1 s }, { at: 5 s, kill: proxy-1 }, { at: 6 s, kill: proxy-1 }"),
    "faults.2.kill: the death of proxy-1 (host), which is dead at 6 s",
  ],
  [
    "a kill at the end of another",
    sites("{ at: 5 s, kill: proxy-1, for: 5 s }, { at: 10 s, kill: proxy-1 }"),
    "faults.1.kill",
  ],
  [
    "a process for a dead host",
    sites("{ at: 5 s, kill: proxy-1 }, { at: 6 s, restart: proxy-1, kind: process }"),
    "faults.1.restart",
  ],
  [
    "a link that becomes worse by nothing",
    sites("{ at: 5 s, degrade: proxy-1 }"),
    "faults.0: a link that becomes worse by nothing",
  ],
  [
    "slow by 1",
    sites("{ at: 5 s, slow: proxy-1, factor: 1 }"),
    "faults.0.factor: a node that becomes slow by a factor of 1",
  ],
  [
    "an ARP that nobody sends",
    `architecture: { preset: single }\n${calls}faults: [{ at: 1 s, loseArp: proxy-1 }]`,
    "faults.0.loseArp",
  ],
  [
    "shocks that break nothing",
    sites("{ shock: proxies, every: 1 s, probability: 0, timeToRepair: 1 s }"),
    "faults.0.probability",
  ],
  [
    "lifetimes of years in a run of seconds",
    sites("{ chance: proxies, timeToFailure: { exponential: 1500 h }, timeToRepair: 72 h }"),
    "0.00011 of them expected in 10 runs of 20 s",
  ],
  [
    "a moment in which one line undoes the other",
    sites("{ at: 5 s, cut: proxy-1 }, { at: 5 s, heal: all }"),
    "faults.1.at: the moment of faults.0",
  ],
  [
    "hops that are late for a detector",
    `network: { delay: { exponential: 20 ms } }\n${iprs}`,
    "network.delay: hops of which one in a million makes 276 ms",
  ],
  [
    "a network that loses everything",
    `network: { loss: 100 % }\n${iprs}`,
    "network.loss: a network that loses everything",
  ],
  ["losses that nobody repairs", `network: { loss: 1 % }\n${iprs}`, "11 % of calls without any fault"],
  [
    "traffic after the run",
    `${iprs.replace("duration", "start: 60 s, duration")}run: { horizon: 50 s }`,
    "traffic.calls: calls from 1 min on",
  ],
  [
    "callers who cannot wait",
    traffic("calls: { rate: 1/s, duration: 9 s, ring: 10 s, patience: 5 s }"),
    "traffic.calls.patience: callers who wait for 5 s at most",
  ],
  [
    "calls given up while they talk",
    traffic("calls: { rate: 1/s, duration: 9 s, hold: 60 s, timeout: 32 s }"),
    "traffic.calls.timeout",
  ],
  [
    "bindings that run out",
    traffic("registration: { expires: 60 s }, calls: { rate: 1/s, duration: 100 s }"),
    "traffic.registration.expires: bindings that expire after 1 min",
  ],
  [
    "bindings that others do not have",
    traffic("registration: { with: one address }, calls: { rate: 1/s, duration: 100 s }"),
    "traffic.registration.with",
  ],
  [
    "a next target that is not there",
    `architecture: { preset: single }\ntraffic: { calls: { rate: 1/s, duration: 9 s }, clients: { nextTarget: {} } }`,
    "traffic.clients.nextTarget",
  ],
  [
    "a saturated queue without a limit",
    queue("unlimited", 300),
    "proxies that are offered 1.50 erlang and can serve 1",
  ],
  [
    "a saturated queue that drops",
    queue("10", 300),
    "once their queues are full they drop 33 % of all messages or more",
  ],
  [
    "one value, and an expectation",
    `${expecting("failedCalls: { equals: 0 }")}\nrun: { replications: 1 }`,
    "run.replications: one replication, and an expectation of failedCalls",
  ],
  ["a block that is not full", `${iprs}run: { replications: 20, stratify: 8 }`, "the last 4 make no block"],
  [
    "a TTL longer than the run",
    `architecture: { preset: dns-update, watches: { health: { record: { ttl: 1 h } } } }\n${calls}faults: [{ at: 5 s, kill: proxy-1 }]`,
    "run: a TTL of 1 h in a run that lasts",
  ],
  ["a warm-up beyond the traffic", `${iprs}run: { warmUp: 30 s, horizon: 60 s }`, "run.warmUp: a warm-up of 30 s"],
  ["an expectation of what cannot occur", expecting("failedCalls.busy: { equals: 0 }"), "where no callee declines"],
  [
    "one of what is not measured",
    expecting("optionsResponseTime: { atMost: 1 s }"),
    "where no OPTIONS requests are sent",
  ],
  ["one of an outage without a fault", expecting("outageTime: { atMost: 1 s }"), "where there are no faults"],
  [
    "lives shorter than repairs",
    analysed("lifetimes: { timeToFailure: 72 h, timeToRepair: 1500 h }"),
    "lifetimes.timeToRepair",
  ],
  ["endless maintenance", analysed("maintenance: { every: 2 h, duration: 90 d }"), "maintenance.duration"],
])("%s", (_, text, expected) => {
  const [first, ...others] = warningsOf(text);
  expect(first).toContain(expected);
  expect(others).toEqual([]);
});

test.each([
  ["a fault while calls are under way", `${iprs}faults: [{ at: 19 s, kill: proxy-1 }]`],
  [
    "a fault of the last call, which is still held",
    `${iprs.replace("20 s }", "20 s, hold: 60 s }")}faults: [{ at: 70 s, kill: proxy-1 }]`,
  ],
  [
    "a fault that meets refreshes",
    `${iprs.replace("traffic: {", "traffic: { registration: { refresh: 60 s },")}faults: [{ at: 5 min, kill: proxy-1 }]\nrun: { horizon: 10 min }`,
  ],
  [
    "two nodes and an arbiter",
    own(
      `${pair}, eye: { role: monitor, active: [m] }`,
      takeover.replace("vrrp", "totem").replace("takeover: {}", "takeover: { quorum: { device: { node: m } } }"),
      "SAP: { tier: reg, owner: a }",
      "{ anyOf: [a, b] }",
    ),
  ],
  ["a pair with a watch", own(pair, takeover, "SAP: { tier: reg, owner: a }", "{ anyOf: [a, b] }")],
  [
    "directors that are told",
    own(directors, removal, "SBC: { tier: sbc, owner: d }", "{ allOf: [d, { anyOf: [a, b] }] }"),
  ],
  ["VRRP 3 in hundredths", vrrp("version: 3, advertisement: 290 ms")],
  ["what is healed by its names", sites("{ at: 5 s, cut: [proxy-1, proxy-2] }, { at: 6 s, heal: [proxy-2, proxy-1] }")],
  ["what hangs and goes on", sites("{ at: 5 s, hang: proxy-1 }, { at: 6 s, resume: proxy-1 }")],
  ["two deaths of what came back", sites("{ at: 1 s, kill: proxy-1, for: 1 s }, { at: 5 s, kill: proxy-1 }")],
  [
    "the death of a host after that of its process",
    sites("{ at: 1 s, kill: proxy-1, kind: process }, { at: 2 s, kill: proxy-1 }"),
  ],
  [
    "what chance may have broken",
    sites(
      "{ chance: proxies, timeToFailure: 10 s, timeToRepair: 5 s }, { at: 5 s, kill: proxy-1 }, { at: 6 s, resume: proxy-2 }",
    ),
  ],
  ["two deaths at one moment", sites("{ at: 1 s, kill: proxy-1 }, { at: 1 s, kill: proxy-2 }")],
  [
    "a heal of what is cut at a drawn moment",
    sites("{ at: { uniform: [4 s, 8 s] }, cut: proxy-1 }, { at: 5 s, heal: all }"),
  ],
  [
    "a resume and a hang at drawn moments",
    sites("{ at: { uniform: [4 s, 8 s] }, hang: proxy-1 }, { after: 1 s, resume: proxy-1 }"),
  ],
  [
    "two deaths, one of them at a drawn moment",
    sites("{ at: { uniform: [4 s, 8 s] }, restart: proxy-1 }, { at: 3 s, kill: proxy-1 }, { at: 9 s, kill: proxy-1 }"),
  ],
  ["a fault that may meet calls", `${iprs}faults: [{ at: { uniform: [10 s, 60 s] }, kill: proxy-1 }]`],
  ["a queue that keeps up", queue("unlimited", 199)],
  ["a burst that the queue holds", queue("100", 300, 200)],
  ["times of a single long run", `${expecting("processingTime: { atMost: 1 s }")}\nrun: { replications: 1 }`],
])("no warning: %s", (_, text) => expect(warningsOf(text)).toEqual([]));

test.each([
  ["version 2 beyond eight bits", vrrp("advertisement: 300 s"), "at most 255 s"],
  ["version 3 beyond twelve bits", vrrp("version: 3, advertisement: 41 s"), "at most 40.95 s"],
])("no VRRP daemon takes %s", (_, text, expected) => {
  expect(parseScenario(text, "x.yaml").problems).toMatchObject([{ expected: expect.stringContaining(expected) }]);
});

test("equal weights that are large share calls evenly", () => {
  expect(warningsOf(unequal(100))).toEqual([]);
});

test("the load of a call is six messages and three lookups", () => {
  // 6 · 0.2 ms + 3 · 0.1 ms = 1.5 ms a call, two actives: saturated from 1333.3 calls/s on.
  const at = (rate: number) => `
architecture: { preset: iprs, tiers: { proxies: { queue: unlimited, service: { each: 0.2 ms, lookup: 0.1 ms } } } }
traffic: { calls: { rate: ${rate}/s, arrivals: paced, count: 100, access: round robin } }`;
  expect(warningsOf(at(1333))).toEqual([]);
  expect(warningsOf(at(1334))).toHaveLength(1);
});

test("components that nothing needs, or that are repaired longer than they live", () => {
  const text = "components: { a: { mttf: 1 h, mttr: 2 h }, b: { count: 2, mttf: 9 h, mttr: 1 h } }\nneeds: a\n";
  expect(parseService(text, "x.yaml").warnings).toMatchObject([
    { path: "components.a.mttr", consequence: "it is down for most of the time" },
    { path: "components.b", consequence: "its failures stop nothing" },
  ]);
});

test("a warning shows the place, what was found, what will happen and what to do", () => {
  const [warning] = parseScenario(`${iprs}faults: [{ at: 10 min, kill: proxy-1 }]`, "x.yaml").warnings!;
  expect(renderWarning(warning!)).toBe(
    [
      "x.yaml:3:16  faults.0.at",
      "  3 | faults: [{ at: 10 min, kill: proxy-1 }]",
      "    |                ^^^^^^ warning: a fault at 10 min, when the last call is over (the last arrives at 20 s): no call meets it, so every loss is that of a run without it.",
      "  Let it strike earlier, or the traffic last longer.",
    ].join("\n"),
  );
});

/** Files whose title says that it is on purpose, and the warning that they deserve. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  "scenarios/director-bottleneck.yaml": "with nothing broken",
  "scenarios/overload-removal.yaml": "with nothing broken",
  "scenarios/vrrp-weight.yaml": "nobody takes over",
};

test.each([...scenarioFiles])("%s is meant as it is", (file, text) => {
  const { warnings, problems } = parseService(text, file, [], companionsOf(`${root}${file}`));
  expect(problems).toBeUndefined();
  const said = warnings!.map(renderWarning);
  const deserved = ON_PURPOSE[file];
  if (deserved === undefined) expect(said).toEqual([]);
  else expect(said).toEqual([expect.stringContaining(deserved)]);
});

test.each(PRESETS.map(({ name }) => name))("the preset %s is meant as it is", (name) => {
  expect(warningsOf(`architecture: { preset: ${name} }\n${calls}`)).toEqual([]);
});

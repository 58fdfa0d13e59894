/** What a reader is told about mistakes: few texts in full, then one phrase for each kind of mistake. */
import { expect, test } from "vitest";
import { PRESET_NAMES } from "../../src/architecture/presets.ts";
import { renderProblem } from "../../src/notation/problem.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const told = (text: string): string => (parseScenario(text, "pair.yaml").problems ?? []).map(renderProblem).join("\n");

/** A sound scenario with something else in place of one of its lines. */
const SOUND: Readonly<Record<string, string>> = {
  title: "title: A pair",
  architecture: "architecture: { preset: iprs, active: 1, standby: 1 }",
  traffic: "traffic: { calls: { rate: 10/s, count: 100 } }",
  faults: "faults: [{ at: 5 s, kill: proxy-1 }]",
  run: "run: { replications: 2 }",
  expect: "expect: { failedCalls: { atMost: 50 } }",
};
const but = (changes: Readonly<Record<string, string>>): string => Object.values({ ...SOUND, ...changes }).join("\n");

test("the scenario that the others are made from is sound", () => {
  expect(told(but({}))).toBe("");
});

test("a problem shows place, path, line and caret, what was found and what was expected", () => {
  expect(told(but({ traffic: "traffic:\n  calls:\n    rate: 10/s\n    count: 100\n    hold: -4 s" }))).toBe(
    `pair.yaml:7:11  traffic.calls.hold
  7 |     hold: -4 s
    |           ^^^^ found a negative duration, "-4 s"; expected a duration ≥ 0, such as "4 h".`,
  );
});

test("all problems of a file are told at once, in the order of its lines", () => {
  const text = but({
    title: "network: { dealy: 1 ms }",
    architecture: "architecture: { preset: irps }",
    traffic: "traffic: { users: 0, calls: { rate: 10, count: 1.5 } }",
  });
  expect(told(text)).toBe(
    `pair.yaml:1:12  network.dealy
  1 | network: { dealy: 1 ms }
    |            ^^^^^ found the unknown key "dealy"; expected delay, loss, sites, between or ways.
  Did you mean delay?
pair.yaml:2:25  architecture.preset
  2 | architecture: { preset: irps }
    |                         ^^^^ found "irps"; expected a preset: ${PRESET_NAMES.slice(0, -1).join(", ")} or ${PRESET_NAMES.at(-1)}.
  Did you mean iprs?
pair.yaml:3:19  traffic.users
  3 | traffic: { users: 0, calls: { rate: 10, count: 1.5 } }
    |                   ^ found 0; expected a whole number from 1 to 1000000, such as 100.
pair.yaml:3:37  traffic.calls.rate
  3 | traffic: { users: 0, calls: { rate: 10, count: 1.5 } }
    |                                     ^^ found 10, a number without a unit; expected a rate per s, min, h or d, such as "400/s".
pair.yaml:3:48  traffic.calls.count
  3 | traffic: { users: 0, calls: { rate: 10, count: 1.5 } }
    |                                                ^^^ found 1.5; expected a whole number from 1 to 10000000, such as 10000.`,
  );
});

test("a long line is shown around the mistake, and nothing in it can colour or move the terminal", () => {
  const text = but({ title: `title: "${"x".repeat(300)}", \u001b[31m\ttitel: 3` });
  const shown = told(text);
  for (const line of shown.split("\n")) expect(line.length).toBeLessThan(240);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(shown).toContain("pair.yaml:1:");
});

const tier = (inside: string) => ({
  architecture: `architecture: { preset: iprs, active: 1, tiers: { proxies: { ${inside} } } }`,
});
const watch = (inside: string) => ({
  architecture: `architecture: { preset: iprs, active: 1, watches: { membership: { ${inside} } } }`,
});
const calls = (inside: string) => ({ traffic: `traffic: { calls: { ${inside} } }` });
const inline = (inside: string) => ({
  architecture: `architecture: { tiers: { p: { role: proxy, active: [proxy-1, b] } }, addresses: { A: { tier: p, owner: b } }, bindings: { memory: {} }, needs: b, ${inside} }`,
});

const KINDS: readonly (readonly [what: string, text: string, path: string, ...phrases: string[]])[] = [
  ["an empty file", "", "scenario", "found an empty file", "sipnines init"],
  ["only a comment", "# nothing\n", "scenario", "found an empty file"],
  ["a text", "hello", "scenario", 'found "hello"', "expected a scenario"],
  ["a list", "[1, 2]", "scenario", "found a list of 2", "expected a scenario"],
  ["two documents", `${but({})}\n---\n${but({})}`, "scenario", "one scenario in a file"],
  ["a tab", "title: x\narchitecture:\n\tpreset: iprs", "scenario", "expected indentation by spaces"],
  ["a bracket left open", but({ run: "run: { replications: 2" }), "scenario", "expected"],
  [
    "a key twice",
    but({ run: "title: B" }),
    "scenario",
    'found the key "title" a second time (first on line 1)',
    "each key once",
  ],
  ["two colons", "title: a: b", "scenario", "quotes"],
  ["a tag", but({ title: "title: !!binary aGVsbG8=" }), "scenario", "found"],
  ["an alias of nothing", but({ title: "title: *nobody" }), "scenario", "found the alias *nobody without its anchor"],
  ["an alias of itself", but({ faults: "faults: &f [*f]" }), "scenario", "found"],
  ["a key that is no text", but({ title: "? [1]\n: 2" }), "scenario", "found a key that is no plain text"],
  ["__proto__", but({ title: "__proto__: { polluted: true }" }), "__proto__", 'found the unknown key "__proto__"'],
  [
    "constructor as a name",
    inline("watches: { __proto__: {} }").architecture,
    "architecture.watches.__proto__",
    'found the name "__proto__"',
  ],
  ["no architecture", but({ architecture: "" }), "architecture", 'found no key "architecture"'],
  ["a preset without its key", but({ architecture: "architecture: iprs" }), "architecture", "{ preset: iprs }"],
  [
    "a parameter out of range",
    but({ architecture: "architecture: { preset: iprs, active: 17 }" }),
    "architecture.active",
    "from 1 to 16",
  ],
  [
    "an unknown parameter",
    but({ architecture: "architecture: { preset: ppdr, proxis: 3 }" }),
    "architecture.proxis",
    "Did you mean proxies?",
  ],
  [
    "a name with a dot",
    inline("").architecture.replace("b]", "b.c]"),
    "architecture.tiers.p.active.1",
    "a name of letters",
  ],
  ["too many workers", but(tier("workers: 64")), "architecture.tiers.proxies.workers", "found 64", "from 1 to 63"],
  ["a huge number", but(tier("queue: 1e999")), "architecture.tiers.proxies.queue", "found Infinity"],
  ["not a number", but(tier("queue: .nan")), "architecture.tiers.proxies.queue", "found NaN"],
  [
    "a speed of nobody",
    but(tier("speed: { proxy-9: 2 }")),
    "architecture.tiers.proxies.speed.proxy-9",
    "not in the tier",
    "Did you mean proxy-1?",
  ],
  [
    "a negative speed",
    but(tier("speed: { proxy-1: -1 }")),
    "architecture.tiers.proxies.speed.proxy-1",
    "expected a relative speed",
  ],
  [
    "an unknown message",
    but(tier("service: { INVTE: 1 ms }")),
    "architecture.tiers.proxies.service.INVTE",
    "Did you mean INVITE?",
  ],
  [
    "an unknown distribution",
    but(tier("service: { each: { exponental: 1 ms } }")),
    "architecture.tiers.proxies.service.each",
    "Did you mean exponential?",
  ],
  [
    "half a distribution",
    but(tier("service: { each: { gamma: { shape: 2 } } }")),
    "architecture.tiers.proxies.service.each.gamma",
    "found no mean",
  ],
  [
    "an unknown role",
    inline("").architecture.replace("role: proxy", "role: prox"),
    "architecture.tiers.p.role",
    "Did you mean proxy?",
  ],
  [
    "a node in two tiers",
    inline("").architecture.replace("b] } },", "b] }, q: { role: proxy, active: [b] } },"),
    "architecture.tiers.q.active.0",
    "there is one in p",
  ],
  [
    "an owner that does not serve",
    but({ architecture: "architecture: { preset: iprs, addresses: { SAP1: { owner: proxy-3 } } }" }),
    "architecture.addresses.SAP1.owner",
    "which is not active in proxies",
  ],
  [
    "an unknown tier",
    but({ architecture: "architecture: { preset: iprs, addresses: { SAP1: { tier: proxis } } }" }),
    "architecture.addresses.SAP1.tier",
    "Did you mean proxies?",
  ],
  [
    "an unknown detector",
    but(watch("detector: { hartbeat: {} }")),
    "architecture.watches.membership.detector.hartbeat",
    "Did you mean heartbeat?",
  ],
  [
    "memory behind directors",
    but({ architecture: "architecture: { preset: ppdr, bindings: { memory: { checkpoint: none } } }", faults: "" }),
    "architecture.bindings",
    "behind the directors",
    "a database",
  ],
  [
    "a node with the name of the callers",
    but({ architecture: "architecture: { preset: iprs, tiers: { proxies: { active: [callers, b], standby: [c] } } }" }),
    "architecture.tiers.proxies.active.0",
    "stands for user agents",
  ],
  [
    "a virtual MAC address without VRRP",
    but(watch("takeover: { virtualMac: true }")),
    "architecture.watches.membership.takeover.virtualMac",
    "virtualMac under totem",
  ],
  [
    "a quorum of two nodes in a tier of three",
    but({
      architecture:
        "architecture: { preset: iprs, watches: { membership: { takeover: { quorum: { twoNode: true } } } } }",
    }),
    "architecture.watches.membership.takeover.quorum.twoNode",
    "twoNode in a tier of 3 nodes",
  ],
  [
    "an arbiter that is a member",
    but(watch("takeover: { quorum: { device: { node: proxy-2 } } }")),
    "architecture.watches.membership.takeover.quorum.device.node",
    "a node of a tier of monitors",
  ],
  [
    "a device beside last man standing",
    but(watch("takeover: { quorum: { lastManStanding: 10 s, device: { node: q } } }")),
    "architecture.watches.membership.takeover.quorum.lastManStanding",
    "corosync does not allow both",
  ],
  [
    "fencing that may fail, and nobody who comes",
    but(watch("takeover: { fencing: { time: 5 s, probability: 0.9 } }")),
    "architecture.watches.membership.takeover.fencing",
    "no manualRecovery",
  ],
  [
    "a delay of a node that is not there",
    but(watch("takeover: { fencing: { time: 5 s, delay: { proxy-9: 10 s } } }")),
    "architecture.watches.membership.takeover.fencing.delay.proxy-9",
    "a node of the tier",
  ],
  [
    "routers with a quorum",
    but(watch("detector: { vrrp: {} }, takeover: { quorum: {} }")),
    "architecture.watches.membership.takeover.quorum",
    "quorum under vrrp",
  ],
  [
    "a virtual router of an address that is not there",
    but(watch("detector: { vrrp: { virtualRouters: { SAP9: { pc4: 100 } } } }")),
    "architecture.watches.membership.detector.vrrp.virtualRouters.SAP9",
    "SAP1",
  ],
  [
    "a virtual router with a node that is not there",
    but(watch("detector: { vrrp: { virtualRouters: { SAP1: { pc9: 100 } } } }")),
    "architecture.watches.membership.detector.vrrp.virtualRouters.SAP1.pc9",
    "a node that is not in proxies",
  ],
  [
    "a destination that is given no time to answer",
    but({
      architecture:
        "architecture: { preset: director, tiers: { directors: { transactions: { failover: { after: 0 s } } } } }",
    }),
    "architecture.tiers.directors.transactions.failover.after",
    'found "0 s"; expected a duration above 0',
  ],
  [
    "a backup of an address above its owner",
    but({
      architecture:
        "architecture: { preset: iprs, watches: { membership: { detector: { vrrp: { priorities: { proxy-1: 150 }, virtualRouters: { SAP1: { proxy-2: 151 } } } } } } }",
    }),
    "architecture.watches.membership.detector.vrrp.virtualRouters.SAP1.proxy-2",
    "priority 151, above that of the master proxy-1",
  ],
  [
    "a standby that is usually above the master",
    but({
      architecture:
        "architecture: { preset: iprs, watches: { membership: { detector: { vrrp: { priority: 120, priorities: { proxy-1: 110, proxy-2: 200 } } } } } }",
    }),
    "architecture.watches.membership.detector.vrrp.priority",
    "priority 120, above that of the master proxy-1",
  ],
  [
    "a priority above the master's",
    but({
      architecture:
        "architecture: { preset: cisco-vrrp, watches: { routers: { detector: { vrrp: { priorities: { proxy-1: 100, proxy-2: 150 } } } } } }",
    }),
    "architecture.watches.routers.detector.vrrp.priorities.proxy-2",
    "priority 150, above that of the master proxy-1",
  ],
  [
    "a key of a record misspelt",
    but({ architecture: "architecture: { preset: dns-update, watches: { health: { record: { tttl: 5 s } } } }" }),
    "architecture.watches.health.record.tttl",
    'found the unknown key "tttl"',
    "Did you mean ttl?",
  ],
  [
    "two consequences",
    but({
      architecture: "architecture: { preset: anycast, watches: { routing: { route: {}, record: {} } } }",
    }),
    "architecture.watches.routing.route",
    "both a record and a route",
  ],
  [
    "anycast by two addresses",
    but({
      architecture: "architecture: { preset: anycast, addresses: { second: { tier: proxies, owner: proxy-2 } } }",
    }),
    "architecture.watches.routing.route",
    "several anycast addresses of proxies",
  ],
  [
    "OPTIONS to a database",
    but({
      architecture:
        "architecture: { preset: ppdr, watches: { store: { tier: database, by: directors, detector: { options: {} }, removal: 0 s } } }",
    }),
    "architecture.watches.store.detector.options",
    "OPTIONS requests and the database database",
    "poll",
  ],
  [
    "OPTIONS from an address that there is not",
    but({
      architecture:
        "architecture: { preset: dns-update, watches: { health: { detector: { options: { source: virtual address } } } } }",
    }),
    "architecture.watches.health.detector.options.source",
    "OPTIONS from an address of checkers, which owns none",
  ],
  [
    "a 408 that counts as an answer",
    but({
      architecture:
        "architecture: { preset: director, watches: { health: { detector: { options: { replies: [503, 4xx] } } } } }",
    }),
    "architecture.watches.health.detector.options.replies",
    "408 among the replies that count as answers",
    "a 408 of tm's own",
  ],
  [
    "a reply that is no failure",
    but({
      architecture:
        "architecture: { preset: director, watches: { health: { detector: { options: { replies: [200] } } } } }",
    }),
    "architecture.watches.health.detector.options.replies.0",
    "200",
    "300 to 699",
  ],
  [
    "marks that nobody makes",
    but({
      architecture:
        "architecture: { preset: director, watches: { health: { detector: { options: { asks: marked once } } } } }",
    }),
    "architecture.watches.health.detector.options.asks",
    "marked once nodes, and nobody who marks any",
    "ds_probing_mode 1",
  ],
  [
    "fast checks that count from the start",
    but({
      architecture:
        "architecture: { preset: ppdr, watches: { health: { detector: { poll: { fastInterval: 1 s } } } } }",
    }),
    "architecture.watches.health.detector.poll.fastInterval",
    "a fastInterval that counts from the start of a check",
    "from: end",
  ],
  [
    "a weight of nobody",
    but({ architecture: "architecture: { preset: director, directors: { proxies: { proxy-9: { weight: 2 } } } }" }),
    "architecture.directors.proxies.proxy-9",
    "proxy-9, which no director dispatches to",
  ],
  [
    "a limit of calls that nobody counts",
    but({ architecture: "architecture: { preset: director, directors: { proxies: { proxy-1: { maxLoad: 9 } } } }" }),
    "architecture.directors.proxies.proxy-1.maxLoad",
    "a limit of calls that nobody counts",
    "policy: call load",
  ],
  [
    "calls counted without transactions",
    but({ architecture: "architecture: { preset: director, directors: { policy: call load } }" }),
    "architecture.directors.policy",
    "call load at directors without transactions",
  ],
  [
    "flows beside transactions",
    but({
      architecture:
        "architecture: { preset: director, tiers: { directors: { transactions: {} } }, directors: { flows: { idle: 30 s } } }",
    }),
    "architecture.directors.flows",
    "flows at directors that keep transactions",
  ],
  [
    "a state that a standby poisons",
    but({
      architecture:
        "architecture: { preset: director, watches: { health: { detector: { options: { source: virtual address } } } }, directors: { state: shared } }",
    }),
    "architecture.directors.state",
    "a state that directors share, and OPTIONS from a virtual address",
    "state: own",
  ],
  [
    "more OPTIONS requests open than can be told apart",
    but({
      architecture:
        "architecture: { preset: director, watches: { health: { detector: { options: { interval: 1 ms, timeout: 1 s } } } } }",
    }),
    "architecture.watches.health.detector.options.timeout",
    "a time-out of more than 100 intervals",
  ],
  [
    "a seed that is no proxy",
    but({
      architecture:
        "architecture: { preset: kamailio-dmq, bindings: { memory: { transfer: { seeds: [proxy-3], meanwhile: out of service } } } }",
    }),
    "architecture.bindings.memory.transfer.seeds.0",
    "proxy-3",
    "a proxy",
  ],
  [
    "a seed that serves in any case",
    but({
      architecture: "architecture: { preset: kamailio-dmq, bindings: { memory: { transfer: { seeds: [proxy-1] } } } }",
    }),
    "architecture.bindings.memory.transfer.seeds",
    "meanwhile: out of service beside it",
  ],
  [
    "a timer of usrloc that writes nothing",
    inline("").architecture.replace("memory: {}", "usrloc: { mode: memory, interval: 20 s }"),
    "architecture.bindings.usrloc.interval",
    "interval in mode memory, where it means nothing",
  ],
  [
    "a database of usrloc that is never asked",
    inline("").architecture.replace("memory: {}", "usrloc: { mode: memory, tier: p }"),
    "architecture.bindings.usrloc.tier",
    "neither written nor read",
  ],
  [
    "copies that are never made",
    but({ architecture: "architecture: { preset: kamailio-dmq, bindings: { memory: { checkpoint: none } } }" }),
    "architecture.bindings.memory.copiedTo",
    "copies to all proxies that are never made",
  ],
  [
    "anycast to servers that know nothing of each other",
    but({ architecture: "architecture: { preset: anycast, bindings: { memory: { copiedTo: standbys } } }" }),
    "architecture.bindings.memory",
    "whose address is anycast",
    "copiedTo: all proxies",
  ],
  [
    "an address of monitors",
    but({ architecture: "architecture: { preset: dns-update, addresses: { X: { tier: checkers, owner: checker } } }" }),
    "architecture.addresses.X.tier",
    "the monitor tier checkers",
  ],
  [
    "a lag that is none",
    but({ architecture: "architecture: { preset: iprs, bindings: { memory: { checkpoint: { lag: -soon } } } }" }),
    "architecture.bindings.memory.checkpoint.lag",
    "soon",
  ],
  [
    "a policy misspelt",
    but({ architecture: "architecture: { preset: director, directors: consistent hsh }" }),
    "architecture.directors",
    "Did you mean consistent hash?",
  ],
  [
    "removal by proxies",
    but(watch("removal: 1 s")),
    "architecture.watches.membership.by",
    "whose role is proxy",
    "directors",
  ],
  [
    "takeover and removal",
    inline("watches: { w: { tier: p, by: p, detector: { totem: {} }, takeover: {}, removal: 0 s } }").architecture,
    "architecture.watches.w.removal",
    "both a takeover and a removal",
  ],
  [
    "no consequence",
    inline("watches: { w: { tier: p, by: p, detector: { totem: {} } } }").architecture,
    "architecture.watches.w",
    "found no consequence",
  ],
  [
    "a ring too large",
    but({
      architecture: `architecture: { preset: iprs, tiers: { proxies: { standby: [${Array.from({ length: 30 }, (_, i) => `s${i}`)}] } }, needs: proxy-1 }`,
    }),
    "architecture.watches.membership",
    "a Totem ring of 32 nodes",
  ],
  [
    "bindings nowhere",
    inline("").architecture.replace("memory: {}", "disk: {}"),
    "architecture.bindings.disk",
    "memory, database or usrloc",
  ],
  [
    "a database that is none",
    inline("").architecture.replace("memory: {}", "database: { tier: p }"),
    "architecture.bindings.database.tier",
    "whose role is proxy",
  ],
  [
    "needs of nobody",
    inline("").architecture.replace("needs: b", "needs: { anyOf: [b, c] }"),
    "architecture.needs.anyOf.1",
    'found a node "c"',
  ],
  [
    "more than there are",
    inline("").architecture.replace("needs: b", "needs: { atLeast: 3, of: [b, proxy-1] }"),
    "architecture.needs.atLeast",
    "from 1 to 2",
  ],
  ["a loss above one", "network: { loss: 120 % }", "network.loss", 'found "120 %"'],
  ["no rate", but(calls("count: 5")), "traffic.calls.rate", "found no rate"],
  ["no end", but(calls("rate: 5/s")), "traffic.calls", "arrivals without an end"],
  ["far too many", but(calls("rate: 1e9/s, duration: 1 h")), "traffic.calls.duration", "arrivals in a replication"],
  [
    "rounds with a rate",
    but({ traffic: "traffic: { users: 3, calls: { rounds: [1 s], spacing: 1 s, rate: 5/s } }" }),
    "traffic.calls.rate",
    "rate beside rounds",
  ],
  [
    "rounds of one user",
    but({ traffic: "traffic: { users: 1, calls: { rounds: [1 s], spacing: 1 s } }" }),
    "traffic.calls.rounds",
    "at least two users",
  ],
  [
    "an unknown address",
    but(calls("rate: 5/s, count: 5, access: { address: SAP7 }")),
    "traffic.calls.access.address",
    "Did you mean SAP1?",
  ],
  [
    "an unknown access",
    but(calls("rate: 5/s, count: 5, access: wheighted")),
    "traffic.calls.access",
    "Did you mean weighted?",
  ],
  [
    "a late refresh",
    but({ traffic: "traffic: { registration: { expires: 60 s, refresh: 60 s }, calls: { rate: 5/s, count: 5 } }" }),
    "traffic.registration.refresh",
    "less than 60 s",
  ],
  ["a value left empty", but(calls("rate: 5/s, count: 5, busy: ")), "traffic.calls.busy", "found nothing"],
  [
    "a fault of nobody",
    but({ faults: "faults: [{ at: 1 s, kill: proxy-11 }]" }),
    "faults.0.kill",
    "which does not exist",
    "Did you mean proxy-1?",
  ],
  [
    "a fault twice",
    but({ faults: "faults: [{ at: 1 s, kill: proxy-1 }, { at: 2 s, kill: proxy-1 }]" }),
    "faults.1.kill",
    "a second fault",
  ],
  [
    "a mistyped verb",
    but({ faults: "faults: [{ at: 1 s, hagn: proxy-1 }]" }),
    "faults.0.hagn",
    "found the unknown key",
    "Did you mean hang?",
  ],
  [
    "two things at once",
    but({ faults: "faults: [{ at: 1 s, kill: proxy-1, hang: proxy-1 }]" }),
    "faults.0",
    "kill and hang",
  ],
  ["nothing that happens", but({ faults: "faults: [{ at: 1 s }]" }), "faults.0", "no fault"],
  [
    "a key of another verb",
    but({ faults: "faults: [{ at: 1 s, hang: proxy-1, factor: 2 }]" }),
    "faults.0.factor",
    "unknown key",
  ],
  [
    "a cut to nobody",
    but({ faults: "faults: [{ at: 1 s, cut: [proxy-1, user] }]" }),
    "faults.0.cut.1",
    "which does not exist",
    "Did you mean users?",
  ],
  [
    "a cut within a tier",
    but({ faults: "faults: [{ at: 1 s, cut: [proxies, proxy-1] }]" }),
    "faults.0.cut",
    "in common",
  ],
  [
    "a node in two groups",
    but({ faults: "faults: [{ at: 1 s, partition: [[proxy-1], [proxies]] }]" }),
    "faults.0.partition.1.0",
    "a second group",
  ],
  [
    "an upgrade of a node",
    but({ faults: "faults: [{ at: 1 s, upgrade: proxy-1 }]" }),
    "faults.0.upgrade",
    "expected proxies",
  ],
  [
    "chance without lifetimes",
    but({ faults: "faults: [{ chance: proxies }]" }),
    "faults.0",
    "no timeToFailure, and no lifetimes in proxies",
  ],
  ["chance without a kind", but({ faults: "faults: [{ chance: proxies, kind: {} }]" }), "faults.0.kind", "no kind"],
  [
    "a member in two sites",
    but({ network: "network: { sites: { a: [proxy-1], b: [proxy-1] } }" }),
    "network.sites.b.0",
    "a second site",
  ],
  ["ways without sites", but({ network: "network: { between: { delay: 1 ms } }" }), "network.between", "without sites"],
  ["a fault without a time", but({ faults: "faults: [{ kill: proxy-1 }]" }), "faults.0.at", 'found no key "at"'],
  ["a fault after the end", but({ run: "run: { horizon: 4 s }" }), "faults.0.at", "after the run has ended"],
  ["a warm-up without end", but({ run: "run: { horizon: 9 s, warmUp: 9 s }" }), "run.warmUp", "less than the 9 s"],
  ["nothing to wait for", but({ traffic: "traffic: {}" }), "run.horizon", "without any calls"],
  ["a seed too large", but({ run: "run: { seed: 9007199254740993 }" }), "run.seed", "found 9007199254740992"],
  ["no replications", but({ run: "run: { replications: 0 }" }), "run.replications", "found 0"],
  ["a run of years", but({ run: "run: { horizon: 50 y }" }), "run.horizon", "events"],
  [
    "too many bindings",
    but({
      architecture: "architecture: { preset: iprs, active: 16, standby: 14 }",
      traffic: "traffic: { users: 1000000, calls: { rate: 10/s, count: 100 } }",
    }),
    "traffic.users",
    "bindings",
  ],
  [
    "an unknown metric",
    but({ expect: "expect: { failedCals: { atMost: 5 } }" }),
    "expect.failedCals",
    "Did you mean failedCalls?",
  ],
  [
    "a time without a unit",
    but({ expect: "expect: { outageTime: { atMost: 5 } }" }),
    "expect.outageTime.atMost",
    "a number without a unit",
  ],
  ["no bound", but({ expect: "expect: { outageTime: { because: of it } }" }), "expect.outageTime", "found no bound"],
  [
    "bounds crossed",
    but({ expect: "expect: { failedCalls: { atLeast: 5, atMost: 4 } }" }),
    "expect.failedCalls.atLeast",
    "above the upper",
  ],
  [
    "equals and more",
    but({ expect: "expect: { failedCalls: { equals: 5, atMost: 4 } }" }),
    "expect.failedCalls.equals",
    "equals beside another bound",
  ],
];

test.each(KINDS)("%s", (_, text, path, ...phrases) => {
  const whole =
    text.startsWith("architecture:") || text.startsWith("network:") ? but({ [text.split(":")[0]!]: text }) : text;
  const { problems = [] } = parseScenario(whole, "pair.yaml");
  expect(problems.map((problem) => problem.path).some((found) => found.startsWith(path))).toBe(true);
  const shown = problems.map(renderProblem).join("\n");
  for (const phrase of phrases) expect(shown).toContain(phrase);
});

test("aliases that multiply are not followed", () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [name, before] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"])
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`)}]`);
  const started = process.cpuUsage();
  expect(told(bomb.join("\n"))).toContain("values, once all aliases are followed");
  expect(process.cpuUsage(started).user).toBeLessThan(5e6); // microseconds; followed, they are 9⁹ values
});

test("values nested without end, or without a scenario's size, are refused quickly", () => {
  const started = process.cpuUsage();
  expect(told("[".repeat(5000))).toContain("nested far too deep");
  expect(told(`faults: ${"[".repeat(100)}${"]".repeat(100)}`)).toContain("nested far too deep");
  const large = parseScenario(new TextEncoder().encode("# x\n".repeat(300_000)), "large.yaml");
  expect(large.problems!.map(renderProblem).join()).toContain(
    "found a file of 1200000 bytes; expected a scenario of at most 262144 bytes",
  );
  expect(process.cpuUsage(started).user).toBeLessThan(10e6);
});

test("bytes that are no text are told where they begin", () => {
  const bytes = new Uint8Array([...new TextEncoder().encode("title: é\nabout: "), 0xff, 0xfe]);
  expect(parseScenario(bytes, "latin.yaml").problems!.map(renderProblem).join()).toContain(
    "latin.yaml:2:8  scenario\n  2 | about: \ufffd\ufffd\n    |        ^ found the byte 0xff, which is not UTF-8; expected text in UTF-8.",
  );
});

test("a service of components is sent to the analyzer in one sentence", () => {
  const { problems } = parseScenario("components: { a: { probability: 0.1 } }\nneeds: a\n", "parts.yaml");
  expect(problems!.map(({ path, expected }) => [path, expected])).toEqual([
    ["components", expect.stringContaining("sipnines availability")],
  ]);
});

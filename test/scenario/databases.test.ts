/** What is refused of databases of several servers, and what is warned of. */
import { expect, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";

interface Written {
  readonly database?: string;
  readonly bindings?: string;
  readonly needs?: string;
  readonly more?: string;
  readonly watches?: string;
}

const text = ({ database = "", bindings = "", needs = "p", more = "", watches = "" }: Written) => `
architecture:
  tiers:
    proxies: { role: proxy, active: [p] }
    db: { role: database, ${database} }
    sentinels: { role: monitor, active: [s1, s2] }
  addresses: { SAP: { tier: proxies, owner: p } }
  watches: { ${watches} }
  bindings: { database: { tier: db${bindings} } }
  needs: ${needs}
traffic: { calls: { rate: 1/s, duration: 9 s } }
${more}`;

const replicated = "active: [a], standby: [b]";
const cluster = "active: [a, b, c], replication: { certification: {} }";
const majority = "{ allOf: [p, { atLeast: 2, of: [a, b, c] }] }";
const watched = "w: { tier: db, by: sentinels, detector: { heartbeat: {} }, promotion: {} }";

test.each<[string, Written, string, string]>([
  ["two primaries", { database: "active: [a, b]" }, "architecture.tiers.db.active", "2 active nodes of a database"],
  [
    "a cluster with standbys",
    { database: "active: [a, b], standby: [c], replication: { certification: {} }" },
    "architecture.tiers.db.standby",
    "standby nodes under certification",
  ],
  [
    "replication of one",
    { database: "active: [a], replication: { asynchronous: {} }" },
    "architecture.tiers.db.replication",
    "replication without replicas",
  ],
  [
    "more copies than replicas",
    { database: `${replicated}, replication: { semiSynchronous: { copies: 2 } }` },
    "architecture.tiers.db.replication.copies",
    "2 copies of 1 replicas",
  ],
  [
    "the primary of a cluster",
    { database: cluster, needs: majority },
    "architecture.bindings.database",
    "connections to the primary of db, whose servers are all written",
  ],
  [
    "a minority that serves",
    { database: cluster, bindings: ", connects: list, timeout: 6 s", needs: "{ allOf: [p, { anyOf: [a, b, c] }] }" },
    "architecture.needs",
    "a service that is up with 1 of 3 nodes of db",
  ],
  [
    "a list of one",
    { database: "active: [a]", bindings: ", connects: list" },
    "architecture.bindings.database.connects",
    "connects: list to one server",
  ],
  [
    "promotion twice",
    { database: `${replicated}, promotion: {}`, watches: watched },
    "architecture.watches.w.promotion",
    "a second promotion of db",
  ],
  [
    "a quorum that is never reached",
    { database: replicated, watches: watched.replace("promotion: {}", "promotion: { quorum: 3 }") },
    "architecture.watches.w.promotion.quorum",
    "a quorum of 3 of 2 watchers",
  ],
  [
    "replicas of proxies, which failed over at once and always",
    { database: "active: [a]", more: "availability: { replicas: { proxies: 2 } }" },
    "availability.replicas.proxies",
    "replicas of proxies, which is no database",
  ],
])("%s is refused where it stands", (_, written, path, found) => {
  const { problems } = parseScenario(text(written), "x.yaml");
  expect(problems?.map((one) => `${one.path}: ${one.found}`)).toContain(`${path}: ${found}`);
});

test.each<[string, Written, string]>([
  ["two Sentinels", { database: replicated, watches: watched }, "2 watchers who must all agree on a promotion"],
  [
    "a cluster of two",
    {
      database: "active: [a, b], replication: { certification: {} }",
      bindings: ", connects: list, timeout: 6 s",
      needs: "{ allOf: [p, a, b] }",
    },
    "a cluster of 2, of which 2 are more than half",
  ],
  [
    "a time-out below the exclusion",
    { database: cluster, bindings: ", connects: list, timeout: 2 s", needs: majority },
    "a time-out of 2 s while writes may wait for 5.5 s until a dead node is excluded",
  ],
  [
    "writes that wait for a dead replica for ever",
    { database: "active: [a], standby: [b], replication: { semiSynchronous: { timeout: never } }" },
    "writes that wait for the only replica, however long",
  ],
  [
    "a time-out below that of semi-synchronous replication",
    { database: "active: [a], standby: [b], replication: { semiSynchronous: {} }", bindings: ", timeout: 10 s" },
    "a time-out of 10 s while writes may wait for 10 s for a replica that is dead",
  ],
  [
    "replicas of the analyzer alone",
    { database: "active: [a]", more: "availability: { replicas: { db: 2 } }" },
    "replicas of db for the analyzer alone",
  ],
])("%s: a warning", (_, written, found) => {
  const { warnings, problems } = parseScenario(text(written), "x.yaml");
  expect(problems).toBeUndefined();
  expect(warnings!.map((one) => one.found)).toContain(found);
});

test("whoever refreshes late misses a binding whose refresh was lost; whoever refreshes in time has the one before", () => {
  const warned = (refresh: string) =>
    parseScenario(
      text({ database: `${replicated}, replication: { asynchronous: { lag: 1 s } }` }).replace(
        "traffic: {",
        `traffic: { registration: { expires: 60 s, refresh: ${refresh} },`,
      ),
      "x.yaml",
    ).warnings!.filter(({ found }) => found.startsWith("replicas 1 s behind"));
  expect(warned("30 s")).toEqual([]);
  expect(warned("50 s").map(({ consequence }) => consequence)).toEqual([
    "whose refresh is lost at a promotion is missing for 40 s",
  ]);
});

/** The line that says what a run came to: what it names as the outage must explain the lost calls, or say what else did. */
import { expect, test } from "vitest";
import { inWords } from "../../src/cli/run/in-words.ts";
import { outcomeOf } from "../../src/cli/run/outcome.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

function told(text: string): string {
  const { scenario, problems } = parseScenario(text, "told.yaml");
  expect(problems).toBeUndefined();
  const replicator = new Replicator(scenario!, engineNamed("native"));
  return inWords(outcomeOf(scenario!, "native", [replicator.run(0), replicator.run(1)]));
}

const traffic =
  "traffic: { calls: { rate: 40/s, arrivals: paced, duration: 60 s }, clients: { retransmission: false } }\n";
const iprs = (takeover = "") =>
  `architecture: { preset: iprs, active: 1, standby: 1, watches: { membership: { takeover: { ${takeover} } } } }\n${traffic}`;

test("an outage that explains the lost calls needs no more words", () => {
  const line = told(`${iprs()}faults: [{ at: 10 s, kill: proxy-1 }]`);
  expect(line).toContain("the outage lasted 1.3");
  expect(line).not.toContain("explains");
});

test("a second failure, bindings that are gone and owners that nobody finds are told beside it", () => {
  const twice = told(`${iprs()}faults: [{ at: 10 s, kill: proxy-1 }, { at: 20 s, kill: proxy-2 }]`);
  expect(twice).toMatch(
    /explains at most 5\d(\.\d)? of the lost calls\. Beside it something else was dead that nobody replaced/,
  );
  const forgetful = iprs()
    .replace("watches:", "bindings: { memory: { checkpoint: none } }, watches:")
    .replace("traffic: {", "traffic: { registration: { refresh: 30 s },");
  const empty = told(`${forgetful}faults: [{ at: 10 s, kill: proxy-1 }]`);
  expect(empty).toMatch(/Beside it [\d.]+ met bindings that were gone until users registered again/);
});

test("where nobody died, no message went to a dead node", () => {
  const cut = told(
    `architecture: { preset: cisco-vrrp }\n${traffic}faults: [{ at: 10 s, cut: [proxy-1, proxy-2], for: 10 s }]`,
  );
  expect(cut).toContain("because their messages went to a node that did not have the address");
  expect(told(`${iprs()}faults: [{ at: 10 s, kill: proxy-1 }]`)).toContain("messages went to a dead node");
});

test("two owners of an address are told, and so is one that is left at the end", () => {
  const blocked = told(
    `architecture: { preset: cisco-vrrp }\n${traffic}faults: [{ at: 10 s, cut: [proxy-1, proxy-2] }]`,
  );
  expect(blocked).toMatch(/For 4\d(\.\d)? s an address had two owners; at the end 1 still has\.$/);
  const healed = told(`${iprs()}faults: [{ at: 10 s, cut: proxy-1, for: 5 s }]`);
  expect(healed).toMatch(/For [34](\.\d+)? s an address had two owners\./);
});

test("calls that are under way when the run ends are told apart from lost ones", () => {
  const held = traffic.replace("duration: 60 s", "count: 20, hold: 60 s");
  expect(told(`architecture: { preset: single }\n${held}run: { horizon: 60.25 s }`)).toBe(
    "Of 20 calls none failed; 10 were still under way when the run ended.",
  );
});

test("a director that takes over and knows no living proxy, and flows that stay with a dead one, are told", () => {
  const pair = (more: string) => `architecture: { preset: kamailio-dispatcher, ${more} }\n${traffic}`;
  const unknowing = pair(
    "watches: { health: { detector: { options: { interval: 20 s, timeout: 1 s, answers: 2, source: virtual address } } } }",
  );
  const refused = told(`${unknowing}faults: [{ at: 20 s, kill: director-1, kind: host }]`);
  expect(refused).toMatch(/Beside it [\d.]+ came when no proxy was known to be alive \(503\)\.$/);
  const trunks =
    "architecture: { preset: ppdr, directors: { policy: round robin, flows: { sources: 4 } }, watches: { health: { detector: { poll: { interval: 1 s, timeout: 1 s } } } } }\n";
  const line = told(`${trunks}${traffic}faults: [{ at: 20 s, kill: proxy-1, kind: host }]`);
  expect(line).toContain("for new flows; those that had begun stayed with their proxy.");
  const [, noticed] = /noticed after ([\d.]+) s/.exec(line)!;
  const [, pinned] =
    /Beside it ([\d.]+) went to a proxy that was considered down, because their flow stayed with it\.$/.exec(line)!;
  // Two trunks of four, 20 calls a second from the verdict to the end of the minute.
  expect(Math.abs(Number(pinned) - 20 * (40 - Number(noticed)))).toBeLessThan(2);
});

test("a freeze that is noticed now and then: in how many replications", () => {
  const frozen = told(`${iprs()}faults: [{ at: { uniform: [10 s, 11 s] }, freeze: proxy-1, for: 1.1 s }]`);
  expect(frozen).toContain("nobody stepped in");
  const vrrp = `architecture: { preset: cisco-vrrp }\n${traffic}`;
  const some = told(`${vrrp}faults: [{ at: { uniform: [10 s, 11 s] }, freeze: proxy-1, for: 2.9 s }]`);
  expect(some).toContain("it was noticed in 50 % of the replications after");
});

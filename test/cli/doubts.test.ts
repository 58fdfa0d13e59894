import { expect, test } from "vitest";
import { doubts } from "../../src/cli/run/doubts.ts";
import { inWords } from "../../src/cli/run/in-words.ts";
import { type Outcome, outcomeOf } from "../../src/cli/run/outcome.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

async function ran(text: string): Promise<Outcome> {
  const { scenario } = parseScenario(text, "file.yaml");
  const [figures] = await simulate([{ scenario: scenario!, replications: scenario!.run.replications }], {
    engine: "native",
    workers: 0,
  });
  return outcomeOf(scenario!, "native", figures!);
}

test("a wide interval is told with the replications that would narrow it: n grows with the square", async () => {
  const outcome = await ran(`
architecture: { preset: ppdr }
traffic: { calls: { rate: 20/s, arrivals: paced, duration: 40 s }, clients: { retransmission: false } }
faults: [{ at: 20 s, kill: proxy-1, kind: process }]
run: { replications: 8 }`);
  const { mean, halfWidth } = outcome.rows.find(({ metric }) => metric.name === "failedCalls")!.interval;
  const told = /^failedCalls is known to ± (\S+) % only; some (\d+) replications would make that ± 5 %\.$/.exec(
    doubts(outcome)[0]!,
  );
  expect(Number(told![1])).toBeCloseTo((100 * halfWidth!) / mean, -1);
  expect(Number(told![2])).toBe(Math.ceil(8 * (halfWidth! / mean / 0.05) ** 2));
});

test("fewer than five replications, or five blocks of them, have no interval", async () => {
  const outcome = await ran(`
architecture: { preset: ppdr }
traffic: { calls: { rate: 20/s, arrivals: poisson, duration: 40 s }, clients: { retransmission: false } }
faults: [{ at: 20 s, kill: proxy-1, kind: process }]
run: { replications: 8, stratify: 2 }`);
  expect(outcome.rows.filter(({ interval }) => interval.low !== null)).toEqual([]);
  expect(doubts(outcome)[0]).toBe(
    "8 of 10 replications that an interval needs, 5 blocks of 2: there is none. Use --replications 10 or more.",
  );
});

test("in words: nobody lost anything, nobody stepped in, nobody called", async () => {
  const text =
    "traffic: { calls: { rate: 10/s, arrivals: paced, count: 20 }, clients: { retransmission: false } }\nrun: { replications: 1 }";
  expect(inWords(await ran(`architecture: { preset: single }\n${text}`))).toBe("All 20 calls succeeded.");
  expect(inWords(await ran(`architecture: { preset: single }\n${text}\nfaults: [{ at: 1 s, kill: proxy-1 }]`))).toBe(
    "Of 20 calls 10 were lost: all because their messages went to a dead node. proxy-1's host died at 1 s; nobody stepped in.",
  );
  const options = `
architecture: { preset: single, tiers: { proxies: { service: { each: 5 ms } } } }
traffic: { options: { rate: 100/s, arrivals: paced, duration: 20 s } }
run: { replications: 2, horizon: 20 s }`;
  expect(inWords(await ran(options))).toBe("No calls were made; a request took 5.00 ms in the proxies.");
});

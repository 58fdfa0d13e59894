/** What does not go together with stateful directors is refused, with its place and a way out. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";

const text = readFileSync("scenarios/serial-failover.yaml", "utf8");
const problemsOf = (from: string, to: string) => {
  expect(text).toContain(from);
  const { problems } = parseScenario(text.replace(from, to), "serial-failover");
  return problems!.map(({ found }) => found);
};

test.each([
  [
    "an address at a proxy",
    "sip: { tier: directors, owner: director }",
    "sip: { tier: directors, owner: director }\n    own: { tier: proxies, owner: proxy-1 }",
    "beside the address own of proxies",
  ],
  [
    "a stateless director",
    "    proxies:\n",
    "    others: { role: director, active: [lvs] }\n    proxies:\n",
    "beside those of others, which are stateless",
  ],
  [
    "proxies that announce their load",
    "      transactions: {}\n",
    "      transactions: {}\n      overload: { control: {} }\n",
    "that announce their load (proxies.overload.control)",
  ],
  [
    "fail-over at a proxy",
    "      transactions: {}\n",
    "      transactions: { failover: {} }\n",
    "fail-over at a tier of proxies",
  ],
  ["a reply that no proxy gives", "after: 500 ms", "on: [486]", "486"],
])("%s", (_, from, to, said) => {
  expect(problemsOf(from, to).join("\n")).toContain(said);
});

const forks = readFileSync("scenarios/forked-calls.yaml", "utf8");
test.each([
  ["stateless proxies", "transactions: { forking: { ringing: 20 s } }", "workers: 2", "which try one contact only"],
  ["no route set", "recordRoute: true", "recordRoute: false", "without clients.recordRoute"],
  ["forking at a director", "preset: single", "preset: ppdr", "behind the directors"],
  [
    "a BYE that is challenged",
    "transactions: { forking",
    "authentication: { challenge: { BYE: 100 % } }, transactions: { forking",
    "where BYE is challenged",
  ],
  [
    "announced load",
    "transactions: { forking",
    "overload: { control: {} }, transactions: { forking",
    "that announce their load",
  ],
])("several contacts and %s", (_, from, to, said) => {
  expect(forks).toContain(from);
  const { problems } = parseScenario(forks.replace(from, to), "forked-calls");
  expect(problems!.map(({ found }) => found).join("\n")).toContain(said);
});

test("a director is warned of what challenges cost it: nine messages a call instead of six", () => {
  const warningsOf = (authentication: string) => {
    const busy = text.replace("rate: 100/s", "rate: 1300/s").replace("      transactions: {}\n", authentication);
    const { warnings } = parseScenario(busy, "serial-failover");
    return warnings!.map(({ found }) => found).filter((found) => found.startsWith("directors that are offered"));
  };
  expect(warningsOf("      transactions: {}\n      workers: 4\n")).toEqual([]); // 1300/s x 0.6 ms
  expect(
    warningsOf("      transactions: {}\n      workers: 4\n      authentication: { challenge: { INVITE: 100 % } }\n")[0],
  ).toMatch(
    /offered 1\.17 erlang/, // 1300/s x 0.9 ms
  );
});

test.each([
  ["stand behind another tier", "registrars"],
  ["are back-to-back user agents", "sbcs"],
])("challenges of calls at servers that %s", (said, tier) => {
  const pair = readFileSync("scenarios/sbc-pair.yaml", "utf8");
  const from = "architecture: { preset: sbc-pair }";
  expect(pair).toContain(from);
  const challenging = `architecture: { preset: sbc-pair, tiers: { ${tier}: { authentication: {} } } }`;
  const { problems } = parseScenario(pair.replace(from, challenging), "sbc-pair");
  expect(problems!.map(({ found }) => found)).toEqual([`challenges of calls at ${tier}, which ${said}`]);
});

/** What is legal and almost surely not meant is said where it stands; what is meant is let alone. */
import { expect, test } from "vitest";
import { PRESETS } from "../../src/architecture/presets.ts";
import { companionsOf } from "../../src/cli/files.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { parseService } from "../../src/scenario/parse-service.ts";
import { renderWarning } from "../../src/scenario/warning.ts";
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

test.each([
  ["a fault that no call meets", `${iprs}faults: [{ at: 10 min, kill: proxy-1 }]`, "faults.0.at: a fault at 10 min"],
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
  ["a pair with a watch", own(pair, takeover, "SAP: { tier: reg, owner: a }", "{ anyOf: [a, b] }")],
  [
    "directors that are told",
    own(directors, removal, "SBC: { tier: sbc, owner: d }", "{ allOf: [d, { anyOf: [a, b] }] }"),
  ],
])("no warning: %s", (_, text) => expect(warningsOf(text)).toEqual([]));

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

test.each([...scenarioFiles])("%s is meant as it is", (file, text) => {
  const { warnings, problems } = parseService(text, file, [], companionsOf(`${root}${file}`));
  expect(problems).toBeUndefined();
  expect(warnings!.map(renderWarning)).toEqual([]);
});

test.each(PRESETS.map(({ name }) => name))("the preset %s is meant as it is", (name) => {
  expect(warningsOf(`architecture: { preset: ${name} }\n${calls}`)).toEqual([]);
});

/** The JSON Schema and the reader say the same of the same files. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { PRESETS } from "../../src/architecture/presets.ts";
import { companionsOf } from "../../src/cli/files.ts";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.ts";
import { parseScenario, parseService } from "../../src/scenario/parse.ts";
import { scenarioFiles } from "./mutations.ts";

const committed = JSON.parse(readFileSync(new URL("../../schema/scenario.schema.json", import.meta.url), "utf8"));
const conforms = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true }).compile(
  committed,
);

test("the committed schema is what the shapes say (npx sipnines schema --write)", () => {
  const { $schema: _, $id, ...rest } = committed;
  expect($id).toBe("urn:sipnines:schema:scenario:2");
  expect(rest).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});

test.each([...scenarioFiles])("%s parses and conforms to the schema", (file, text) => {
  expect(parseService(text, file, [], companionsOf(file)).problems).toBeUndefined();
  conforms(parse(text));
  expect(conforms.errors ?? []).toEqual([]);
});

test.each(PRESETS.map((preset) => [preset.name, preset] as const))(
  "what %s expands to can be written out in full",
  (name, preset) => {
    const file = { architecture: preset.expand({}), traffic: { calls: { rate: "1/s", count: 1 } } };
    const { scenario: spelt, problems } = parseScenario(JSON.stringify(file), "spelt.yaml");
    expect(problems).toBeUndefined();
    conforms(file);
    expect(conforms.errors ?? []).toEqual([]);
    const { scenario: short } = parseScenario(
      JSON.stringify({ ...file, architecture: { preset: name } }),
      "short.yaml",
    );
    expect({ ...spelt!.architecture, preset: name }).toEqual(short!.architecture);
  },
);

const BOTH_REFUSE: readonly (readonly [string, unknown])[] = [
  ["an unknown key", { titel: 1 }],
  ["an unknown preset", { architecture: { preset: "irps" } }],
  ["another preset's parameter", { architecture: { preset: "iprs", proxies: 2 } }],
  ["a parameter out of range", { architecture: { preset: "iprs", active: 17 } }],
  ["a duration without a unit", { network: { delay: 5 } }],
  ["a negative duration", { network: { delay: "-1 ms" } }],
  ["a rate without a unit", { traffic: { calls: { rate: 5, count: 5 } } }],
  ["a probability above one", { network: { loss: 2 } }],
  ["an unknown word", { faults: [{ at: "1 s", kill: "proxy-1", kind: "cable" }] }],
  ["a metric that is none", { expect: { failed: { atMost: 1 } } }],
  ["a time as a number", { expect: { outageTime: { atMost: 1 } } }],
  [
    "two detectors",
    { architecture: { preset: "iprs", watches: { membership: { detector: { totem: {}, heartbeat: {} } } } } },
  ],
  ["an unknown distribution", { traffic: { calls: { rate: "1/s", count: 1, hold: { pareto: "1 s" } } } }],
];

test("a name that a formula has may be expected", () => {
  const file = { architecture: { preset: "iprs" }, traffic: { calls: { rate: "1/s", count: 1 } } };
  const own = { ...file, metrics: { perNode: "failedCalls / 2" }, expect: { perNode: { atMost: 1 } } };
  expect(conforms(own)).toBe(true);
  expect(parseScenario(JSON.stringify(own), "own.yaml").problems).toBeUndefined();
  expect(conforms({ ...file, expect: { perNode: { atMost: 1 } } })).toBe(false);
});

test.each(BOTH_REFUSE)("%s: neither takes it", (_, part) => {
  const sound = { architecture: { preset: "iprs" }, traffic: { calls: { rate: "1/s", count: 1 } } };
  expect(conforms(sound)).toBe(true);
  const file = { ...sound, ...(part as object) };
  expect(conforms(file)).toBe(false);
  expect(parseScenario(JSON.stringify(file), "bad.yaml").problems).toBeDefined();
});

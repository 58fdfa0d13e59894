/** What the editor of the page knows of a text that is being written: where somebody is, and what may stand there. */
import { expect, test } from "vitest";
import { keysAt, meaningOf, presetIn, type Schema, valuesAt } from "../../src/play/page/workbench/editor/schema-at.ts";
import { spotAt } from "../../src/play/page/workbench/editor/spot.ts";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.ts";

/** The bar is where somebody is. */
const at = (marked: string) => spotAt(marked.replace("|", ""), marked.indexOf("|"));
const where = (marked: string) => {
  const spot = at(marked);
  return spot && `${spot.path.join(".")} ${spot.isKey ? "key" : "value"} ${spot.word}`;
};

test.each([
  ["|", " key "],
  ["tra|", " key tra"],
  ["traffic:\n  |", "traffic key "],
  ["traffic:\n  calls:\n    ra|", "traffic.calls key ra"],
  ["traffic:\n  calls:\n    rate: 1|", "traffic.calls.rate value 1"],
  ["traffic:\n  calls:\n    rate: 1/s\n  us|", "traffic key us"],
  ["traffic:\n  calls: { rate: 1/s, ar|", "traffic.calls key ar"],
  ["traffic:\n  calls: { rate: 1/s, arrivals: po|", "traffic.calls.arrivals value po"],
  ["traffic: { calls: { rate: 1/s }, cl| }", "traffic key cl"],
  ["traffic:\n  calls: {\n    rate: 1/s,\n    ho|\n  }", "traffic.calls key ho"],
  ["run: { seed: 1 }\nfaults:\n  - { at: 1 s, ki|", "faults.* key ki"],
  ["faults:\n  - at: 1 s\n    ki|", "faults.* key ki"],
  ["faults:\n- at: 1 s\n- ki|", "faults.* key ki"],
  ["faults:\n- { at: 1 s }\nru|", " key ru"],
  ["about: |\n  traffic: {\n  x\nru¦", " key ru"],
  ['"traffic":\n  us|', "traffic key us"],
  ["title: 'a: {' # {\nru|", " key ru"],
  ["run: { seed: 1 } # {\ntr|", " key tr"],
  ["expect: { a: { because: Totem's token } }\nru|", " key ru"],
  ["run: { a: 'it {', se|", "run key se"],
])("%j", (text, expected) => {
  // The block of text has a bar of its own.
  const bar = text.includes("¦") ? "¦" : "|";
  const offset = text.indexOf(bar);
  const spot = spotAt(`${text.slice(0, offset)}${text.slice(offset + 1)}`, offset);
  expect(spot && `${spot.path.join(".")} ${spot.isKey ? "key" : "value"} ${spot.word}`).toBe(expected);
});

test("within comments and blocks of text nothing is said", () => {
  expect(where("# tra|")).toBeNull();
  expect(where("run: # tra|")).toBeNull();
  expect(spotAt("about: |\n  hello\n", 12)).toBeNull();
});

const schema = scenarioJsonSchema() as Schema;
const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name);

test("keys and words are those of the schema, with their explanations", () => {
  expect(names(keysAt(schema, []))).toEqual(
    expect.arrayContaining(["title", "architecture", "traffic", "faults", "run"]),
  );
  expect(names(keysAt(schema, ["traffic", "calls"]))).toEqual(expect.arrayContaining(["rate", "hold", "arrivals"]));
  expect(names(keysAt(schema, ["faults", "*"]))).toEqual(expect.arrayContaining(["at", "kill", "partition", "heal"]));
  expect(meaningOf(schema, ["traffic", "calls", "hold"])).toBe("From ACK to BYE. Default: 0 s.");
  expect(names(valuesAt(schema, ["traffic", "calls", "arrivals"]))).toContain("poisson");
  expect(names(valuesAt(schema, ["architecture", "preset"], "ppdr"))).toEqual(expect.arrayContaining(["iprs", "ppdr"]));
  expect(keysAt(schema, ["constructor"])).toEqual([]);
});

test("beside a preset its own parameters may stand, and what may be changed of it", () => {
  const text = "architecture: { preset: iprs }";
  expect(names(keysAt(schema, ["architecture"], presetIn(text)))).toEqual(
    expect.arrayContaining(["active", "standby", "watches", "bindings"]),
  );
  const watch = ["architecture", "watches", "proxies", "detector"];
  expect(names(keysAt(schema, watch, "iprs"))).toEqual(expect.arrayContaining(["totem", "vrrp", "heartbeat"]));
  expect(meaningOf(schema, [...watch, "heartbeat", "misses"], "iprs")).toMatch(/^Silent intervals/);
});

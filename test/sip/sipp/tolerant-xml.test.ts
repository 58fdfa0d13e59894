/** XML as SIPp's own parser takes it, which is more than XML allows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Source } from "../../../src/notation/source.ts";
import { readSipp } from "../../../src/scenario/sipp/read-sipp.ts";
import { readXml } from "../../../src/scenario/sipp/tolerant-xml.ts";
import { CALL, complaintsOf, recv, request, scenarioOf } from "./xml.ts";

const CALLS = CALL.join("\n");

/** Each of these is run by SIPp 3.6.1. */
test.each([
  ["a comment with --", `<?xml version="1.0"?><scenario><!-- a -- b --->${CALLS}</scenario>`],
  ["a declaration without version", `<?xml encoding="x" ?><scenario>${CALLS}</scenario>`],
  ["no version that exists", `<?xml version="9.9"?><scenario>${CALLS}</scenario>`],
  ["text around the root", `<?xml ?>\nx\n<scenario>y${CALLS}z</scenario>\nend & <!-- of --> file`],
  ["a doctype", `<?xml?><!DOCTYPE scenario SYSTEM "sipp.dtd"><scenario>${CALLS}</scenario>`],
  ["a comment in a tag", `<?xml?><scenario <!-- why not --> name="a">${CALLS}</scenario>`],
  ["a bare ampersand", `<?xml?><scenario name="a && b &nothing;">${CALLS}</scenario>`],
  ["several comments, one of a tag", `<?xml?><scenario><!-- <send> --><!---->${CALLS}</scenario>`],
  ["no end of the root", `<?xml?><scenario>${CALLS}`],
  ["white space around the equals sign", `<?xml?><scenario name\n=\n"a">${CALLS}</scenario>`],
])("read: %s", (_, text) => {
  expect(complaintsOf(text)).toEqual([]);
});

test("signs of XML in a value are read as SIPp has done since 3.7.6", () => {
  expect(complaintsOf(`<scenario name="a < b > c & d">${CALLS}</scenario>`)).toEqual([]);
});

test("values: escapes by backslash, entities, single quotes, the first of two", () => {
  const text = String.raw`<?xml?><scenario a="\"\\\n\x" b='x"\' c="&lt;&gt;&amp;&quot;&bogus;" d="1" d="2"/>`;
  const { attributes, unseen } = readXml(new Source("x", text)).root!;
  expect([...attributes].map(([name, { value }]) => [name, value])).toEqual([
    ["a", '"\\\n\\x'],
    ["b", 'x"\\'],
    ["c", '<>&"&bogus;'],
    ["d", "1"],
  ]);
  expect(unseen.map((one) => one.text)).toEqual(["a second d"]);
  const list = readXml(new Source("x", String.raw`<Reference variables="1","2" / "\""/>`)).root!;
  expect(list.attributes.get("variables")!.value).toBe("1");
  expect(list.unseen.map((one) => one.text)).toEqual([
    ", without a value",
    "a text in quotes",
    "a slash",
    "a text in quotes",
  ]);
});

test("the first CDATA section of an element counts, whatever stands in it", () => {
  const text = "<a>\n<b/>no<![CDATA[ <x> </a> <!-- ]]><![CDATA[second]]></a>";
  const { root } = readXml(new Source("x", text));
  expect(root!.text).toBe(" <x> </a> <!-- ");
  expect(root!.children.map(({ name }) => name)).toEqual(["b"]);
  expect(text.slice(root!.textSpan.start).startsWith(" <x>")).toBe(true);
});

test.each([
  ["", "1:1 no element"],
  ["text only", "1:1 no element"],
  ["<scenario><send>", "1:11 <send> without </send>"],
  ["<a>\n <b></a>", "2:5 </a> where </b> should stand"],
  ["<a/></b>", "1:5 </b>, which closes nothing"],
  ["<a/>\n<b/>", "2:1 the element <b> behind </a>"],
  ["<a><!-- open", "1:4 a comment without its end, -->"],
  ["<a><![CDATA[ open ]]", "1:4 a CDATA section without its end, ]]>"],
  ["<a b=c/>", "1:6 a value without quotes"],
  ['<a b="c/>', "1:6 a value without its closing quote"],
  ['<a b="c"">', "1:9 a value without its closing quote"],
  ["<a 'b'>", '1:4 "\'" where an attribute should begin'],
  ["<a <b/>", "1:1 <a without its end"],
  ["<a b", "1:1 <a without its end"],
  ["<a>3 < 4</a>", '1:6 a "<" that begins no element'],
  ['<a \u001b[2J="1"/>', '1:4 "\\u001b" where an attribute should begin'],
])("%j is refused: %s", (text, expected) => {
  const { root, complaints } = readXml(new Source("x", text));
  expect(root).toBeNull();
  const { line, column } = complaints[0]!.span.source.position(complaints[0]!.span.start);
  expect(`${line}:${column} ${complaints[0]!.found}`).toBe(expected);
});

test("depth, length and odd names cost nothing but time, and little of it", () => {
  const deep = `${"<a>".repeat(60_000)}${"</a>".repeat(60_000)}`;
  expect(readXml(new Source("x", deep)).root!.name).toBe("a");
  expect(complaintsOf(deep)).toHaveLength(1);
  expect(complaintsOf(`<scenario>${"<__proto__/>".repeat(20_000)}</scenario>`).length).toBeGreaterThan(1);
  expect(complaintsOf(`<scenario ${'x="1" '.repeat(100_000)}/>`)[0]).toContain("more than 50 attributes");
});

test("mutated scenarios are read or refused, never more", () => {
  const text = scenarioOf(
    request("INVITE", 'retrans="500" start_rtd="1"'),
    '<!-- a -- b --><recv response="180" optional="true" next="1" chance="0.5"/>',
    recv(200, 'rrs="true" timeout="1000" ontimeout="1"'),
    '<pause distribution="lognormal" mean="7" stdev="0.5"/><label id="1"/>',
    '<nop><action><ereg regexp="a" assign_to="1" check_it="true"/></action></nop>',
    request("ACK"),
    '<timewait milliseconds="100"/>',
  );
  const pieces = [
    "<",
    ">",
    "/",
    '"',
    "'",
    "=",
    "&",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "\\",
    "\u0000",
    "__proto__",
    "1e308",
    "-1",
    "NaN",
    " ",
  ];
  const edits = fc.array(
    fc.record({ at: fc.nat(text.length), remove: fc.nat(12), insert: fc.constantFrom("", ...pieces) }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(edits, (all) => {
      const mutated = all.reduce(
        (now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove),
        text,
      );
      const { scenario, complaints } = readSipp(new Source("x", mutated));
      expect(scenario === null).toBe(complaints.length > 0);
    }),
    { numRuns: 1500 },
  );
});

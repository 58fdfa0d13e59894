// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Keepalived writes its definitions so
/** Whatever is done to a file, reading it ends, throws nothing, and gives places that are there. */
import { describe, expect, test } from "vitest";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { Xoshiro } from "../../src/random/xoshiro.ts";
import { less } from "../long.ts";
import * as samples from "./samples.ts";

const SAMPLES = samples.BY_KIND;

/** Pieces that a mutation may put in: what parsers stumble over. */
const PIECES = [
  ...[
    "{",
    "}",
    "(",
    ")",
    '"',
    "'",
    "\\",
    "#",
    "!",
    "$",
    "${A}",
    "$A=${A}${A}\n",
    "@x ",
    "=",
    ":",
    ";",
    "\n",
    "\r",
    "\t",
    "\0",
  ],
  ...[
    "/*",
    "*/",
    "//",
    "#!ifdef X\n",
    "#!else\n",
    "#!endif\n",
    "#!define a b\n",
    "include x\n",
    "!include x\n",
    'include_file "x"',
  ],
  ...[
    "<",
    ">",
    "</",
    "&",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "]]>",
    "[",
    "]",
    "|",
    "1e309",
    "-1",
    "999999999999",
    "NaN",
    "é",
    "\u{1f4de}",
  ],
  ...["$INCLUDE x\n", "$TTL ", "$ORIGIN .\n", "__proto__", "constructor", "toString"],
];

/** A text with a few things done to it. */
function mutated(text: string, dice: (below: number) => number): string {
  let result = text;
  for (let more = dice(4); more >= 0; more--) {
    const at = dice(result.length + 1);
    const length = dice(20);
    const kind = dice(6);
    if (kind === 0) result = result.slice(0, at) + result.slice(at + length);
    else if (kind === 1) result = result.slice(0, at) + PIECES[dice(PIECES.length)]! + result.slice(at);
    else if (kind === 2) result = result.slice(0, at) + String.fromCharCode(dice(256)) + result.slice(at + 1);
    else if (kind === 3)
      result = result.slice(0, at) + result.slice(dice(result.length + 1)).slice(0, 200) + result.slice(at);
    else if (kind === 4)
      result = result.slice(0, at) + PIECES[dice(PIECES.length)]!.repeat(1 + dice(40)) + result.slice(at);
    else result = result.slice(0, at);
  }
  return result;
}

describe.each(SAMPLES)("%s", (kind, text) => {
  test("survives mutations, and points at lines that are there", () => {
    const random = new Xoshiro();
    random.state.set([1, 2, 3, kind.length]);
    const dice = (below: number): number => Math.floor(random.uniform() * below);
    const count = less(300, 10_000);
    let read = 0;
    const elsewhere: string[] = [];
    for (let i = 0; i < count; i++) {
      const changed = mutated(text, dice);
      const { readings } = readConfiguration(new FileTree([{ path: "x", text: changed }]));
      const last = changed.split(/\r\n|\n|\r/).length;
      for (const reading of readings) {
        if (reading.kind === kind) read++;
        for (const { place } of [...reading.problems, ...reading.unknown, ...reading.irrelevant])
          if (!(place.line >= 1 && place.line <= last)) elsewhere.push(`${place.line} of ${last}: ${changed}`);
      }
    }
    expect(elsewhere).toEqual([]);
    expect(read).toBeGreaterThan(count / 3);
  });
});

/** What would take a careless reader for ever: repeated a hundred thousand times. */
const LONG: readonly (readonly [string, string, string])[] = [
  ["braces", "vrrp_instance V {\n", "{\n"],
  ["braces on one line", "vrrp_instance V {\n", "{"],
  ["definitions", "global_defs {\n}\n$A=1\n", "${A} "],
  ["continued lines", "global_defs {\n}\n", "\\\n"],
  ["stars of an include", "global_defs {\n}\ninclude ", "*/"],
  ["corosync's braces", "totem {\n", "a {\n"],
  ["elements", "<cib><configuration><resources/>", "<group>"],
  ["parentheses", "#!KAMAILIO\nrequest_route {\n", "t_relay("],
  ["conditions", "#!KAMAILIO\n", "#!ifdef A\n"],
  ["substitutions", "#!KAMAILIO\n", '#!subst "/a/aa/"\nalias="aaaa"\n'],
  ["comments", "#!KAMAILIO\n", "/*"],
  ["spaces", "#!KAMAILIO\n", " "],
  ["spaces in HAProxy", "defaults\n", "listen "],
  ["a zone's parentheses", "$TTL 60\n", "("],
  ["a zone's words", "$TTL 60\n", "a "],
  ["a zone's numbers", "$TTL 60\nx ", "1h"],
  ["brackets", "[mysqld]\n", "["],
  ["destinations", "1 sip:a\n", "1 sip:a 0 0 ;;;=\n"],
  ["tabs before nothing", "", "\t"],
  ["words without end", "", "1"],
];

test.each(LONG)("%s do not hold a reader up", (_, begin, piece) => {
  const text = begin + piece.repeat(Math.ceil(less(100_000, 1_000_000) / piece.length));
  const before = process.cpuUsage();
  readConfiguration(new FileTree([{ path: "x", text }]));
  const { user } = process.cpuUsage(before);
  expect(user / 1e6).toBeLessThan(less(2, 20));
});

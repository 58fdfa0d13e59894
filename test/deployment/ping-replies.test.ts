/** Replies that count as answers to a dispatcher's pings, as README.dispatcher of Kamailio and OpenSIPS's dispatcher README write them. */
import { expect, test } from "vitest";
import { directed, directorCfg } from "../../src/checks/examples.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { countsTimeouts, pingRepliesOf } from "../../src/deployment/ping-replies.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const replies = (text: string) => pingRepliesOf({ value: text, origin: { kind: "default", of: "a test" } });

test.each([
  ["", [], false],
  ["class=2;code=480;code=404", ["480", "404"], false],
  ["class = 4; class=2", ["4xx"], true],
  ["code=408", ["408"], true],
  ["501, 403, 404", ["501", "403", "404"], false],
  ["class=9;code=42;nonsense", [], false],
])("%s", (text, expected, isBlind) => {
  expect(replies(text).value).toEqual(expected);
  expect(countsTimeouts(replies(text))).toBe(isBlind);
});

test("they are in the scenario, where 408 among them leaves nobody who finds anything", () => {
  const imported = (codes: string) => {
    const lines = `modparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 1)\nmodparam("dispatcher", "ds_ping_reply_codes", "${codes}")`;
    const files = Object.entries(directed(directorCfg(lines))).map(([path, text]) => ({ path, text }));
    const { text, leftOut } = importedScenario(readConfiguration(new FileTree(files)), null);
    return { watches: parseScenario(text, "imported").scenario!.architecture.watches, text, leftOut };
  };
  const well = imported("class=5;code=404");
  expect(well.watches[0]!.detector).toMatchObject({ kind: "options", replies: ["5xx", 404] });
  expect(well.text).toContain("replies: [5xx, 404] # dir1/kamailio.cfg:10");
  const blind = imported("class=4");
  expect(blind.watches).toEqual([]);
  expect(blind.leftOut.join()).toContain("a 408 counts as their answer");
});

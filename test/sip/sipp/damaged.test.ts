/** SIPp scenarios that somebody has damaged, or written in haste: they are read or refused, and what is read can be played to an end. */
import { expect, test } from "vitest";
import { Source } from "../../../src/notation/source.ts";
import { Stream } from "../../../src/random/stream.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { importFromSipp } from "../../../src/scenario/sipp/import.ts";
import { readSipp } from "../../../src/scenario/sipp/read-sipp.ts";
import { worldOf } from "../../architecture/fixture.ts";
import { less } from "../../long.ts";
import { PAIRS } from "./pairs.ts";
import { scenarioOf } from "./xml.ts";

const SCRAPS = [
  'next="1"',
  '<label id="1"/>',
  'optional="true"',
  'test="1"',
  'condexec="2"',
  'chance="0.5"',
  'timeout="5" ontimeout="1"',
  '<recv request="BYE"/>',
  '<recv response="200"/>',
  '<nop next="1"/>',
  '<nop next="1" chance="0.3"/>',
  '<nop><action><jump value="2"/></action></nop>',
  '<nop><action><add assign_to="1" value="1"/><exec int_cmd="stop_call"/></action></nop>',
];
const texts = PAIRS.flatMap(({ caller, callee }) => [scenarioOf(...caller), scenarioOf(...callee)]);

function damaged(random: Stream): string {
  const any = <One>(from: readonly One[]): One => from[random.integer(from.length)]!;
  const lines = any(texts).split("\n");
  for (let edits = 1 + random.integer(4); edits > 0; edits--) {
    const at = random.integer(lines.length);
    const line = lines[at]!;
    const hit = random.integer(line.length + 1);
    const sign = String.fromCharCode(32 + random.integer(95));
    const edit = any([
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, any(SCRAPS)),
      () => lines.splice(at, 0, any(lines)),
      () => lines.splice(at, 1, line.replace(">", ` ${any(SCRAPS)}>`)),
      () => lines.splice(at, 1, `${line.slice(0, hit)}${sign}${line.slice(hit + 1)}`),
    ]);
    edit();
  }
  return lines.join("\n");
}

test("damaged scenarios are read or refused, and what is read is played to an end", () => {
  const random = new Stream("damage", 1, 0);
  let played = 0;
  for (let round = 0; round < less(400, 10_000); round++) {
    const source = new Source("side.xml", damaged(random));
    const { scenario, complaints } = readSipp(source);
    expect(scenario === null).toBe(complaints.length > 0);
    if (scenario === null) continue;
    const text = importFromSipp([{ file: "side.xml", scenario }], { rate: 10, count: 2 }, "single");
    const { scenario: described } = parseScenario(text, "file.yaml", [], () => ({ source }));
    if (described === undefined || round % 4 > 0) continue; // a pair that does not fit
    const world = worldOf(described);
    world.start(0);
    world.engine.run(100);
    world.calls.closeAll(() => true);
    world.calls.audit();
    if (described.traffic.calls !== null) played += world.calls.created;
  }
  expect(played).toBeGreaterThan(less(40, 1000));
});

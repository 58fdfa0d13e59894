/** A real Kamailio and our captures say the same messages in the same order, with the same Vias. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { calls, paced, type Story, single } from "../architecture/fixture.ts";
import { ended, Lab, missing } from "./lab.ts";
import { OURS, ourCapture } from "./our-capture.ts";
import { laddersOf, type Rung } from "./wire-ladder.ts";

const PROXY = "10.9.0.10";
const CALLER = "10.9.0.20";

type Traffic = NonNullable<Story["traffic"]>["calls"];
const call = paced(1, { count: 1 });

/** Each call at the real thing, by our SIPp scenarios, and in the model. */
const STORIES: Readonly<Record<string, { caller: string; callee: string; told: NonNullable<Traffic> }>> = {
  "a call": {
    caller: "caller.xml",
    callee: "callee.xml",
    told: calls(call, { ring: deterministic(0.2), hold: deterministic(0.1) }),
  },
  "a refused call": { caller: "caller-refused.xml", callee: "callee-busy.xml", told: calls(call, { busy: 1 }) },
  "a cancelled call": {
    caller: "caller-cancels.xml",
    callee: "callee-cancelled.xml",
    told: calls(call, { ring: deterministic(5), patience: deterministic(0.1) }),
  },
};
const names = Object.keys(STORIES);
const calleeOf = (index: number): string => `10.9.0.${31 + index}`;

/** The lab's calls, one after the other, by Kamailio; what SIPp says of each is its exit code. */
async function measured(lab: Lab): Promise<{ file: string; exits: number[] }> {
  await Promise.all([
    lab.kamailio("proxy", "proxy.cfg", { ADDRESS: `udp:${PROXY}:5060` }),
    lab.capture("real.pcapng"),
    ...Object.values(STORIES).map(({ callee }, index) =>
      lab.callee("callee", calleeOf(index), callee, "-m", "1", "-d", "200"),
    ),
  ]);
  const exits: number[] = [];
  for (const [index, { caller }] of Object.values(STORIES).entries()) {
    const told = ["-i", CALLER, "-p", "5060", "-m", "1", "-key", "callee", calleeOf(index), `${PROXY}:5060`];
    exits.push(await ended(lab.sipp("caller", caller, ...told)));
  }
  return { file: await lab.captured("real.pcapng"), exits };
}

const stateful = single({ transactions: { ringing: 180, strayResponses: "forward", limit: Infinity } });

describe.skipIf(missing !== undefined)(`beside a real Kamailio${missing ? ` (skipped: no ${missing})` : ""}`, () => {
  let lab: Lab;
  let exits: number[] = [];
  let real: Rung[][] = [];
  beforeAll(async () => {
    lab = new Lab({ proxy: [PROXY], caller: [CALLER], callee: names.map((_, index) => calleeOf(index)) });
    const { file, exits: codes } = await measured(lab);
    exits = codes;
    const callees = Object.fromEntries(names.map((_, index) => [calleeOf(index), "callee"]));
    real = laddersOf(file, { [PROXY]: "proxy", [CALLER]: "caller", ...callees });
  });
  afterAll(() => lab?.end());

  test.each(names)("%s", (name) => {
    const index = names.indexOf(name);
    expect(exits[index]).toBe(0);
    const [ours] = laddersOf(
      ourCapture(stateful, { calls: STORIES[name]!.told }, join(lab.folder, `${index}.pcapng`)),
      OURS,
    );
    expect(ours).toEqual(real[index]);
  });
});

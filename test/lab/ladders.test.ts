/** A real Kamailio and our captures say the same messages in the same order, with the same Vias. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { hostIp, ipText, virtualIp } from "../../src/report/trace/frames.ts";
import type { Architecture } from "../../src/service/description.ts";
import { calls, kill, paced, type Story, single } from "../architecture/fixture.ts";
import { dispatched, keeping } from "../sip/dispatched.ts";
import { ended, Lab, missing } from "./lab.ts";
import { OURS, ourCapture } from "./our-capture.ts";
import { laddersOf, type Rung } from "./wire-ladder.ts";

const PROXY = "10.9.0.10";
const DIRECTOR = "10.9.0.11";
const DEAD = "10.9.0.12";
const CALLER = "10.9.0.20";
/** [ms] */
const FR_TIMER = 300;

type Traffic = NonNullable<Story["traffic"]>["calls"];
const call = paced(1, { count: 1 });

const stateful = single({ transactions: keeping });
/** The first destination is dead. */
const behind: Architecture = dispatched({ after: deterministic(FR_TIMER / 1000) }, { isStateful: true });

interface LabStory {
  readonly caller: string;
  readonly callee: string;
  readonly told: NonNullable<Traffic>;
  /** Who hears the caller: the proxy, unless it is the director. */
  readonly aim?: string;
  readonly architecture?: Architecture;
  readonly faults?: Story["faults"];
}

/** Each call at the real thing, by our SIPp scenarios, and in the model. */
const STORIES: Readonly<Record<string, LabStory>> = {
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
  "a serial fail-over": {
    caller: "caller.xml",
    callee: "callee.xml",
    told: calls(call, { ring: deterministic(0.2), hold: deterministic(0.1) }),
    aim: DIRECTOR,
    architecture: behind,
    faults: [kill("P1", 0, "process")],
  },
};
const names = Object.keys(STORIES);
const calleeOf = (index: number): string => `10.9.0.${31 + index}`;

/** The lab's calls, one after the other, by Kamailio; what SIPp says of each is its exit code. */
async function measured(lab: Lab): Promise<{ file: string; exits: number[] }> {
  const list = join(lab.folder, "dispatcher.list");
  writeFileSync(list, [DEAD, PROXY].map((ip, i) => `1 sip:${ip}:5060 0 ${9 - i}\n`).join(""));
  const known = { ADDRESS: `udp:${DIRECTOR}:5060`, LIST: `"${list}"`, FR_TIMER: `${FR_TIMER}` };
  await Promise.all([
    lab.kamailio("proxy", "proxy.cfg", { ADDRESS: `udp:${PROXY}:5060` }),
    lab.kamailio("director", "director.cfg", known),
    lab.capture("real.pcapng"),
    ...Object.values(STORIES).map(({ callee }, index) =>
      lab.callee("callee", calleeOf(index), callee, "-m", "1", "-d", "200"),
    ),
  ]);
  const exits: number[] = [];
  for (const [index, { caller, aim = PROXY }] of Object.values(STORIES).entries()) {
    const told = ["-i", CALLER, "-p", "5060", "-m", "1", "-key", "callee", calleeOf(index), `${aim}:5060`];
    exits.push(await ended(lab.sipp("caller", caller, ...told)));
  }
  return { file: await lab.captured("real.pcapng"), exits };
}

/** The same by the model, as a capture in a file. */
function modelled(name: string, file: string): string {
  const { told, architecture = stateful, faults = [] } = STORIES[name]!;
  return ourCapture(architecture, { calls: told }, file, faults);
}

/** Who is who in our captures: the address is the proxy's, or the director's before two proxies. */
const ours = (name: string): Readonly<Record<string, string>> =>
  STORIES[name]!.aim === undefined
    ? OURS
    : { ...OURS, [ipText(virtualIp(0))]: "director", [ipText(hostIp(3))]: "dead", [ipText(hostIp(4))]: "proxy" };

/** What caller and callee see each: the callee's answer to a CANCEL runs a race with the proxy's own to the caller. */
const sides = (ladder: readonly Rung[]): Rung[][] =>
  ["caller", "callee"].map((party) => ladder.filter((rung) => rung.includes(party)));
const RACING = "a cancelled call";

describe.skipIf(missing !== undefined)(`beside a real Kamailio${missing ? ` (skipped: no ${missing})` : ""}`, () => {
  let lab: Lab;
  let exits: number[] = [];
  let real: Rung[][] = [];
  beforeAll(async () => {
    const callee = names.map((_, index) => calleeOf(index));
    lab = new Lab({ proxy: [PROXY], director: [DIRECTOR], dead: [DEAD], caller: [CALLER], callee });
    const { file, exits: codes } = await measured(lab);
    exits = codes;
    const callees = Object.fromEntries(names.map((_, index) => [calleeOf(index), "callee"]));
    const servers = { [PROXY]: "proxy", [DIRECTOR]: "director", [DEAD]: "dead" };
    real = laddersOf(file, { ...servers, [CALLER]: "caller", ...callees });
  });
  afterAll(() => lab?.end());

  test.each(names)("%s", (name) => {
    const index = names.indexOf(name);
    expect(exits[index]).toBe(0);
    const [ladder] = laddersOf(modelled(name, join(lab.folder, `${index}.pcapng`)), ours(name));
    if (name === RACING) expect(sides(ladder!)).toEqual(sides(real[index]!));
    else expect(ladder).toEqual(real[index]);
  });
});

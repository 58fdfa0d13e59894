/** A real Kamailio that challenges, and our captures: the same messages in the same order, with the same Vias. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { hostIp, ipText, virtualIp } from "../../src/report/trace/frames.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { Authentication } from "../../src/tiers/description.ts";
import { calls, paced, type Story, single } from "../architecture/fixture.ts";
import { dispatched, keeping } from "../sip/dispatched.ts";
import { ended, Lab, missing } from "./lab.ts";
import { OURS, ourCapture } from "./our-capture.ts";
import { laddersOf, type Rung } from "./wire-ladder.ts";

const PROXY = "10.9.0.10";
const DIRECTOR = "10.9.0.11";
const CALLER = "10.9.0.20";
const CALLEE = "10.9.0.30";

const authentication: Authentication = {
  ...{ challenge: { REGISTER: 1, INVITE: 1, BYE: 0, SUBSCRIBE: 0 }, nonce: 300, knownTo: "issuer" },
  ...{ credentials: "memory", refusal: 0, check: 0 },
};
const service = single({ transactions: keeping, authentication });
/** Two destinations, of which a call finds the same again. */
const { tiers, ...rest } = dispatched({}, { isStateful: true, policy: "call-id hash" });
const behind: Architecture = {
  ...rest,
  tiers: tiers.map((one) => (one.role === "proxy" ? { ...one, authentication } : one)),
};

const call = { calls: calls(paced(1, { count: 1 }), { ring: deterministic(0.2), hold: deterministic(0.1) }) };
interface LabStory {
  readonly told: NonNullable<Story["traffic"]>;
  readonly architecture: Architecture;
  readonly roles: Readonly<Record<string, string>>;
}
const STORIES: Readonly<Record<string, LabStory>> = {
  "a challenged REGISTER": { told: { users: 1, registration: { refresh: 9 } }, architecture: service, roles: OURS },
  "a challenged call": { told: call, architecture: service, roles: OURS },
  "a challenged call behind a director": {
    ...{ told: call, architecture: behind },
    roles: { ...OURS, [ipText(virtualIp(0))]: "director", [ipText(hostIp(3))]: "proxy", [ipText(hostIp(4))]: "proxy" },
  },
};
const names = Object.keys(STORIES);

describe.skipIf(missing !== undefined)(`beside a real Kamailio${missing ? ` (skipped: no ${missing})` : ""}`, () => {
  let lab: Lab;
  let exits: number[] = [];
  let real: Rung[][] = [];
  beforeAll(async () => {
    lab = new Lab({ proxy: [PROXY], director: [DIRECTOR], caller: [CALLER], callee: [CALLEE] });
    const list = join(lab.folder, "dispatcher.list");
    writeFileSync(list, `1 sip:${PROXY}:5060 0\n`);
    await Promise.all([
      lab.kamailio("proxy", "challenging.cfg", { ADDRESS: `udp:${PROXY}:5060` }),
      lab.kamailio("director", "director.cfg", {
        ...{ ADDRESS: `udp:${DIRECTOR}:5060`, LIST: `"${list}"`, FR_TIMER: "2000" },
      }),
      lab.capture("real.pcapng"),
    ]);
    const registrant = lab.sipp("callee", "registrant.xml", "-i", CALLEE, "-p", "5060", "-m", "1", `${PROXY}:5060`);
    exits = [await ended(registrant)];
    await lab.callee("callee", CALLEE, "callee.xml", "-m", "2", "-d", "200");
    for (const aim of [PROXY, DIRECTOR]) {
      const whom = ["-key", "callee", CALLEE, `${aim}:5060`];
      const caller = lab.sipp("caller", "caller-challenged.xml", "-i", CALLER, "-p", "5060", "-m", "1", ...whom);
      exits.push(await ended(caller));
    }
    const roles = { [PROXY]: "proxy", [DIRECTOR]: "director", [CALLER]: "caller", [CALLEE]: "callee" };
    real = laddersOf(await lab.captured("real.pcapng"), roles);
  });
  afterAll(() => lab?.end());

  test.each(names)("%s", (name) => {
    const index = names.indexOf(name);
    const { told, architecture, roles } = STORIES[name]!;
    expect(exits[index]).toBe(0);
    const file = ourCapture(architecture, told, join(lab.folder, `${index}.pcapng`));
    expect(laddersOf(file, roles)[0]).toEqual(real[index]);
  });
});

/** A real Kamailio that challenges, and our captures: the same messages in the same order, with the same Vias. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { calls, paced, type Story, single } from "../architecture/fixture.ts";
import { ended, Lab, missing } from "./lab.ts";
import { OURS, ourCapture } from "./our-capture.ts";
import { laddersOf, type Rung } from "./wire-ladder.ts";

const PROXY = "10.9.0.10";
const CALLER = "10.9.0.20";
const CALLEE = "10.9.0.30";

const service = single({
  transactions: { ringing: 180, strayResponses: "forward", limit: Infinity },
  authentication: {
    ...{ challenge: { REGISTER: 1, INVITE: 1, BYE: 0, SUBSCRIBE: 0 }, nonce: 300, knownTo: "issuer" },
    ...{ credentials: "memory", refusal: 0, check: 0 },
  },
});

const STORIES: Readonly<Record<string, NonNullable<Story["traffic"]>>> = {
  "a challenged REGISTER": { users: 1, registration: { refresh: 9 } },
  "a challenged call": { calls: calls(paced(1, { count: 1 }), { ring: deterministic(0.2), hold: deterministic(0.1) }) },
};

describe.skipIf(missing !== undefined)(`beside a real Kamailio${missing ? ` (skipped: no ${missing})` : ""}`, () => {
  let lab: Lab;
  let exits: number[] = [];
  let real: Rung[][] = [];
  beforeAll(async () => {
    lab = new Lab({ proxy: [PROXY], caller: [CALLER], callee: [CALLEE] });
    await Promise.all([
      lab.kamailio("proxy", "challenging.cfg", { ADDRESS: `udp:${PROXY}:5060` }),
      lab.capture("real.pcapng"),
    ]);
    const registrant = lab.sipp("callee", "registrant.xml", "-i", CALLEE, "-p", "5060", "-m", "1", `${PROXY}:5060`);
    exits = [await ended(registrant)];
    await lab.callee("callee", CALLEE, "callee.xml", "-m", "1", "-d", "200");
    const whom = ["-key", "callee", CALLEE, `${PROXY}:5060`];
    exits.push(
      await ended(lab.sipp("caller", "caller-challenged.xml", "-i", CALLER, "-p", "5060", "-m", "1", ...whom)),
    );
    real = laddersOf(await lab.captured("real.pcapng"), { [PROXY]: "proxy", [CALLER]: "caller", [CALLEE]: "callee" });
  });
  afterAll(() => lab?.end());

  test.each(Object.keys(STORIES).map((name, index) => [name, index] as const))("%s", (name, index) => {
    expect(exits[index]).toBe(0);
    const file = ourCapture(service, STORIES[name]!, join(lab.folder, `${index}.pcapng`));
    expect(laddersOf(file, OURS)[0]).toEqual(real[index]);
  });
});

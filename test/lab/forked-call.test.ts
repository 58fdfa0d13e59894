/** A real Kamailio forks a call to two contacts at once, and says to each and to the caller what our proxy says. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { contactIp, ipText } from "../../src/report/trace/frames.ts";
import { calls, paced, single } from "../architecture/fixture.ts";
import { keeping } from "../sip/dispatched.ts";
import { ended, Lab, missing } from "./lab.ts";
import { OURS, ourCapture } from "./our-capture.ts";
import { laddersOf, type Rung } from "./wire-ladder.ts";

const PROXY = "10.9.0.10";
const CALLER = "10.9.0.20";
const PHONE = "10.9.0.30";
/** The first answers, the second rings until it is cancelled. */
const [DESK, MOBILE] = ["10.9.0.31", "10.9.0.32"];

/** What the proxy says to somebody and hears from there, in order, with the branches of that side numbered by themselves. */
function side(ladder: readonly Rung[], who: string): Rung[] {
  const branches: string[] = [];
  return ladder
    .filter((rung) => rung.includes(who))
    .map((rung) =>
      rung.replace(/\d+(?=[ \]][^[]*$)/g, (branch) => {
        if (!branches.includes(branch)) branches.push(branch);
        return `${branches.indexOf(branch) + 1}`;
      }),
    );
}

async function measured(lab: Lab): Promise<Rung[]> {
  await Promise.all([
    lab.kamailio("proxy", "forking.cfg", { ADDRESS: `udp:${PROXY}:5060` }),
    lab.capture("real.pcapng"),
    lab.callee("callee", DESK!, "callee.xml", "-m", "1", "-d", "300"),
    lab.callee("callee", MOBILE!, "callee-cancelled.xml", "-m", "1"),
  ]);
  const own = (ip: string) => ["-i", ip, "-p", "5060", "-m", "1", `${PROXY}:5060`];
  const where = ["-key", "first", DESK!, "-key", "second", MOBILE!, "-key", "registrar", PROXY];
  expect(await ended(lab.sipp("callee", "registers-two.xml", ...where, ...own(PHONE)))).toBe(0);
  expect(await ended(lab.sipp("caller", "caller.xml", "-key", "callee", PROXY, ...own(CALLER)))).toBe(0);
  const roles = { [PROXY]: "proxy", [CALLER]: "caller", [DESK!]: "desk", [MOBILE!]: "mobile" };
  return laddersOf(await lab.captured("real.pcapng"), roles)[0]!;
}

function modelled(file: string): Rung[] {
  const contact = (name: string, ring: number) => ({
    ...{ name, q: 0.5, ring: deterministic(ring), busy: null, unreachable: 0 },
  });
  const traffic = {
    calls: calls(paced(1, { count: 1 }), { hold: deterministic(0.1) }),
    registration: { contacts: [contact("desk", 0.3), contact("mobile", 9)] },
  };
  const roles = { ...OURS, [ipText(contactIp(1))]: "desk", [ipText(contactIp(2))]: "mobile" };
  return laddersOf(ourCapture(single({ transactions: keeping }), traffic, file), roles)[0]!;
}

describe.skipIf(missing !== undefined)(`beside a real Kamailio${missing ? ` (skipped: no ${missing})` : ""}`, () => {
  test("a forked call", async () => {
    const lab = new Lab({ proxy: [PROXY], caller: [CALLER], callee: [DESK!, MOBILE!, PHONE] });
    try {
      const real = await measured(lab);
      const ours = modelled(join(lab.folder, "ours.pcapng"));
      for (const who of ["caller", "desk", "mobile"]) expect(side(ours, who)).toEqual(side(real, who));
      expect(ours.length).toBe(real.length);
      const cancelled = (ladder: readonly Rung[]) => ladder.findIndex((rung) => rung.includes("CANCEL"));
      const told = (ladder: readonly Rung[]) =>
        ladder.findIndex((rung) => rung.startsWith("proxy → caller  200 INVITE"));
      for (const ladder of [ours, real]) expect(told(ladder)).toBeLessThan(cancelled(ladder));
    } finally {
      await lab.end();
    }
  });
});

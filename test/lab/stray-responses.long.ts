/**
 * Kamailio is killed while 20 calls ring and starts again, empty, 3 s later: its core forwards the 200s that match no transaction, and all
 * calls succeed; where the configuration drops them all are lost. The model says the same.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { calls, figure, kill, paced, scenario, single } from "../architecture/fixture.ts";
import { ended, Lab, missing } from "./lab.ts";

const CALLS = 20;
/** All in s: how long it rings, when the proxy dies, how long it is away, how long the callers wait. */
const [RING, DEATH, AWAY, PATIENCE] = [5, 1.5, 3, 15];
const PROXY = "10.9.0.10";
const CALLEE = "10.9.0.31";

async function measured(strays: "forward" | "drop"): Promise<number> {
  const lab = new Lab({ proxy: [PROXY], caller: ["10.9.0.20"], callee: [CALLEE] });
  try {
    const defines = { ADDRESS: `udp:${PROXY}:5060`, ...(strays === "drop" && { DROP_STRAY: "" }) };
    const first = await lab.kamailio("proxy", "proxy.cfg", defines);
    await lab.callee("callee", CALLEE, "callee.xml", "-d", `${RING * 1000}`);
    const aims = ["-i", "10.9.0.20", "-p", "5060", "-key", "callee", CALLEE, `${PROXY}:5060`];
    const limits = ["-m", `${CALLS}`, "-r", `${10 * CALLS}`, "-recv_timeout", `${PATIENCE * 1000}`];
    const told = ["-trace_stat", "-stf", "callers.csv", ...limits, ...aims];
    const callers = lab.sipp("caller", "caller.xml", ...told);
    await sleep(DEATH * 1000);
    await lab.kill(first);
    await sleep(AWAY * 1000);
    await lab.kamailio("proxy", "proxy.cfg", defines);
    await ended(callers);
    const [header, ...rows] = readFileSync(join(lab.folder, "callers.csv"), "utf8").trim().split("\n");
    return Number(rows.at(-1)!.split(";")[header!.split(";").indexOf("SuccessfulCall(C)")]);
  } finally {
    await lab.end();
  }
}

function modelled(strayResponses: "forward" | "drop"): number {
  const proxy = single({ transactions: { ringing: 180, strayResponses, limit: Infinity } });
  const called = calls(paced(10 * CALLS, { count: CALLS }), { ring: deterministic(RING), hold: deterministic(0.1) });
  const told = scenario(proxy, {
    traffic: { calls: called, retransmission: true, recordRoute: true },
    faults: [{ ...kill("A", DEATH, "process"), for: AWAY }],
    run: { horizon: 100 },
  });
  const figures = new Replicator(told, engineNamed("native")).run(0);
  return CALLS - figure(figures, "failedCalls");
}

describe.skipIf(missing !== undefined)(`beside a real Kamailio${missing ? ` (skipped: no ${missing})` : ""}`, () => {
  test.concurrent.each([
    ["forward", CALLS],
    ["drop", 0],
  ] as const)("strays: %s → %d calls of 20 succeed", async (strays, successful) => {
    expect(modelled(strays)).toBe(successful);
    expect(await measured(strays)).toBe(successful);
  });
});

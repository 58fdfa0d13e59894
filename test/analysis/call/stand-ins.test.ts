/** Who serves: closed forms, and nodes with names that fail and come back one by one. */
import { expect, test } from "vitest";
import { standIns } from "../../../src/analysis/call/stand-ins.ts";
import type { NodeGroup } from "../../../src/analysis/model.ts";
import { Stream } from "../../../src/random/stream.ts";

const [MTTF, MTTR] = [300, 80];

const group = (active: number, standby: number, factor: number, commonCause = 0): NodeGroup => ({
  name: "proxies",
  nodes: Array.from({ length: active + standby }, (_, i) => `proxy-${i + 1}`),
  ...{ active, mttf: MTTF, repair: { mean: MTTR, stages: 1 }, commonCause },
  standby: { failureFactor: factor, failover: [] },
});

test("two alike take turns, unless the first takes its place back", () => {
  const u = MTTR / (MTTF + MTTR);
  const turns = standIns(group(1, 1, 1), undefined, [true], false)!;
  expect(turns.share).toBeCloseTo(1 / 2, 12);
  expect(turns.stays).toBeCloseTo(MTTF, 9);
  const back = standIns(group(1, 1, 1), undefined, [true], true)!;
  expect(back.share).toBeCloseTo((u * (1 - u)) / (1 - u ** 2), 12);
  expect(back.stays).toBeCloseTo(1 / (1 / MTTF + 1 / MTTR), 9);
  // Of the times with one dead it is the standby, if cold, only after both were: λ / 2(λ + μ).
  const cold = standIns(group(1, 1, 0), undefined, [true], true)!;
  expect(back.shareOfRest).toBeCloseTo(1 / 2, 12);
  expect(cold.shareOfRest).toBeCloseTo(1 - 1 / MTTF / (2 * (1 / MTTF + 1 / MTTR)), 12);
});

/** Nodes fail, are repaired by so many men, whoever of those that wait, and step in by the rules of a heartbeat group or of VRRP. */
function played(active: number, standby: number, factor: number, beta: number, men: number, failback: boolean) {
  const random = new Stream("stand-ins", 1);
  const nodes = Array.from({ length: active + standby }, (_, i) => ({ i, status: i < active ? "serves" : "idle" }));
  const order = [...nodes.slice(active), ...nodes.slice(0, active)];
  let [served, meant, begun] = [0, 0, 0];
  const fill = (): void => {
    while (nodes.filter(({ status }) => status === "serves").length < active) {
      const next = order.find(({ status }) => status === "idle");
      if (next === undefined) return;
      next.status = "serves";
      if (next.i === active) begun++;
    }
  };
  for (let event = 0; event < 400_000; event++) {
    const dead = nodes.filter(({ status }) => status === "dead").length;
    const rates = nodes.map(({ status }) =>
      status === "dead" ? Math.min(1, men / dead) / MTTR : (status === "serves" ? 1 : factor) / MTTF,
    );
    const all = rates.reduce((sum, rate) => sum + rate, 0);
    const dt = random.exponential() / all;
    served += dt * nodes.filter(({ status }) => status === "serves").length;
    if (nodes[active]!.status === "serves") meant += dt;
    const at = random.uniform() * all;
    const sums = rates.map((_, i) => rates.slice(0, i + 1).reduce((sum, rate) => sum + rate, 0));
    const node = nodes[sums.findIndex((sum) => at < sum)]!;
    if (node.status === "dead") {
      node.status = "idle";
      const guest =
        failback && node.i < active ? order.findLast(({ i, status }) => i >= active && status === "serves") : undefined;
      if (guest !== undefined) [guest.status, node.status] = ["idle", "serves"];
    } else {
      const struck = node.status === "serves" && random.uniform() < beta ? nodes : [node];
      for (const one of struck) one.status = "dead";
    }
    fill();
  }
  return { share: meant / served, stays: meant / begun };
}

test.each([
  { active: 1, standby: 2, factor: 0.5, beta: 0, men: 3, failback: false },
  { active: 1, standby: 2, factor: 0.5, beta: 0.2, men: 1, failback: true },
  { active: 2, standby: 2, factor: 1, beta: 0.05, men: 4, failback: false },
])("$active + $standby, $men men, failback $failback", ({ active, standby, factor, beta, men, failback }) => {
  const crew = { name: "crew", size: men, priorities: [], preemptive: false };
  const isMeant = Array.from({ length: standby }, (_, i) => i === 0);
  const found = standIns(group(active, standby, factor, beta), crew, isMeant, failback)!;
  const truth = played(active, standby, factor, beta, men, failback);
  expect(Math.abs(found.share / truth.share - 1), `${found.share} against ${truth.share}`).toBeLessThan(0.03);
  expect(Math.abs(found.stays / truth.stays - 1), `${found.stays} against ${truth.stays}`).toBeLessThan(0.03);
});

test("a large farm has no answer of its own", () => {
  expect(
    standIns(
      group(40, 8, 1),
      undefined,
      Array.from({ length: 8 }, () => true),
      true,
    ),
  ).toBeUndefined();
});

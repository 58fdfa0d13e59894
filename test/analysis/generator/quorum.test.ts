/** Votes of a group of nodes in both engines that know no messages, against closed forms. */
import { describe, expect, test } from "vitest";
import { faultStructure } from "../../../src/analysis/fault-structure.ts";
import { idealised } from "../../../src/analysis/idealised.ts";
import type { AvailabilityModel, GroupVotes } from "../../../src/analysis/model.ts";
import { serviceAvailability } from "../../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../../src/availability/simulated-availability.ts";
import { anyOf } from "../../../src/structure/expression.ts";
import { some } from "../../long.ts";
import { relativeDifference } from "../relative.ts";
import { groupOf, once } from "./models.ts";

const [MTTF, MTTR] = [50, 7];
const u = MTTR / (MTTF + MTTR);
const MAJORITY: GroupVotes = { twoNode: false, waitForAll: false, notice: 0, restart: 0 };

/** One place, all others stand by hot and step in at once. */
const model = (nodes: number, quorum: GroupVotes | undefined): AvailabilityModel => {
  const group = groupOf(nodes, { mttf: MTTF, repair: once(MTTR), active: 1, ...(quorum && { votes: quorum }) });
  return {
    needs: anyOf(...group.nodes),
    groups: [{ ...group, ...(nodes > 1 && { standby: { failureFactor: 1, failover: [] } }) }],
    crews: [],
  };
};
const unavailability = (of: AvailabilityModel): number => serviceAvailability(of).outage.unavailability;
const close = (found: number, expected: number): void =>
  expect(relativeDifference(found, expected)).toBeLessThan(1e-11);

/** That fewer than so many of n nodes are well, each by itself. */
const fewerThan = (needed: number, n: number): number => {
  const ways = [1, n, (n * (n - 1)) / 2, (n * (n - 1) * (n - 2)) / 6, n === 5 ? 5 : 1, 1];
  let sum = 0;
  for (let well = 0; well < needed; well++) sum += ways[well]! * (1 - u) ** well * u ** (n - well);
  return sum;
};

describe("a majority", () => {
  test.each([2, 3, 4, 5])("of %i nodes: down while fewer than a majority is well", (n) => {
    close(unavailability(model(n, MAJORITY)), fewerThan(Math.floor(n / 2) + 1, n));
  });

  test("of two nodes serves less than one node alone, two_node as much as a pair", () => {
    close(unavailability(model(2, MAJORITY)), 1 - (1 - u) ** 2);
    close(unavailability(model(2, { ...MAJORITY, twoNode: true })), u ** 2);
  });

  test("with an arbiter, which has nodes of its own life: two of three votes; lms: any node beside it", () => {
    const [mttf, mttr] = [80, 3];
    const a = mttr / (mttf + mttr);
    const ffsplit = { ...MAJORITY, device: { votes: 1, mttf, mttr } };
    close(unavailability(model(2, ffsplit)), (1 - a) * u ** 2 + a * (1 - (1 - u) ** 2));
    const lms = { ...MAJORITY, device: { votes: 3, mttf, mttr } };
    close(unavailability(model(4, lms)), (1 - a) * u ** 4 + a * (1 - (1 - u) ** 4));
  });

  test("waiting for all of two: a chain of four states by hand", () => {
    // 2 → 1 (2λ), 1 → 2 (μ), 1 → 0 (λ), 0 → w (2μ), w → 2 (μ), w → 0 (λ); down in 0 and w.
    const [l, m] = [1 / MTTF, 1 / MTTR];
    const one = (2 * l) / (m + l);
    const w = (none: number) => (2 * m * none) / (m + l);
    // 0: 2μ·p0 = λ(p1 + w), with w = 2μ·p0 / (μ + λ).
    const none = (l * one) / (2 * m - (l * 2 * m) / (m + l));
    const sum = 1 + one + none + w(none);
    close(unavailability(model(2, { ...MAJORITY, twoNode: true, waitForAll: true })), (none + w(none)) / sum);
  });

  test("that is noticed late and comes back late: up and down alternate, each by its means", () => {
    // Two nodes that are both needed, notice and restart exponential: states 2, 1 unnoticed, 1 stopped, 2 starting; 0 stopped.
    const [l, m, n, r] = [1 / MTTF, 1 / MTTR, 1 / 0.5, 1 / 0.2];
    // Balance by elimination: x2 = 1.
    // unnoticed: a(n + m + l) = 2l; starting s(r + 2l) = m·b; 0: z·2m = l(a + b); stopped: b(m + l) = n·a + 2m·z + 2l·s.
    const a = (2 * l) / (n + m + l);
    const b = (n * a + l * a) / (m - (2 * l * m) / (r + 2 * l));
    const s = (m * b) / (r + 2 * l);
    const z = (l * (a + b)) / (2 * m);
    const late = { ...MAJORITY, notice: 0.5, restart: 0.2 };
    close(unavailability(model(2, late)), (b + s + z) / (1 + a + b + s + z));
  });

  test("lowered at once: the last two of five hold it, whoever dies one by one", () => {
    const found = unavailability(model(5, { ...MAJORITY, lowering: 1e-9 }));
    const [few, many] = [fewerThan(2, 5), fewerThan(3, 5)];
    expect(found).toBeGreaterThan(few);
    expect(found).toBeLessThan(many);
  });
});

test("the fault structure says the same of nodes without delays", () => {
  const with3 = { ...MAJORITY, device: { votes: 1, mttf: 80, mttr: 3 } };
  for (const quorum of [MAJORITY, with3])
    close(unavailability(idealised(model(2, quorum))), unavailability(model(2, quorum)));
  expect(faultStructure("x", { x: { mttf: MTTF, mttr: MTTR } }).unavailability).toBeCloseTo(u, 12);
});

test("nodes played one by one agree with the chain", () => {
  const late = { notice: 0.5, restart: 0.2 };
  const cases = [
    { ...MAJORITY, ...late, waitForAll: true },
    { ...MAJORITY, ...late, lowering: 2 },
    { ...MAJORITY, ...late, device: { votes: 1, mttf: 80, mttr: 10 } },
  ];
  for (const quorum of some(cases, [2])) {
    const made = model(4, quorum);
    const components = Object.fromEntries(made.groups[0]!.nodes.map((name) => [name, { mttf: MTTF, mttr: MTTR }]));
    const found = simulateAvailability(made, faultStructure(made.needs, components), {
      seed: 8,
      relativeErrorMax: 0.03,
    });
    const { low, high } = found.unavailability!;
    const chain = unavailability(made);
    expect(low).toBeLessThan(chain);
    expect(high).toBeGreaterThan(chain);
  }
});

/** Groups with an elected standby, against formulas and against nodes played one by one here. */

import { describe, expect, test } from "vitest";
import { served } from "../../../src/analysis/generator/layout.ts";
import type { AvailabilityModel, Coverage, NodeGroup } from "../../../src/analysis/model.ts";
import { serviceAvailability } from "../../../src/analysis/service-availability.ts";
import { Stream } from "../../../src/random/stream.ts";
import { anyOf } from "../../../src/structure/expression.ts";
import { some } from "../../long.ts";
import { relativeDifference } from "../relative.ts";

interface Played {
  readonly owners: number;
  readonly standbys: number;
  readonly mttf: number;
  readonly mttr: number;
  /** Failure rate of a standby that has nothing to do, beside one that serves. */
  readonly factor: number;
  /** Mean time until a standby has noticed that nobody serves an address; 0: at once. */
  readonly notice: number;
  readonly coverage?: Coverage;
  readonly crew?: number;
}

const EVENTS = 500_000;
const BATCHES = 50;
const USUAL = { mttf: 300, mttr: 100, factor: 0, notice: 4 };

function modelOf({ owners, standbys, mttf, mttr, factor, notice, coverage, crew }: Played): AvailabilityModel {
  const nodes = Array.from({ length: owners + standbys }, (_, i) => `p${i}`);
  const failover = notice > 0 ? [{ name: "detection" as const, time: { mean: notice, stages: 1 } }] : [];
  const group: NodeGroup = {
    ...{ name: "p", nodes, active: owners, mttf, repair: { mean: mttr, stages: 1 } },
    standby: { failureFactor: factor, failover, elected: true },
    ...(coverage && { coverage }),
    ...(crew && { crew: "crew" }),
  };
  const crews = crew ? [{ name: "crew", size: crew, priorities: [], preemptive: false }] : [];
  return { needs: anyOf(...nodes), groups: [group], crews };
}

/** Share of time without any address, and of the time of an address without service. */
function byChain(played: Played) {
  const { service, outage, probability } = serviceAvailability(modelOf(played));
  const layout = service.layouts[0]!;
  const mean = (of: (state: number) => number) => probability.reduce((sum, p, state) => sum + p * of(state), 0);
  const unserved = mean((state) => 1 - served(layout, service.stateOf(state)) / played.owners);
  return { none: outage.unavailability, unserved };
}

/**
 * The same played event by event. Nodes with the clock at which their life or repair ends, addresses with whoever has them, in the words of RFC 3768:
 * master is the owner while it lives, else the backup of the highest priority.
 */
function byHand(played: Played) {
  const { owners, standbys, mttf, mttr, factor, notice, coverage, crew = Infinity } = played;
  const random = new Stream("elected by hand", 7);
  const draw = (mean: number): number => -mean * Math.log(1 - random.uniform());
  const count = owners + standbys;
  const lives = Array.from({ length: count }, () => true);
  const stuck = Array.from({ length: count }, () => false);
  const queue: number[] = [];
  /** Of each address its master; null while backups have not noticed that there is none, or none is left. */
  const master: (number | null)[] = Array.from({ length: owners }, (_, owner) => owner);
  const backup = (): number | null => {
    for (let node = owners; node < count; node++) if (lives[node]) return node;
    return null;
  };
  const batches = Array.from({ length: BATCHES }, () => ({ time: 0, none: 0, unserved: 0 }));
  for (let event = 0; event < EVENTS; event++) {
    const batch = batches[Math.floor((event * BATCHES) / EVENTS)]!;
    // Exponential times forget: what can happen next is drawn anew.
    const next: { readonly at: number; readonly happens: () => void }[] = [];
    const can = (mean: number, happens: () => void) => next.push({ at: draw(mean), happens });
    const work = (node: number) => master.includes(node);
    const leave = (node: number, isStuck: boolean): void => {
      lives[node] = false;
      queue.push(node);
      if (isStuck) stuck[node] = true;
      for (const [address, of] of master.entries()) if (of === node && !stuck[node]) master[address] = null;
    };
    for (let node = 0; node < count; node++) {
      if (!lives[node]) continue;
      const rate = (work(node) ? 1 : factor) / mttf;
      if (rate > 0)
        can(1 / rate, () => {
          let risk = 0;
          if (coverage?.uncovered === "blocks place" && work(node) && !stuck[node]) {
            const idle = lives.filter((alive, one) => alive && !work(one)).length;
            const busy = new Set(master.filter((of) => of !== null && (lives[of] || stuck[of])));
            if (idle > owners - busy.size) risk = 1 - coverage.probability;
          }
          leave(node, random.uniform() < risk);
        });
    }
    for (const node of queue.slice(0, crew))
      can(mttr, () => {
        queue.splice(queue.indexOf(node), 1);
        lives[node] = true;
        if (node < owners) master[node] = node;
        else for (const [i, of] of master.entries()) if (of !== null && of > node && lives[of]) master[i] = node;
      });
    for (const [address, of] of master.entries())
      if (of === null && backup() !== null) {
        if (notice > 0) can(notice, () => (master[address] = backup()));
        else master[address] = backup();
      }
    if (coverage && "manualRecovery" in coverage)
      for (const [node, isStuck] of stuck.entries())
        if (isStuck)
          can(coverage.manualRecovery, () => {
            stuck[node] = false;
            if (!lives[node]) for (const [i, of] of master.entries()) if (of === node) master[i] = backup();
          });
    const first = next.reduce((best, one) => (one.at < best.at ? one : best));
    const down = master.filter((of) => of === null || !lives[of] || stuck[of]).length;
    batch.time += first.at;
    batch.unserved += (first.at * down) / owners;
    if (down === owners) batch.none += first.at;
    first.happens();
  }
  const share = (of: "none" | "unserved") => {
    const all = batches.map((batch) => batch[of] / batch.time);
    const mean = all.reduce((sum, one) => sum + one, 0) / BATCHES;
    const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (BATCHES - 1);
    return { mean, error: Math.sqrt(variance / BATCHES) };
  };
  return { none: share("none"), unserved: share("unserved") };
}

const blocks = (probability: number): Coverage => ({ probability, uncovered: "blocks place", manualRecovery: 120 });

describe("a group with an elected standby", () => {
  test("2+2 cold, failovers that take no time: one standby serves both addresses, the other idles", () => {
    // Owners fail and are repaired by themselves; a standby fails at λ where an owner is dead and it is the first.
    const [lambda, mu] = [1 / 300, 1 / 100];
    const states = [0, 1, 2].flatMap((owners) => [0, 1, 2].map((standbys) => [owners, standbys] as const));
    const at = (owners: number, standbys: number) => 3 * owners + standbys;
    let p = states.map(([o, s]) => Number(o === 2 && s === 2));
    for (let step = 0; step < 40_000; step++) {
      const next = [...p];
      const go = (from: number, to: number, rate: number) => {
        next[from]! -= p[from]! * rate;
        next[to]! += p[from]! * rate;
      };
      for (const [o, s] of states) {
        const from = at(o, s);
        if (o > 0) go(from, at(o - 1, s), o * lambda);
        if (o < 2) go(from, at(o + 1, s), (2 - o) * mu);
        if (s > 0 && o < 2) go(from, at(o, s - 1), lambda);
        if (s < 2) go(from, at(o, s + 1), (2 - s) * mu);
      }
      p = next;
    }
    const found = byChain({ ...USUAL, owners: 2, standbys: 2, notice: 0 });
    expect(relativeDifference(found.none, p[at(0, 0)]!)).toBeLessThan(1e-9);
    expect(relativeDifference(found.unserved, p[at(0, 0)]! + p[at(1, 0)]! / 2)).toBeLessThan(1e-9);
  });

  test("hot standbys: all nodes are alike and fail by themselves", () => {
    const { none } = byChain({ ...USUAL, owners: 3, standbys: 2, factor: 1, notice: 0 });
    expect(relativeDifference(none, (100 / 400) ** 5)).toBeLessThan(1e-9);
  });

  test.each<[string, Partial<Played> & Pick<Played, "owners" | "standbys">]>(
    some(
      [
        ["1+2 cold", { owners: 1, standbys: 2 }],
        ["1+2 hot, failovers fail", { owners: 1, standbys: 2, factor: 1, coverage: blocks(0.7) }],
        ["2+1 warm", { owners: 2, standbys: 1, factor: 0.5 }],
        ["2+1 hot, failovers fail", { owners: 2, standbys: 1, factor: 1, coverage: blocks(0.7) }],
        ["2+2 cold", { owners: 2, standbys: 2 }],
        ["2+2 cold, failovers fail", { owners: 2, standbys: 2, coverage: blocks(0.8) }],
        ["3+1 warm, failovers fail", { owners: 3, standbys: 1, factor: 0.3, coverage: blocks(0.8) }],
        ["2+3 cold, failovers fail", { owners: 2, standbys: 3, coverage: blocks(0.7) }],
        ["3+2 warm, one repairman", { owners: 3, standbys: 2, factor: 0.5, crew: 1 }],
      ],
      [1, 5, 6, 8],
    ),
  )("%s, node by node", (_, what) => {
    const played = { ...USUAL, ...what };
    const expected = byHand(played);
    const found = byChain(played);
    expect(expected.unserved.error / expected.unserved.mean).toBeLessThan(0.01);
    for (const of of ["unserved", "none"] as const)
      expect(Math.abs(found[of] - expected[of].mean)).toBeLessThan(4 * expected[of].error);
  });
});

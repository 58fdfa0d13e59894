/** Standbys that back up every address (VRRP), against a Markov chain of single nodes by their names, built and solved here. */

import { describe, expect, test } from "vitest";
import { relativeDifference } from "../relative.ts";
import { failingIn } from "./elected-group.ts";

interface Group {
  readonly owners: number;
  readonly standbys: number;
  readonly mttf: number;
  readonly mttr: number;
  readonly coverage: number;
  readonly manualRecovery: number;
  /** Failure rate of a standby that serves nobody beside one that does. */
  readonly factor: number;
}

const USUAL: Group = { owners: 2, standbys: 1, mttf: 2000, mttr: 96, coverage: 0.7, manualRecovery: 150, factor: 1 };

/**
 * Shares of time for which an address is blocked, and for which nobody is left for it, by the chain of what one call meets; where it goes on
 * to the next target, of which there is none.
 */
function byChain({ owners, standbys, mttf, mttr, coverage, manualRecovery, factor }: Group) {
  const detector = { kind: "vrrp", version: 3, advertisement: 1e-9, priority: 100 } as const;
  const failing = failingIn(
    { owners, standbys, mttf, mttr, detector },
    {
      standbyFailureFactor: factor,
      coverage: { probability: coverage, uncovered: "blocks place", manualRecovery },
    },
  );
  return {
    blocked: failing(undefined, ["coverage"]),
    vacant: failing(undefined, ["vacancy"]),
    none: failing(1e-9, ["coverage", "vacancy"]),
  };
}

/** Of each node whether it is alive and whether it is blocked; of each address who has it, dead or alive. */
interface Nodes {
  readonly alive: boolean[];
  readonly blocked: boolean[];
  readonly master: number[];
}

/** The same by single nodes: an owner that lives has its address, else the first standby that lives, unless who had it blocks it. */
function byNodes({ owners, standbys, mttf, mttr, coverage, manualRecovery, factor }: Group) {
  const all = Array.from({ length: owners + standbys }, (_, i) => i);
  const elect = ({ alive, blocked, master }: Nodes): Nodes => ({
    alive,
    blocked,
    master: master.map((now, address) => {
      if (alive[address]) return address;
      if (!alive[now] && blocked[now]) return now;
      return all.find((node) => node >= owners && alive[node]) ?? now;
    }),
  });
  const changed = (list: readonly boolean[], node: number, to: boolean) => list.map((it, i) => (i === node ? to : it));
  /** A failover can fail while a standby has nothing to do yet. */
  const isAtRisk = ({ alive, blocked, master }: Nodes, node: number): boolean => {
    if (!master.includes(node) || blocked[node]) return false;
    const idle = all.filter((one) => alive[one] && !master.includes(one)).length;
    const settled = all.filter((one) => master.includes(one) && (alive[one] || blocked[one])).length;
    return idle > owners - settled;
  };
  const numbers = new Map<string, number>();
  const states: Nodes[] = [];
  const numberOf = (state: Nodes): number => {
    const key = JSON.stringify(state);
    if (!numbers.has(key)) numbers.set(key, states.push(state) - 1);
    return numbers.get(key)!;
  };
  numberOf({ alive: all.map(() => true), blocked: all.map(() => false), master: all.slice(0, owners) });
  const moves: (readonly [from: number, to: number, rate: number])[] = [];
  for (let from = 0; from < states.length; from++) {
    const now = states[from]!;
    const move = (change: Partial<Nodes>, rate: number) => {
      if (rate > 0) moves.push([from, numberOf(elect({ ...now, ...change })), rate]);
    };
    for (const node of all) {
      if (now.blocked[node]) move({ blocked: changed(now.blocked, node, false) }, 1 / manualRecovery);
      if (!now.alive[node]) {
        move({ alive: changed(now.alive, node, true) }, 1 / mttr);
        continue;
      }
      const rate = (now.master.includes(node) ? 1 : factor) / mttf;
      const alive = changed(now.alive, node, false);
      const fails = isAtRisk(now, node) ? 1 - coverage : 0;
      move({ alive }, rate * (1 - fails));
      move({ alive, blocked: changed(now.blocked, node, true) }, rate * fails);
    }
  }
  const probability = balance(states.length, moves);
  const share = (of: (state: Nodes, master: number) => boolean) =>
    states.reduce((sum, now, i) => sum + probability[i]! * now.master.filter((m) => of(now, m)).length, 0) / owners;
  return {
    blocked: share(({ blocked }, master) => blocked[master]!),
    vacant: share(({ alive, blocked }, master) => !alive[master] && !blocked[master]),
    none: states.reduce((sum, now, i) => {
      const isServed = now.master.some((master) => now.alive[master] && !now.blocked[master]);
      return isServed ? sum : sum + probability[i]!;
    }, 0),
  };
}

/** Long-run probabilities: the balance of each state but the first, and their sum, by Gauss. */
function balance(n: number, moves: readonly (readonly [number, number, number])[]): number[] {
  const rows = Array.from({ length: n }, (_, i) => Array.from({ length: n + 1 }, () => Number(i === 0)));
  for (const [from, to, rate] of moves) {
    if (to > 0) rows[to]![from]! += rate;
    if (from > 0) rows[from]![from]! -= rate;
  }
  for (let i = 0; i < n; i++) {
    let best = i;
    for (let k = i + 1; k < n; k++) if (Math.abs(rows[k]![i]!) > Math.abs(rows[best]![i]!)) best = k;
    [rows[i], rows[best]] = [rows[best]!, rows[i]!];
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      if (factor !== 0) for (let j = i; j <= n; j++) rows[k]![j]! -= factor * rows[i]![j]!;
    }
  }
  const found = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--)
    found[i] = found.reduce((rest, p, j) => (j > i ? rest - p * rows[i]![j]! : rest), rows[i]![n]!) / rows[i]![i]!;
  return found;
}

describe("failovers that fail, where standbys back up every address", () => {
  test.each([
    [1, 2, 1, 0.7],
    [1, 2, 0, 0.7],
    [2, 1, 1, 0.7],
    [2, 1, 0.3, 0.7],
    [2, 1, 0.3, 1],
    [2, 2, 1, 0.7],
    [2, 2, 0, 0.7],
    [2, 2, 0, 1],
    [3, 1, 1, 0.7],
    [3, 2, 0.5, 0.7],
  ])("%i+%i, standbys failing %f times as often, coverage %f", (owners, standbys, factor, coverage) => {
    for (const mttf of [300, 2000]) {
      const group = { ...USUAL, owners, standbys, factor, coverage, mttf };
      const [expected, found] = [byNodes(group), byChain(group)];
      expect(relativeDifference(found.vacant, expected.vacant)).toBeLessThan(1e-9);
      expect(relativeDifference(found.none, expected.none)).toBeLessThan(1e-9);
      if (coverage < 1) expect(relativeDifference(found.blocked, expected.blocked)).toBeLessThan(1e-9);
    }
  });
});

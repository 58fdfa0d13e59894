import { expect, test } from "vitest";
import { relaxation } from "../../src/agreement/shortened.ts";

/**
 * Rate at which a machine repairman forgets its start: of N nodes that live `life` and c repairmen, the slowest mode, by powers of the
 * uniformised chain made orthogonal to the steady state (nothing of the program's own chains).
 */
function slowestMode(nodes: number, crew: number, life: number, repair: number): number {
  const up = (broken: number) => (nodes - broken) / life;
  const down = (broken: number) => Math.min(broken, crew) / repair;
  const steady = [1];
  for (let k = 0; k < nodes; k++) steady.push((steady[k]! * up(k)) / down(k + 1));
  const total = steady.reduce((sum, p) => sum + p, 0);
  const rate = 2 * (nodes / life + crew / repair);
  let values = steady.map((_, k) => k - nodes / 3);
  let growth = 0;
  for (let step = 0; step < 20_000; step++) {
    const mean = values.reduce((sum, v, k) => sum + (v * steady[k]!) / total, 0);
    const centred = values.map((v) => v - mean);
    values = centred.map((v, k) => {
      const rise = up(k) * ((centred[k + 1] ?? 0) - v);
      const fall = down(k) * ((centred[k - 1] ?? 0) - v);
      return v + (rise + fall) / rate;
    });
    const size = Math.max(...values.map(Math.abs));
    growth = size / Math.max(...centred.map(Math.abs));
    values = values.map((v) => v / size);
  }
  return -Math.log(growth) * rate;
}

test.each([
  [2, 2],
  [4, 2],
  [8, 1],
  [8, 2],
  [12, 1],
  [5, 1],
  [3, 1],
])("%i nodes and %i repairmen forget their start in the time that a warm-up takes for it", (nodes, size) => {
  for (const repair of [60, 100]) {
    const mode = slowestMode(nodes, size, 200, repair);
    // Four of these times leave less than a twelfth of what the start had put in.
    expect(relaxation({ life: 200, repair, nodes }, { size }) * mode).toBeGreaterThan(0.6);
  }
});

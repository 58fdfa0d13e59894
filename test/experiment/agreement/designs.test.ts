/** What `sipnines fuzz --agreement` does: the chain against messages on random designs with frozen seeds; twenty drawn afresh in designs.long.ts. */
import { expect, test } from "vitest";
import { agreement } from "../../../src/experiment/agreement/design-agreement.ts";
import { DISAGREES } from "../../../src/experiment/agreement/design-survey.ts";
import { designText, drawDesign, readDesign, simpler } from "../../../src/experiment/agreement/random-design.ts";

/** Of seed 2, cheap ones: VRRP 2+1 with coverage, crew and common cause; directors and a database; a slow cold standby; weights; 3+1. */
const FROZEN = [0, 5, 9, 14, 18];

test.each(FROZEN)("design %d of seed 2", { timeout: 60_000 }, async (number) => {
  const design = drawDesign(2, number);
  const { chain, messages, deviation } = (await agreement(readDesign(design)))!;
  expect((messages.ci95[1] - messages.ci95[0]) / 2 / messages.defectsPerMillion).toBeLessThanOrEqual(0.1);
  expect(
    Math.abs(deviation),
    `${chain.defectsPerMillion} against ${messages.defectsPerMillion}\n${designText(design)}`,
  ).toBeLessThan(DISAGREES);
});

test("no design is refused, nor any simpler form of it, and each has its own", () => {
  const texts = new Set<string>();
  for (let number = 0; number < 60; number++) {
    const design = drawDesign(3, number);
    texts.add(designText(design));
    for (const one of [design, ...simpler(design)]) expect(readDesign(one).faults).toHaveLength(1);
  }
  expect(texts.size).toBe(60);
});

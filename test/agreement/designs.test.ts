/** What `sipnines fuzz --agreement` does: the chain against messages on random designs with frozen seeds; twenty drawn afresh in designs.long.ts. */
import { expect, test } from "vitest";
import { agreement } from "../../src/agreement/design-agreement.ts";
import { DISAGREES } from "../../src/agreement/design-survey.ts";
import { designText, drawDesign, readDesign, simpler } from "../../src/agreement/random-design.ts";
import { generateChain } from "../../src/analysis/generator/generate.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";

/**
 * Of seed 2, cheap ones: VRRP 2+1 with common cause, a crew that picks and users at one address; directors and a database, calls that last and
 * a crew that lays work aside; a cold standby, Totem and copies that lag; 2+0 with a database; 3+1.
 */
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
    for (const one of [design, ...simpler(design)]) {
      const scenario = readDesign(one);
      expect(scenario.faults).toHaveLength(1);
      expect(() => generateChain(studiedScenario(scenario).model!)).not.toThrow();
    }
  }
  expect(texts.size).toBe(60);
});

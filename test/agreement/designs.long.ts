/** Twenty designs drawn afresh, by the day: the chain against messages. */
import { expect, test } from "vitest";
import { surveyDesigns } from "../../src/agreement/design-survey.ts";

test("twenty designs that nobody has tried yet", { timeout: 3_600_000 }, async () => {
  const seed = Math.floor(Date.now() / 86_400_000);
  const { tried, disagreement, chiSquare, chiSquareLimit } = await surveyDesigns({ seed, first: 0, designs: 20 });
  expect(tried).toHaveLength(20);
  expect(
    disagreement?.text,
    `sipnines fuzz --agreement --seed ${seed} --world ${disagreement?.number}`,
  ).toBeUndefined();
  expect(chiSquare).toBeLessThan(chiSquareLimit);
});

import { expect } from "vitest";
import { TableProblem } from "../../src/measurement/delimited-text.ts";
import type { Stream } from "../../src/random/stream.ts";
import { less } from "../long.ts";

/** Marks that any reader of lines and tables may stumble over. */
const ODD = ["", "\u0000", "\ufeff", ",", '"', "-1", "é", "\n", "9".repeat(400)];

/**
 * Reads mutants of texts, some of each, which are read or refused at one of their lines.
 *
 * @param odd what is put into them besides what any reader may stumble over
 * @param read reads one, and says what must hold of what it has found
 */
export function readMutants(
  random: Stream,
  texts: readonly string[],
  odd: readonly string[],
  read: (mutant: string) => void,
): void {
  const puts = [...ODD, ...odd];
  const readable = texts.map(() => 0);
  const rounds = less(300, 10_000);
  for (const [kind, text] of texts.entries())
    for (let i = 0; i < rounds; i++) {
      let mutant = text;
      for (let n = 1 + random.integer(3); n > 0; n--) {
        const [at, gone] = [random.integer(mutant.length + 1), random.integer(12)];
        const put = random.bernoulli(0.5)
          ? puts[random.integer(puts.length)]!
          : text.slice(random.integer(text.length)).slice(0, 60);
        mutant = mutant.slice(0, at) + put + mutant.slice(at + gone);
      }
      try {
        read(mutant);
        readable[kind]!++;
      } catch (error) {
        if (!(error instanceof TableProblem)) throw error;
        expect(error.line).toBeGreaterThan(0);
        expect(error.line).toBeLessThanOrEqual(mutant.split("\n").length);
      }
    }
  expect(Math.min(...readable)).toBeGreaterThan(0);
}

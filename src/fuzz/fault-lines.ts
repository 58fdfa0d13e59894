import { ALL_VERBS, verbsWritten } from "../faults/description.ts";
import { parseDuration } from "../units/duration.ts";
import { written } from "./dice.ts";
import type { FaultLine, FaultTargets } from "./random-faults.ts";

/** What it is that happens, without its times: scripts of the same shapes tell the same story. */
export function shapeOf(line: FaultLine): string {
  const said = Object.entries(line).filter(([key]) => !TIMES.includes(key));
  return JSON.stringify(said);
}

const TIMES = ["at", "for", "takes", "within", "pause"];

const seconds = (line: FaultLine, key: string): number => (key in line ? parseDuration(String(line[key])) : 0);

/** When a line strikes [s]. */
export const strikesAt = (line: FaultLine): number => seconds(line, "at");

/**
 * When what a line breaks has been repaired at the latest [s].
 *
 * @param nodes how many nodes a line goes through that takes those of a tier in turn
 * @param trust how long each of them may take until everybody trusts it again [s]
 */
export function repairedAt(line: FaultLine, nodes: number, trust: number): number {
  const once = ["for", "takes", "within", "pause"].reduce((sum, key) => sum + seconds(line, key), 0);
  const isInTurn = verbsWritten(Object.keys(line)).some(([, { of }]) => of === "tier");
  return strikesAt(line) + (isInTurn ? nodes * (once + trust) : once);
}

/** Every node and tier struck once, in each way that is worth trying alone. */
export function eachAlone({ nodes, tiers, from, scale }: FaultTargets): FaultLine[] {
  const at = written(from);
  const [short, long] = [written(scale / 10), written(3 * scale)];
  const tried = (names: readonly string[], isOfTier: boolean) =>
    names.flatMap((name) =>
      ALL_VERBS.filter(({ of }) => (of === "tier") === isOfTier).flatMap((verb): readonly FaultLine[] =>
        verb.alone({ at, name, short, long }),
      ),
    );
  return [...tried(nodes, false), ...tried(tiers, true)];
}

/** The same script with rounder times and no more said than it takes, as long as it still does it. */
export function simpler(
  script: readonly FaultLine[],
  stillDoes: (lines: readonly FaultLine[]) => boolean,
): readonly FaultLine[] {
  let lines = script;
  for (const [i, line] of script.entries())
    for (const key of ["covered", ...TIMES]) {
      if (!(key in line)) continue;
      const { [key]: value, ...rest } = lines[i]!;
      const rounder =
        key === "covered" ? rest : { ...rest, [key]: `${Math.max(1, Math.round(parseDuration(String(value))))} s` };
      const candidate = lines.with(i, rounder);
      if (JSON.stringify(candidate) !== JSON.stringify(lines) && stillDoes(candidate)) lines = candidate;
    }
  return lines.toSorted((one, other) => strikesAt(one) - strikesAt(other));
}

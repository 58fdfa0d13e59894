/**
 * The fewest lines of a script that still do it, by delta debugging: halves are left out, then quarters, down to single lines,
 * until none of those that remain can be spared.
 *
 * @param stillDoes whether a part of the lines, in their order, still does it; it must for all of them
 * @returns a part that still does it, and of which no single line can be left out
 * Source: A. Zeller and R. Hildebrandt, IEEE Trans. Software Engineering 28 (2002) 2, algorithm ddmin, complements only.
 */
export function shrunk<T>(lines: readonly T[], stillDoes: (part: readonly T[]) => boolean): readonly T[] {
  let kept = lines;
  let parts = Math.min(2, kept.length);
  while (kept.length > 0) {
    const size = Math.ceil(kept.length / parts);
    const without = Array.from({ length: Math.ceil(kept.length / size) }, (_, i) =>
      kept.toSpliced(i * size, size),
    ).find(stillDoes);
    if (without !== undefined) {
      kept = without;
      parts = Math.max(1, Math.min(Math.max(parts - 1, 2), kept.length));
    } else if (size > 1) parts = Math.min(2 * parts, kept.length);
    else break;
  }
  return kept;
}

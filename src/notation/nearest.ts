/**
 * Edit distance: insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
 * Source: optimal string alignment, a restriction of Damerau 1964.
 */
export function editDistance(from: string, to: string): number {
  const width = to.length + 1;
  const table = new Uint16Array((from.length + 1) * width);
  for (let j = 0; j < width; j++) table[j] = j;
  for (let i = 1; i <= from.length; i++) {
    table[i * width] = i;
    for (let j = 1; j < width; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let best = Math.min(
        table[(i - 1) * width + j]! + 1,
        table[i * width + j - 1]! + 1,
        table[(i - 1) * width + j - 1]! + same,
      );
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        best = Math.min(best, table[(i - 2) * width + j - 2]! + 1);
      table[i * width + j] = best;
    }
  }
  return table[from.length * width + width - 1]!;
}

/** What a mistyped word was probably meant to be: at most one letter in three wrong, case aside; undefined if nothing is close. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 60) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The sentence that offers it; "" if there is nothing to offer. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known);
  return meant === undefined ? "" : `Did you mean ${meant}?`;
}

/** "a, b or c", shortened when long. */
export function oneOf(words: Iterable<string>, most = 12): string {
  const all = [...words];
  if (all.length === 0) return "one that the file describes: there is none";
  if (all.length > most) return `${all.slice(0, most).join(", ")}, … (${all.length} in all)`;
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
}

/** Names of factors as people read them in a table: of a path the last words that tell it from the others. */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const words = (path: string): string[] => path.split(".");
  const last = (path: string, count: number): string => words(path).slice(-count).join(".");
  return new Map(
    paths.map((path) => {
      const counts = words(path).map((_, i) => i + 1);
      const telling = counts.find((count) =>
        paths.every((other) => other === path || last(other, count) !== last(path, count)),
      );
      return [path, last(path, telling ?? counts.length)];
    }),
  );
}

/** A text about a point, "a.b.interval=50 ms rate=100", with short names. */
export const shortened = (text: string, names: ReadonlyMap<string, string>): string =>
  [...names]
    .sort(([a], [b]) => b.length - a.length)
    .reduce((said, [path, short]) => said.replaceAll(path, short), text);

/** The names that were shortened, each once in full. */
export const inFull = (names: ReadonlyMap<string, string>): string => {
  const told = [...names].flatMap(([path, short]) => (path === short ? [] : [`${short} is ${path}`]));
  return told.length === 0 ? "" : `${told.join("; ")}.`;
};

import { createRequire } from "node:module";

type Language = typeof import("./mathjs.ts");
let loaded: Language | undefined;

/** The parser and the units of mathjs, from a file of their own: only a scenario with a formula waits for them. */
export const language = (): Language => {
  loaded ??= createRequire(import.meta.url)("../formula/mathjs.cjs") as Language;
  return loaded;
};

import type { Finding } from "../findings.ts";

/** What a change does to what checks find. */
export interface ChangedFindings {
  readonly added: readonly Finding[];
  readonly gone: readonly Finding[];
  /** Those of the new state that the old one has too. */
  readonly kept: readonly Finding[];
}

/**
 * The findings of two states of a service, paired: of the same check in the same file, first those that say the same, then those that differ in
 * figures alone, wherever their lines are now.
 *
 * @param isOneFile each state is a single file, whatever it is called
 */
export function changedFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  isOneFile: boolean,
): ChangedFindings {
  const left = new Set(before);
  const added = new Set(after);
  for (const said of [(text: string) => text, withoutFigures]) {
    const keyOf = ({ code, place, message }: Finding): string =>
      JSON.stringify([code, isOneFile ? "" : place.file, said(message)]);
    for (const one of added) {
      const twin = [...left].find((other) => keyOf(other) === keyOf(one));
      if (twin === undefined) continue;
      left.delete(twin);
      added.delete(one);
    }
  }
  return { added: [...added], gone: [...left], kept: after.filter((one) => !added.has(one)) };
}

/** Figures that stand alone; those of names stay. */
const withoutFigures = (message: string): string => message.replace(/(?<![\w.-])-?\d+(?:\.\d+)?(?![\w-])/g, "#");

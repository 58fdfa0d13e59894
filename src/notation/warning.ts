import { renderAt, type Spot } from "./problem.ts";

/** Something that is legal and almost surely not meant: where it is, what was found there, and what will come of it. */
export interface Warning extends Spot {
  readonly found: string;
  /** A main clause. */
  readonly consequence: string;
  /** How to mend it, as a sentence; "" if there is nothing to add. */
  readonly hint: string;
}

const sentence = ({ found, consequence }: Warning): string => `${found}: ${consequence}.`;

/** Writes a warning for people, as a problem is written. */
export const renderWarning = (warning: Warning): string =>
  renderAt(warning, `warning: ${sentence(warning)}`, warning.hint);

/** A warning as JSON documents have it: without the text around it, and with all that it says in one message. */
export function warningJson(warning: Warning) {
  const { excerpt: _, ...rest } = warning;
  return { ...rest, message: `${sentence(warning)}${rest.hint === "" ? "" : ` ${rest.hint}`}` };
}

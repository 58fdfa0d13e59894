import type { Place } from "./place.ts";

/** A word of a configuration file, without its quotation marks. */
export interface Word {
  readonly text: string;
  readonly place: Place;
}

/** Words of one line, and what stands in braces behind them; null where no braces stand. Shared by the daemons whose files are nested blocks. */
export interface Statement {
  readonly words: readonly Word[];
  readonly block: readonly Statement[] | null;
}

/** The first word. */
export const keyOf = ({ words }: Statement): string => words[0]?.text ?? "";
/** Where it stands. */
export const placeOf = ({ words }: Statement): Place => words[0]!.place;

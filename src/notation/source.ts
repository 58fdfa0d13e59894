/** A text that problems can point into: a scenario file, or the command line. */
export class Source {
  readonly name: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
  }

  /** Line and column of an offset, both counted from 1. */
  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#lineStarts[low]! + 1 };
  }

  /** The text of a line, counted from 1, without its end. */
  line(number: number): string {
    const end = this.#lineStarts[number];
    return this.text.slice(this.#lineStarts[number - 1]!, end).replace(/\r?\n?$/, "");
  }
}

/** Reads a file that a source names, by a path seen from that source: its text, or why there is none. */
export type Companions = (path: string) => { readonly source: Source } | { readonly refused: string };

/** Where nothing but the text itself is at hand. */
export const NO_COMPANIONS: Companions = () => ({ refused: "a file that is not at hand here" });

/** A stretch of a source, by offsets; `end` is exclusive. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Keys and list positions that lead from the root of a file to a value. */
export type Path = readonly (string | number)[];

/** `faults.0.at`, as `--set` writes it; "scenario" for the root. */
export const pathText = (path: Path): string => (path.length === 0 ? "scenario" : path.join("."));

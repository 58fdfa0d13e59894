/** One thing that is wrong with what was asked. */
export interface Complaint {
  /** What stood there, quoted, with what is wrong about it. */
  readonly found: string;
  /** What should have stood there, with an example. */
  readonly expected: string;
  /** Where inside what was asked: keys and list positions; empty for all of it. */
  readonly path: readonly (string | number)[];
  /** How to mend it, as a sentence; "" if there is nothing to add. */
  readonly hint: string;
}

/**
 * What was asked cannot be answered as it stands. It says in parts what stood there and what should have, so that whoever asked only adds
 * the place:
 *
 *     mttf: found 0; expected a finite time > 0.
 *
 * Any other error is a fault of the program.
 */
export class Refused extends RangeError {
  override readonly name: string = "Refused";
  readonly complaints: readonly Complaint[];

  /** @param path a key, or the keys and positions that lead there */
  constructor(found: string, expected: string, path: string | Complaint["path"] = [], hint = "") {
    const complaint = { found, expected, path: typeof path === "string" ? [path] : path, hint };
    super(sentence(complaint));
    this.complaints = [complaint];
  }

  /** Several things that are wrong, at least one. */
  static all(complaints: readonly Complaint[]): Refused {
    const { found, expected, path, hint } = complaints[0]!;
    return Object.assign(new Refused(found, expected, path, hint), {
      complaints,
      message: complaints.map(sentence).join("\n"),
    });
  }

  get found(): string {
    return this.complaints[0]!.found;
  }
  get expected(): string {
    return this.complaints[0]!.expected;
  }
  get path(): Complaint["path"] {
    return this.complaints[0]!.path;
  }
  get hint(): string {
    return this.complaints[0]!.hint;
  }
}

/** A complaint for people who see no more of it. */
export const sentence = ({ found, expected, path, hint }: Complaint): string =>
  `${path.length === 0 ? "" : `${path.join(".")}: `}found ${found}; expected ${expected}.${hint === "" ? "" : ` ${hint}`}`;

/** A question that was understood and has no answer, such as one that would take too long. Its message is a sentence for results. */
export class NoAnswer extends Refused {
  override readonly name: string = "NoAnswer";

  /** @param reason a main clause */
  constructor(reason: string, hint: string) {
    super(reason, "a service that can be solved", [], hint);
    this.message = `${reason}. ${hint}`;
  }
}

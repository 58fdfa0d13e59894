import { type Problem, problemAt, type Spot, spotOf } from "./problem.ts";
import { type Companions, NO_COMPANIONS, type Path, type Span } from "./source.ts";
import { isAbsent, type Located, placeOf, step } from "./tree.ts";
import type { Warning } from "./warning.ts";

/** Beyond so many problems a file is not a scenario with mistakes but something else. */
const PROBLEMS_MAX = 100;

/** The problems of one reading, by path, and its warnings; and the files that the text names, for whoever reads on in them. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Warning[] = [];
  readonly companions: Companions;
  readonly #paths: Path[] = [];

  constructor(companions: Companions = NO_COMPANIONS) {
    this.companions = companions;
  }

  report(span: Span, path: Path, found: string, expected: string, hint: string): void {
    if (this.problems.length >= PROBLEMS_MAX) return;
    this.problems.push(problemAt(span, path, found, expected, hint));
    this.#paths.push(path);
  }

  warn(span: Span, path: Path, found: string, consequence: string, hint: string): void {
    if (this.warnings.length < PROBLEMS_MAX) this.warnings.push({ ...spotOf(span, path), found, consequence, hint });
  }

  /** Whether a problem was reported at this path, above or below it. */
  touches(path: Path): boolean {
    return this.#paths.some((other) => {
      const shorter = Math.min(other.length, path.length);
      for (let i = 0; i < shorter; i++) if (String(other[i]) !== String(path[i])) return false;
      return true;
    });
  }
}

/** A place in the tree of a file: its path, where it is pointed at, and whom to tell what is wrong there. */
export class Place {
  readonly path: Path;
  readonly node: Located | undefined;
  readonly #span: Span;
  readonly #findings: Findings;

  constructor(findings: Findings, node: Located | undefined, path: Path, span: Span) {
    this.#findings = findings;
    this.node = node;
    this.path = path;
    this.#span = span;
  }

  static root(findings: Findings, node: Located): Place {
    return new Place(findings, node, [], firstOf(node));
  }

  /** The place of a key or list item. What is not there is pointed at where it should be. */
  at(...path: Path): Place {
    let place: Place = this;
    for (const key of path) {
      const node = step(place.node, key);
      const entry = place.node?.kind === "map" ? place.node.entries.get(String(key)) : undefined;
      const span = node === undefined ? place.#span : isAbsent(node) && entry ? entry.key : placeOf(node, entry?.key);
      place = new Place(this.#findings, node, [...place.path, key], span);
    }
    return place;
  }

  /** The same place with another value, such as one that has been completed from a preset. */
  with(node: Located): Place {
    return new Place(this.#findings, node, this.path, this.#span);
  }

  get spot(): Spot {
    return spotOf(this.#span, this.path);
  }

  /** A file that is named here. */
  companion(path: string): ReturnType<Companions> {
    return this.#findings.companions(path);
  }

  /** Whether something stands here, written by the user or by a preset. */
  get isWritten(): boolean {
    return !isAbsent(this.node);
  }

  /** Whether anything here, above or below has been found wrong; what depends on it is then better left unsaid. */
  get isBroken(): boolean {
    return this.#findings.touches(this.path);
  }

  /** Says what is wrong here, and returns what stands in for it. */
  refuse<T>(found: string, expected: string, sample: T, hint = ""): T {
    this.report(found, expected, hint);
    return sample;
  }

  report(found: string, expected: string, hint = ""): void {
    this.#findings.report(this.#span, this.path, found, expected, hint);
  }

  /** Says what is legal here and almost surely not meant. */
  warn(found: string, consequence: string, hint = ""): void {
    this.#findings.warn(this.#span, this.path, found, consequence, hint);
  }

  /** The same, pointing at another stretch of text. */
  warnAt(span: Span, found: string, consequence: string, hint = ""): void {
    this.#findings.warn(span, this.path, found, consequence, hint);
  }

  /** What is wrong here, pointing at another stretch of text, such as a key. */
  reportAt(span: Span, found: string, expected: string, hint = ""): void {
    this.#findings.report(span, this.path, found, expected, hint);
  }
}

/** What belongs to a whole file is said at its first key. */
function firstOf(node: Located): Span {
  const first = node.kind === "map" ? node.entries.values().next().value : undefined;
  return first?.key ?? { ...node.span, end: node.span.start + 1 };
}

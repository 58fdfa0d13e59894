import type { Remarks } from "../block.ts";
import type { Place } from "../place.ts";

/** A line for the preprocessor. */
export interface Directive {
  readonly name: string;
  readonly rest: string;
  /** Where the text goes on: at the end of its line. */
  readonly end: number;
  /** Ends of lines within it. */
  readonly lines: number;
}

const DIRECTIVE = /[ \t]*(?:#!|!!)[ \t]*([A-Za-z_]+)[ \t]*/y;
/** First lines that say which dialect the file is of. */
const DIALECTS = new Set(["KAMAILIO", "OPENSER", "SER", "MAXCOMPAT", "ALL", "OPENSIPS"]);
const KNOWN = new Set([
  ...["define", "redefine", "redef", "trydef", "trydefine", "ifdef", "ifndef", "ifexp", "else", "endif", "subst"],
  ...["substdef", "substdefs", "defenv", "defenvs", "trydefenv", "trydefenvs", "defexp", "defexps", "undef"],
]);

/** The directive that begins here, which is only looked for where a line begins; null where none does. */
export function directiveAt(text: string, at: number): Directive | null {
  if (at > 0 && text[at - 1] !== "\n") return null;
  DIRECTIVE.lastIndex = at;
  const [all, name] = DIRECTIVE.exec(text) ?? [];
  if (all === undefined || !(KNOWN.has(name!) || DIALECTS.has(name!))) return null;
  let end = text.indexOf("\n", at + all.length);
  let lines = 0;
  // A backslash goes on in the next line.
  while (end > 0 && /\\\r?$/.test(text.slice(Math.max(0, end - 2), end))) {
    lines++;
    end = text.indexOf("\n", end + 1);
  }
  if (end < 0) end = text.length;
  const rest = text
    .slice(at + all.length, end)
    .replace(/\\\r?\n/g, " ")
    .trim();
  return { name: name!, rest, end, lines };
}

/** Definitions, conditions and substitutions, as Kamailio's cfg.lex has them; conditions on what is not known here are taken to hold. */
export class Directives {
  readonly #definitions = new Map<string, string>();
  readonly #substitutions: { readonly from: string; readonly to: string }[] = [];
  /** Of each condition that is open, whether what stands there now is read. */
  readonly #conditions: boolean[] = [];
  readonly #remarks: Remarks;
  /** Files that would have to be read are not there: what is missing may stand in them. */
  lacksFiles = false;

  constructor(remarks: Remarks) {
    this.#remarks = remarks;
  }

  get isSkipping(): boolean {
    return this.#conditions.includes(false);
  }

  definition(word: string): string | undefined {
    return this.#definitions.get(word);
  }

  substituted(text: string): string {
    let result = text;
    for (const { from, to } of this.#substitutions) {
      if (result.includes(from)) result = result.split(from).join(to);
      if (result.length > LENGTH_MAX) return text;
    }
    return result;
  }

  problem(place: Place, text: string): void {
    this.#remarks.problems.push({ place, text });
  }

  missing(place: Place, path: string): void {
    this.lacksFiles = true;
    this.problem(place, `includes ${path}, which is not among the files that were named`);
  }

  take({ name, rest }: Directive, place: Place): void {
    if (DIALECTS.has(name)) return;
    if (name === "ifdef" || name === "ifndef") {
      const isDefined = this.#definitions.has(/^\w+/.exec(rest)?.[0] ?? "");
      this.#conditions.push(isDefined === (name === "ifdef"));
    } else if (name === "ifexp") {
      const holds = versionHolds(rest);
      if (holds === null) this.#remarks.unknown.push({ place, text: `#!ifexp ${rest}: it is taken to hold` });
      this.#conditions.push(holds ?? true);
    } else if (name === "else") {
      if (this.#conditions.length === 0) this.problem(place, "is an else without a condition");
      else this.#conditions.push(!this.#conditions.pop()!);
    } else if (name === "endif") {
      if (this.#conditions.pop() === undefined) this.problem(place, "ends a condition that was not begun");
    } else if (!this.isSkipping) this.#define(name, rest, place);
  }

  /** Conditions that nobody ended. */
  finish(place: Place): void {
    if (this.#conditions.length > 0) this.problem(place, "leaves a condition of the preprocessor open");
  }

  #define(name: string, rest: string, place: Place): void {
    const [, word, value] = /^(\w+)\s*([\s\S]*)$/.exec(rest) ?? [];
    if (name.startsWith("subst")) this.#substitute(name, rest, place);
    else if (/^(def|redef|trydef)(ine)?$/.test(name) && word !== undefined) {
      if (name.startsWith("try") && this.#definitions.has(word)) return;
      this.#definitions.set(word, value!);
    } else if (name === "undef") this.#definitions.delete(word ?? "");
    else this.#remarks.unknown.push({ place, text: `#!${name} ${rest}: what it defines is not known here` });
  }

  /** `"/NAME/value/flags"` with any mark; a pattern that is more than letters is not read. */
  #substitute(name: string, rest: string, place: Place): void {
    const text = rest.replace(/^(["'])([\s\S]*)\1\s*$/, "$2");
    const mark = text[0] ?? "";
    const [, from = "", to] = text.split(mark);
    if (mark === "" || to === undefined || from === "" || !/^[\w .:@-]+$/.test(from)) {
      this.#remarks.unknown.push({ place, text: `#!${name} ${rest}` });
      return;
    }
    if (this.#substitutions.length < SUBSTITUTIONS_MAX) this.#substitutions.push({ from, to });
    if (name.startsWith("substdef")) this.#definitions.set(from, name === "substdefs" ? `"${to}"` : to);
  }
}

/** Version 5.6.3, as Kamailio's own definition has it. */
const KAMAILIO_VERSION = 5_006_003;

/** A comparison with the version; null: another one, of which nothing is known here. */
function versionHolds(expression: string): boolean | null {
  const [, operator, digits] = /^\(?\s*KAMAILIO_VERSION\s*([<>]=?|[=!]=)\s*(\d{1,9})\s*\)?$/.exec(expression) ?? [];
  const other = Number(digits);
  if (operator === "<") return KAMAILIO_VERSION < other;
  if (operator === "<=") return KAMAILIO_VERSION <= other;
  if (operator === ">") return KAMAILIO_VERSION > other;
  if (operator === ">=") return KAMAILIO_VERSION >= other;
  if (operator === "==") return KAMAILIO_VERSION === other;
  return operator === "!=" ? KAMAILIO_VERSION !== other : null;
}

const SUBSTITUTIONS_MAX = 100;
/** A string that grows beyond this stays as it was. */
const LENGTH_MAX = 4000;

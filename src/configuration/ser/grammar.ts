import type { Place, Remark, Said } from "../place.ts";
import { written } from "../place.ts";
import { argumentsOf, joined } from "./arguments.ts";
import { type CalledRoute, callsIn } from "./routes.ts";
import type { SerToken } from "./tokens.ts";

/** A file as it is written, before anybody asks what it means. */
export interface SerText {
  readonly settings: readonly { readonly name: string; readonly value: Said<string> }[];
  readonly modules: readonly Said<string>[];
  readonly parameters: readonly { readonly module: string; readonly name: string; readonly value: Said<string> }[];
  readonly routes: readonly CalledRoute[];
}

/** Names of blocks of statements. */
const ROUTES = new Set([
  ...["route", "request_route", "failure_route", "branch_route", "onreply_route", "reply_route", "onsend_route"],
  ...["event_route", "error_route", "local_route", "startup_route", "timer_route"],
]);

/** Reads what stands outside of routes line by line, and of routes what they call. */
export function parseSer(tokens: readonly SerToken[], unknown: Remark[], problems: Remark[]): SerText {
  const text = { settings: [], modules: [], parameters: [], routes: [] } as {
    -readonly [Key in keyof SerText]: SerText[Key][number][];
  };
  const parser = new Parser(tokens);
  while (!parser.isAtEnd) {
    const { text: key, place, kind } = parser.next();
    if (key === ";" || key === "\\") continue;
    if (kind === "word" && /^loadmodulex?$/.test(key) && !parser.isAtEnd) {
      const line = parser.restOfLine(place);
      text.modules.push(written(joined(line).replace(/^.*\//, "").replace(/\.so$/, ""), place));
    } else if (kind === "word" && /^modparamx?$/.test(key) && parser.peek?.text === "(") {
      const [modules, name, value] = parser.inParentheses().map(joined);
      if (modules === undefined || name === undefined || value === undefined)
        problems.push({ place, text: "is a modparam without module, name and value" });
      else
        for (const module of modules.split("|").slice(0, MODULES_MAX))
          text.parameters.push({ module: module.trim(), name, value: written(value, place) });
    } else if (kind === "word" && ROUTES.has(key) && /^[[{]$/.test(parser.peek?.text ?? "")) {
      const name = parser.peek?.text === "[" ? joined(parser.inBrackets()) : "";
      if (parser.peek?.text !== "{") problems.push({ place, text: `${key} is followed by no block` });
      else
        text.routes.push({
          place,
          kind: key,
          name: name.replace(/,.*$/, ""),
          calls: callsIn(parser.inBraces(problems)),
        });
    } else if (kind === "word") {
      const line = parser.restOfLine(place);
      const equals = line.findIndex((token) => token.text === "=" && token.kind === "mark");
      const before = joined(line.slice(0, Math.max(0, equals)));
      if (equals >= 0 && /^(\.\w+)?$/.test(before))
        text.settings.push({
          name: key + before,
          value: written(joined(line.slice(equals + 1)).replace(/;$/, ""), place),
        });
      else if (!LINES.has(key)) unknown.push({ place, text: `${key}${spaced(line)}` });
    } else unknown.push({ place, text: `${key}${spaced(parser.restOfLine(place))}` });
  }
  return text;
}

/** Modules of one `modparam`. */
const MODULES_MAX = 50;
/** What may stand in a line without an equals sign. */
const LINES = new Set(["loadpath", "mpath", "flags", "avpflags", "setflags", "import_file", "include_file"]);

const spaced = (tokens: readonly SerToken[]): string =>
  (tokens.length === 0 ? "" : ` ${joined(tokens)}`).replace(/\s+/g, " ").slice(0, 80);

class Parser {
  readonly #tokens: readonly SerToken[];
  #at = 0;

  constructor(tokens: readonly SerToken[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get peek(): SerToken | undefined {
    return this.#tokens[this.#at];
  }

  next(): SerToken {
    return this.#tokens[this.#at++]!;
  }

  /** What stands in the same line. */
  restOfLine({ file, line }: Place): readonly SerToken[] {
    const from = this.#at;
    while (this.peek?.place.line === line && this.peek.place.file === file) this.#at++;
    return this.#tokens.slice(from, this.#at);
  }

  /** The arguments between parentheses. */
  inParentheses(): readonly (readonly SerToken[])[] {
    return argumentsOf(this.#enclosed("(", ")"));
  }

  inBrackets(): readonly SerToken[] {
    return this.#enclosed("[", "]");
  }

  inBraces(problems: Remark[]): readonly SerToken[] {
    const open = this.peek!;
    const inner = this.#enclosed("{", "}");
    if (this.#tokens[this.#at - 1]?.text !== "}")
      problems.push({ place: open.place, text: "opens a block that is never closed" });
    return inner;
  }

  #enclosed(open: string, close: string): readonly SerToken[] {
    const from = ++this.#at;
    let depth = 1;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const { kind, text } = this.#tokens[this.#at]!;
      if (kind !== "mark") continue;
      if (text === open) depth++;
      else if (text === close && --depth === 0) return this.#tokens.slice(from, this.#at++);
    }
    return this.#tokens.slice(from);
  }
}

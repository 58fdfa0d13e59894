/** Where somebody is in a YAML text that may be half-written: read line by line, by indentation and by the braces of flow maps. */
export interface Spot {
  /** Keys from the root; "*" for an item of a list. */
  readonly path: readonly string[];
  /** Whether a key is to stand here, or the value of the last one. */
  readonly isKey: boolean;
  /** What of it is written before the spot, and where that begins. */
  readonly word: string;
  readonly from: number;
}

interface Level {
  readonly indent: number;
  readonly key: string;
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#{}[\],:'"&*!|>%@`-][^#{}[\],:]*?)\s*:(?=\s|$)/;
const bare = (key: string): string => key.replace(/^(["'])(.*)\1$/, "$2");

/** What flow maps and lists have been opened and not closed, and what stands since the last comma or brace. */
class Flow {
  readonly #open: { readonly isMap: boolean; key: string | null }[] = [];
  #since = 0;
  #quote = "";

  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  take(text: string, from: number): void {
    for (let i = 0; i < text.length; i++) {
      const char = text[i]!;
      if (this.#quote !== "") {
        if (char === this.#quote) this.#quote = "";
        continue;
      }
      if (char === "#" && (i === 0 || /\s/.test(text[i - 1]!))) return;
      const inner = this.#open.at(-1);
      if ((char === '"' || char === "'") && /(^|[{[,:])\s*$/.test(text.slice(0, i))) this.#quote = char;
      else if (char === "{" || char === "[") this.#open.push({ isMap: char === "{", key: null });
      else if (char === "}" || char === "]") this.#open.pop();
      else if (char === "," && inner) inner.key = null;
      else if (char === ":" && inner?.isMap && inner.key === null && /^\s|^$/.test(text[i + 1] ?? ""))
        inner.key = bare(text.slice(Math.max(0, this.#since - from), i).trim());
      else continue;
      if (this.#quote === "") this.#since = from + i + 1;
    }
  }

  get path(): string[] {
    return this.#open.flatMap(({ isMap, key }) => (isMap ? (key === null ? [] : [key]) : ["*"]));
  }

  get isKey(): boolean {
    const inner = this.#open.at(-1);
    return inner?.isMap === true && inner.key === null;
  }

  get since(): number {
    return this.#since;
  }
}

/** @returns null within a comment or a block of text */
export function spotAt(text: string, offset: number): Spot | null {
  const levels: Level[] = [];
  let flow = new Flow();
  let block = -1;
  let start = 0;
  for (const line of text.slice(0, offset).split("\n")) {
    const isLast = start + line.length >= offset;
    const lineStart = start;
    start += line.length + 1;
    if (flow.isOpen) {
      flow.take(line, lineStart);
      if (isLast) return inFlow(text, offset, levels, flow);
      continue;
    }
    const indent = line.length - line.trimStart().length;
    if (block >= 0 && (indent > block || line.trim() === "")) {
      if (isLast) return null;
      continue;
    }
    block = -1;
    if (/^\s*#/.test(line) || (!isLast && line.trim() === "")) {
      if (isLast) return null;
      continue;
    }
    let at = indent;
    let rest = line.slice(at);
    const isItem = rest.startsWith("- ") || rest === "-";
    while (
      levels.length > 0 &&
      (levels.at(-1)!.indent > at || (levels.at(-1)!.indent === at && !isSequenceOf(levels, isItem)))
    )
      levels.pop();
    while (rest.startsWith("- ") || rest === "-") {
      levels.push({ indent: at, key: "*" });
      const width = rest.length - rest.slice(1).trimStart().length;
      at += width;
      rest = line.slice(at);
    }
    const key = KEY.exec(rest);
    if (key !== null) {
      levels.push({ indent: at, key: bare(key[1]!) });
      at += key[0].length;
      rest = line.slice(at);
      if (/^\s+[|>]/.test(rest)) block = indent;
    }
    flow = new Flow();
    if (/^\s*[{[]/.test(rest)) flow.take(rest, lineStart + at);
    if (!isLast) continue;
    if (flow.isOpen) return inFlow(text, offset, levels, flow);
    if (/(^|\s)#/.test(rest)) return null;
    const word = rest.trimStart();
    return { path: levels.map((level) => level.key), isKey: key === null, word, from: offset - word.length };
  }
  return null;
}

/** A list may stand at the indentation of its key: its items belong to that key. */
const isSequenceOf = (levels: readonly Level[], isItem: boolean): boolean => isItem && levels.at(-1)!.key !== "*";

function inFlow(text: string, offset: number, levels: readonly Level[], flow: Flow): Spot {
  const word = text.slice(flow.since, offset).trimStart();
  return { path: [...levels.map(({ key }) => key), ...flow.path], isKey: flow.isKey, word, from: offset - word.length };
}

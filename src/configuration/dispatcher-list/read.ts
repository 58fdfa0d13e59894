import { numberOf, type Remarks } from "../block.ts";
import type { ConfigurationFile } from "../file-tree.ts";
import { byDefault, type Place, type Said, written } from "../place.ts";

/** Whose defaults these are: README.dispatcher and dispatch.c of that version. */
const DISPATCHER = "kamailio 5.6.3";
const LINES_MAX = 50_000;

/** What a dispatcher.list says. */
export interface DispatcherListFacts {
  readonly destinations: readonly DispatcherDestination[];
}

/** A line: `setid destination flags priority attributes`. */
export interface DispatcherDestination {
  readonly place: Place;
  readonly set: Said<number>;
  /** A SIP URI. */
  readonly uri: Said<string>;
  /** 1 inactive, 2 trying, 4 disabled, 8 probing, added. */
  readonly flags: Said<number>;
  /** Sorts the set: the highest first. */
  readonly priority: Said<number>;
  /** As they stand: `duid`, `socket`, `ping_from`, … */
  readonly attributes: Readonly<Record<string, string>>;
  /** For algorithm 9; 0: gets nothing of it. */
  readonly weight: Said<number>;
  /** For algorithm 11; 0: gets nothing of it. */
  readonly relativeWeight: Said<number>;
  /** Calls at once that algorithm 10 sends at most; 0: any number. */
  readonly maxLoad: Said<number>;
}

/** Reads a dispatcher.list (`list_file`): a line for each destination, `#` begins a comment. */
export function dispatcherListFacts({ path, text }: ConfigurationFile, remarks: Remarks): DispatcherListFacts {
  const destinations: DispatcherDestination[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, line] of lines.slice(0, LINES_MAX).entries()) {
    const place = { file: path, line: index + 1 };
    const words = line
      .replace(/^\s*#.*$|\s#.*$/, "")
      .trim()
      .split(/\s+/);
    if (words[0] === "") continue;
    const [set, uri, flags, priority, ...rest] = words;
    if (!isWhole(set) || uri === undefined) {
      remarks.problems.push({
        place,
        text: "is no set, destination, flags and priority; the dispatcher does not load the file",
      });
      continue;
    }
    if (!/^sips?:/i.test(uri)) {
      remarks.problems.push({ place, text: `${uri} is no SIP URI; the dispatcher does not load the file` });
      continue;
    }
    for (const [word, what] of [
      [flags, "flags"],
      [priority, "priority"],
    ])
      if (word !== undefined && !isWhole(word))
        remarks.problems.push({ place, text: `${word} is no number of ${what}` });
    const attributes = attributesOf(rest.join(" "));
    const of = (text: string | undefined, preset = 0): Said<number> =>
      isWhole(text) ? written(Number(text), place) : byDefault(preset, DISPATCHER);
    destinations.push({
      ...{ place, attributes },
      set: written(Number(set), place),
      uri: written(uri, place),
      flags: of(flags),
      priority: of(priority),
      weight: of(attributes["weight"]),
      relativeWeight: of(attributes["rweight"]),
      maxLoad: of(attributes["maxload"]),
    });
  }
  if (lines.length > LINES_MAX)
    remarks.problems.push({
      place: { file: path, line: LINES_MAX },
      text: "the file is too long; the rest is not read",
    });
  return { destinations };
}

const isWhole = (text: string | undefined): text is string => Number.isInteger(numberOf(text ?? ""));

/** `duid=a;weight=50`, perhaps in quotation marks. */
const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .replace(/^(["'])(.*)\1$/, "$2")
      .split(";")
      .map((pair) => pair.trim())
      .filter((pair) => pair.includes("="))
      .map((pair) => [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1).trim()]),
  );

import type { FileTree } from "../file-tree.ts";
import { type Remark, type Said, written } from "../place.ts";

/** Includes within includes; MariaDB allows 10. */
const DEPTH_MAX = 10;
const LINES_MAX = 100_000;

/** A line of a group. */
export interface Option {
  readonly group: string;
  /** With underscores, without `loose_`. */
  readonly key: string;
  readonly value: Said<string>;
}

/**
 * Reads a my.cnf as my_default.c does: groups in brackets, `key=value` or a key alone, dashes and underscores alike, `#` and `;` for comments,
 * `!include FILE`, and `!includedir FOLDER` for what ends in `.cnf` there.
 */
export function readMyCnf(tree: FileTree, path: string, problems: Remark[]): Option[] {
  const options: Option[] = [];
  const open: string[] = [];
  let lines = 0;
  const take = (file: { readonly path: string; readonly text: string }): void => {
    if (open.includes(file.path) || open.length >= DEPTH_MAX) {
      problems.push({
        place: { file: file.path, line: 1 },
        text: "is included by itself, or too deeply; left out there",
      });
      return;
    }
    open.push(file.path);
    let group = "";
    for (const [index, text] of file.text.split(/\r\n|\n|\r/).entries()) {
      const place = { file: file.path, line: index + 1 };
      const line = text.trim();
      if (line === "" || line.startsWith("#") || line.startsWith(";") || ++lines > LINES_MAX) continue;
      const [, kind, named] = /^!\s*(include(?:dir)?)\s+(.*)$/.exec(line) ?? [];
      const [, head] = /^\[([^\]]*)\]/.exec(line) ?? [];
      if (kind !== undefined) {
        const target = named!.replace(/\s+#.*$/, "").replace(/\/$/, "");
        const found = tree.included(file.path, kind === "include" ? target : `${target}/*.cnf`);
        if (found.length === 0)
          problems.push({ place, text: `includes ${target}, which is not among the files that were named` });
        for (const one of found) take(one);
      } else if (head !== undefined) group = head.trim().toLowerCase();
      else if (group === "") problems.push({ place, text: "stands before every group; the server does not start" });
      else options.push(optionOf(line, group, place));
    }
    open.pop();
  };
  const file = tree.at(path);
  if (file !== undefined) take(file);
  if (lines > LINES_MAX)
    problems.push({ place: { file: path, line: 1 }, text: "the file is too long; the rest is not read" });
  return options;
}

function optionOf(line: string, group: string, place: { file: string; line: number }): Option {
  const equals = line.indexOf("=");
  const name = (equals < 0 ? line.replace(/\s+#.*$/, "") : line.slice(0, equals))
    .trim()
    .toLowerCase()
    .replaceAll("-", "_");
  const value = equals < 0 ? "" : withoutComment(line.slice(equals + 1).trim());
  const rest = name.replace(/^loose_/, "");
  const [, turned, bare] = /^(skip|disable|enable)_(.+)$/.exec(rest) ?? [];
  if (equals < 0 && turned !== undefined)
    return { group, key: bare!, value: written(turned === "enable" ? "1" : "0", place) };
  return { group, key: rest, value: written(equals < 0 ? "1" : value, place) };
}

/** A value in quotation marks, or up to a comment. */
function withoutComment(text: string): string {
  const mark = text[0];
  if (mark === '"' || mark === "'") {
    const close = text.indexOf(mark, 1);
    return text.slice(1, close < 0 ? text.length : close);
  }
  return text.replace(/\s*#.*$/, "").trim();
}

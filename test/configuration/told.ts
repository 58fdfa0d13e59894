import { noRemarks, type Remarks } from "../../src/configuration/block.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import type { Remark, Said } from "../../src/configuration/place.ts";

/** A value and where it comes from, as one word: `150 a.conf:12`, `3 default of keepalived 2.2.7`. */
export function told(said: Said<unknown> | null): string {
  if (said === null) return "null";
  const { value, origin } = said;
  if (origin.kind === "written") return `${String(value)} ${origin.place.file}:${origin.place.line}`;
  return `${String(value)} ${origin.kind === "default" ? `default of ${origin.of}` : "assumed"}`;
}

/** Remarks as `file:line text`. */
export const lines = (remarks: readonly Remark[]): string[] =>
  remarks.map(({ place, text }) => `${place.file}:${place.line} ${text}`);

/** Files by their paths, and somewhere to tell what is noticed. */
export function given(files: Readonly<Record<string, string>>): { tree: FileTree; remarks: Remarks } {
  return {
    tree: new FileTree(Object.entries(files).map(([path, text]) => ({ path, text }))),
    remarks: noRemarks(),
  };
}

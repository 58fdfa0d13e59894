import type { FileTree } from "../configuration/file-tree.ts";
import type { Place } from "../configuration/place.ts";

/** A comment of any of these daemons' files that names codes. */
const COMMENT = /(?:#|!|\/\/|;|<!--|\/\*)\s*sipnines:\s*ignore\s+([A-Z]{2}\d{3}(?:[\s,]+[A-Z]{2}\d{3})*)/i;

/** Whether a comment in this line, or in the one above, switches a finding off: `# sipnines: ignore SN101`. */
export function isIgnored(code: string, { file, line }: Place, tree: FileTree): boolean {
  const lines = tree.at(file)?.text.split("\n", line) ?? [];
  return [lines[line - 1], lines[line - 2]].some((text) => {
    const codes = COMMENT.exec(text ?? "")?.[1];
    return (
      codes
        ?.toUpperCase()
        .split(/[\s,]+/)
        .includes(code) === true
    );
  });
}

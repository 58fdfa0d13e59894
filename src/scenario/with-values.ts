import { parse, parseDocument } from "yaml";

/**
 * The text of a scenario file with other values at some paths; comments and all else stay as they are.
 *
 * @param values path and value, as `--set` wants them; keys without dots in them
 */
export function withValues(text: string, values: readonly (readonly [path: string, value: string])[]): string {
  const document = parseDocument(text);
  for (const [path, value] of values) document.setIn(path.split("."), document.createNode(parse(value)));
  return document.toString({ lineWidth: 120 });
}

import { join } from "node:path";
import { readInside, Unreadable } from "../../experiment/store/bounded-file.ts";
import type { Shape } from "../../experiment/store/shape.ts";

/** Bytes of a table or a file of results at most. */
export const RESULT_MAX = 2 ** 28;

/**
 * A text of a directory that somebody else may have made; null if it is not there.
 * @throws Unreadable for what leads out of the directory
 */
export const textIn = (directory: string, name: string): string | null =>
  readInside(directory, name, RESULT_MAX)?.toString("utf8") ?? null;

/**
 * A JSON file of such a directory, looked over before anything is believed of it.
 * @throws Unreadable for a file that another version has made, or that is damaged
 */
export function jsonIn<T>(directory: string, name: string, shape: Shape): T | null {
  const text = textIn(directory, name);
  if (text === null) return null;
  const refuse = (what: string): never => {
    throw new Unreadable(join(directory, name), `${what}: the file is damaged, or another version has made it`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("no JSON");
  }
  const misfit = shape(value, "");
  if (misfit === null) return value as T;
  return refuse(`${misfit.found} at ${misfit.at || "its root"} in the place of ${misfit.expected}`);
}

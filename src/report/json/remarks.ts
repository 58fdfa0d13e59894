/** What documents say of places in files. */
import { count, object, text } from "../../notation/json-shape.ts";

const SPOT = { file: text, line: count, column: count, path: text, found: text } as const;

export const PROBLEM = object({ ...SPOT, expected: text, hint: text });
export const WARNING = object({ ...SPOT, consequence: text, hint: text, message: text });

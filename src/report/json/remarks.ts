/** What documents say of places in files. */
import * as json from "../../notation/json-shape.ts";

const SPOT = { file: json.text, line: json.count, column: json.count, path: json.text, found: json.text } as const;

export const PROBLEM = json.object({ ...SPOT, expected: json.text, hint: json.text });
export const WARNING = json.object({ ...SPOT, consequence: json.text, hint: json.text, message: json.text });

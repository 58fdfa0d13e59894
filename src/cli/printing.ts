import { hasColour } from "./terminal.ts";

/** Numbers that JSON cannot hold are null. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Prints a result as it was asked for: as one JSON document, for people, or not at all. */
export function print(
  { json, quiet = false }: { readonly json: boolean; readonly quiet?: boolean },
  document: unknown,
  text: string | ((colour: boolean) => string),
): void {
  if (json) process.stdout.write(jsonText(document));
  else if (!quiet) process.stdout.write(typeof text === "string" ? text : text(hasColour(process.stdout)));
}

import type { DocumentName, Said } from "../report/json/documents.ts";
import { IDENTITY } from "./build-identity.ts";
import { hasColour } from "./terminal.ts";

/** Numbers that JSON cannot hold are null. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A document with the version that writes it. Which one has to be said: `documentText<"run">(…)`. */
export const documentText = <N extends DocumentName = never>(document: Said<N>): string =>
  jsonText({ version: IDENTITY.version, ...document });

/** Prints a result as it was asked for: as one JSON document, for people, or not at all. */
export function print<N extends DocumentName = never>(
  { json, quiet = false }: { readonly json: boolean; readonly quiet?: boolean },
  document: Said<N>,
  text: string | ((colour: boolean) => string),
): void {
  if (json) process.stdout.write(documentText<N>(document));
  else if (!quiet) process.stdout.write(typeof text === "string" ? text : text(hasColour(process.stdout)));
}

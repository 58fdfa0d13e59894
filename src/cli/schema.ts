import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import { documentSchema } from "../report/json/document.ts";
import { DOCUMENTS } from "../report/json/documents.ts";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import type { SCHEMA } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { jsonText } from "./printing.ts";
import { Refusal } from "./refusal.ts";

const FOLDER = fileURLToPath(new URL("../../schema/", import.meta.url));

/** The committed files, as they should be, by the names of their schemas. */
export const schemaTexts = (): ReadonlyMap<string, string> =>
  new Map([
    ["scenario", jsonText(scenarioJsonSchema())],
    ...Object.entries(DOCUMENTS).map(([name, one]) => [name, jsonText(documentSchema(one))] as const),
  ]);

/**
 * `sipnines schema [NAME]`: prints the JSON Schema of scenario files or of a document, or brings the committed copies up to date.
 * Returns the exit code.
 */
export function schema(name: string = "scenario", { write }: OptionsOf<typeof SCHEMA>, line: CommandLine): number {
  const texts = schemaTexts();
  const text = texts.get(name);
  if (text === undefined) {
    const names = [...texts.keys()];
    throw Refusal.at(line.word(name), "NAME", JSON.stringify(name), oneOf(names, 50), didYouMean(name, names));
  }
  if (!write) {
    process.stdout.write(text);
    return EXIT.fine;
  }
  for (const file of readdirSync(FOLDER)) rmSync(join(FOLDER, file));
  for (const [each, text] of texts) writeFileSync(join(FOLDER, `${each}.schema.json`), text);
  return EXIT.fine;
}

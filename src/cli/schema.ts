import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean, oneOf } from "../notation/nearest.ts";
import type { JsonSchema } from "../notation/shape.ts";
import { documentSchema } from "../report/json/document.ts";
import { DOCUMENTS } from "../report/json/documents.ts";
import { FORMAT } from "../scenario/format.ts";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import type { SCHEMA } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { jsonText } from "./printing.ts";
import { Refusal } from "./refusal.ts";

const FOLDER = fileURLToPath(new URL("../../schema/", import.meta.url));

/** What documents of today are; it rises when programs that read those of before would misread them. */
const EDITION = 1;

/** The committed files, as they should be, by the names of their schemas. */
export function schemaTexts(): ReadonlyMap<string, string> {
  return new Map([
    published("scenario", FORMAT, scenarioJsonSchema()),
    ...Object.entries(DOCUMENTS).map(([name, one]) => published(name, EDITION, documentSchema(one))),
  ]);
}

/** A schema under a name that no place on the net is needed for. */
const published = (name: string, edition: number, schema: JsonSchema) =>
  [
    name,
    jsonText({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `urn:sipnines:schema:${name}:${edition}`,
      ...schema,
    }),
  ] as const;

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

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import type { SCHEMA } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import { EXIT } from "./exit-codes.ts";
import { jsonText } from "./printing.ts";

const COMMITTED = fileURLToPath(new URL("../../schema/scenario.schema.json", import.meta.url));

/** The committed file, as it should be. */
export const schemaText = (): string => jsonText(scenarioJsonSchema());

/** `sipnines schema`: prints the JSON Schema of scenario files, or brings the committed copy up to date. Returns the exit code. */
export function schema({ write }: OptionsOf<typeof SCHEMA>): number {
  if (write) writeFileSync(COMMITTED, schemaText());
  else process.stdout.write(schemaText());
  return EXIT.fine;
}

/** What commands print and write as JSON, held against the committed schemas. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type { DocumentName } from "../../src/report/json/documents.ts";
import { root } from "./built.ts";
import { invoke } from "./in-process.ts";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validators = new Map<string, ReturnType<typeof ajv.compile>>();
/** Documents of which one has been looked at. */
export const met = new Set<DocumentName>();

const committed = (name: string): object =>
  JSON.parse(readFileSync(`${root}schema/${name}.schema.json`, "utf8")) as object;

/** What is wrong with a document; also that something is there which the schema does not name. */
export function misfits(name: DocumentName, document: unknown): string[] {
  const conforms = validators.get(name) ?? ajv.compile(committed(name));
  validators.set(name, conforms);
  conforms(document);
  return (conforms.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

export function expectConforming(name: DocumentName, document: unknown): void {
  met.add(name);
  expect(misfits(name, document)).toEqual([]);
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
  expect(document).toMatchObject({ version });
}

/** Runs a command with --json; its answer. */
export async function answerOf(name: DocumentName, ...words: readonly string[]): Promise<unknown> {
  const { stdout, stderr, code } = await invoke(...words, "--json");
  expect(code, stderr).toBeLessThan(name === "refused" ? 3 : 2);
  const document: unknown = JSON.parse(stdout);
  expectConforming(name, document);
  return document;
}

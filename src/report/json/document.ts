import { type JsonShape, object, text, told } from "../../notation/json-shape.ts";
import type { JsonSchema } from "../../notation/shape.ts";

/** A JSON document that this program prints or writes: a title, and its shape. */
export interface JsonDocument<W, R> {
  readonly title: string;
  readonly shape: JsonShape<W, R>;
}

type Shapes = Readonly<Record<string, JsonShape<unknown, unknown>>>;

/** A document with these keys, after the version of the program that wrote it. */
export const document = <F extends Shapes>(title: string, fields: F) => ({
  title,
  shape: object({ version: told(text), ...fields }),
});

/** The JSON Schema (draft 2020-12) of a document. */
export const documentSchema = ({ title, shape }: JsonDocument<unknown, unknown>): JsonSchema => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title,
  ...shape.schema,
});

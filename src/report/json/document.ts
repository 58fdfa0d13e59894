import type { JsonShape } from "../../notation/json-shape.ts";
import * as json from "../../notation/json-shape.ts";
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
  shape: json.object({ version: json.told(json.text), ...fields }),
});

/** The JSON Schema (draft 2020-12) of a document. */
export const documentSchema = ({ title, shape }: JsonDocument<unknown, unknown>): JsonSchema => ({
  title,
  ...shape.schema,
});

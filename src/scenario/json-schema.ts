import type { Preset } from "../architecture/preset.ts";
import { PRESETS } from "../architecture/presets.ts";
import { DISTRIBUTION_SCHEMA } from "../distributions/description.ts";
import { CATALOGUE } from "../metrics/catalogue.ts";
import { QUANTITY_DEFINITIONS, wholeNumber } from "../notation/quantities.ts";
import { items, type JsonSchema, strict } from "../notation/shape.ts";
import { inlineFields } from "./architecture-shape.ts";
import { COMPONENT_SERVICE_SCHEMA } from "./component-service-shape.ts";
import { EXPECTATION_DEFINITIONS } from "./expectation-shape.ts";
import { scenarioShape } from "./scenario-shape.ts";

const parts = items({ $ref: "#/$defs/needs" }, 1);
const needs: JsonSchema = {
  description: "The name of a node, or an expression of allOf, anyOf and atLeast.",
  anyOf: [
    { type: "string", minLength: 1 },
    strict({ allOf: parts }),
    strict({ anyOf: parts }),
    strict({ atLeast: { type: "integer", minimum: 1 }, of: parts }),
  ],
};

/** Beside a preset everything may be left out, and a key with nothing behind it takes the preset's away. */
function partial(schema: JsonSchema): JsonSchema {
  const { required: _, minProperties: __, ...changed } = { ...schema } as Record<string, unknown>;
  const orNothing = (inner: unknown): JsonSchema => ({ anyOf: [partial(inner as JsonSchema), { type: "null" }] });
  const { properties, additionalProperties, oneOf } = changed;
  if (properties)
    changed["properties"] = Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => [key, orNothing(inner)]),
    );
  if (typeof additionalProperties === "object") changed["additionalProperties"] = orNothing(additionalProperties);
  // A choice stays one: its alternatives keep the key that tells them apart.
  if (oneOf)
    changed["oneOf"] = (oneOf as JsonSchema[]).map((choice) => ({ ...partial(choice), required: choice["required"] }));
  return changed;
}

function ofPreset({ name, about, parameters }: Preset): JsonSchema {
  const shaped = Object.entries(parameters).map(([parameter, { meaning, min, max, default: usual }]) => [
    parameter,
    { ...wholeNumber(min, max, usual).schema, description: meaning, default: usual },
  ]);
  return {
    description: about,
    type: "object",
    additionalProperties: false,
    required: ["preset"],
    properties: {
      preset: { const: name },
      ...Object.fromEntries(shaped),
      ...Object.fromEntries(CHANGES.map(([key]) => [key, { $ref: `#/$defs/changed-${key}` }])),
    },
  };
}

/** What may be written beside a preset, key by key. */
const CHANGES = Object.entries(partial(inlineFields.schema)["properties"] as Record<string, JsonSchema>);

/** A SIP service with its `architecture`, or a service of `components` alone. */
function rootSchema(): JsonSchema {
  const { required: _, properties, ...rest } = scenarioShape.schema;
  const { components, needs: needed } = COMPONENT_SERVICE_SCHEMA["properties"] as Record<string, JsonSchema>;
  return {
    ...rest,
    properties: { ...(properties as object), components, needs: needed },
    anyOf: [{ required: ["architecture"] }, { required: ["components", "needs"] }],
    // Formulas have names that nobody knows beforehand.
    if: { not: { required: ["metrics"] } },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: { properties: { expect: { type: "object", propertyNames: { enum: CATALOGUE.map(({ name }) => name) } } } },
  };
}

/** The JSON Schema (draft 2020-12) of scenario files. */
export const scenarioJsonSchema = (): JsonSchema => ({
  title: "sipnines scenario",
  description: "A SIP service, what its users do, what breaks, how it is run and what must hold.",
  ...rootSchema(),
  $defs: {
    ...QUANTITY_DEFINITIONS,
    distribution: DISTRIBUTION_SCHEMA,
    ...EXPECTATION_DEFINITIONS,
    needs,
    ...Object.fromEntries(CHANGES.map(([key, schema]) => [`changed-${key}`, schema])),
    architecture: {
      description: "The service: a preset with changes, or spelt out.",
      anyOf: [...PRESETS.map(ofPreset), inlineFields.schema],
    },
  },
});

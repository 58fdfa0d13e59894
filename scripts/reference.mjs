// Writes the reference pages of docs/ from what the program itself reads and measures: the scenario language from its JSON
// Schema, the metrics from their catalogue. `--check` writes nothing and says whether the pages are as they should be.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./inputs.mjs";

const schema = JSON.parse(readFileSync(join(root, "schema", "scenario.schema.json"), "utf8"));
const { CATALOGUE } = await import(pathToFileURL(join(root, "dist", "index.js")).href);

/** In a table a bar would end the cell. */
const cell = (text) => String(text).replaceAll("|", "\\|").replaceAll("\n", " ");
const code = (text) => `\`${text}\``;

/** Definitions that are values, each with examples. */
const VALUES = {
  duration: ["100 ms", "1.5 s", "72 h"],
  rate: ["400/s", "1000/h"],
  probability: ["0.01", "1 %"],
  durations: ["100 ms", "{ exponential: 5 ms }"],
  distribution: ["{ uniform: [1 s, 3 s] }", "{ erlang: { stages: 4, mean: 10 ms } }"],
  needs: ["proxy-1", "{ anyOf: [proxy-1, proxy-2] }", "{ atLeast: 2, of: [a, b, c] }"],
};

/** Whether a part is a map of bounds, which has a chapter of its own. */
const isBounds = ({ properties }) => properties?.atLeast !== undefined && properties.equals !== undefined;

/** What may stand at a place, in a few words. */
function inWords(part) {
  if (part.$ref) {
    const name = part.$ref.split("/").at(-1);
    return VALUES[name] ? `[${name}](#values)` : name.startsWith("expectation-") ? "[bounds](#expect)" : code(name);
  }
  if (part.const !== undefined) return code(part.const);
  if (part.enum) return part.enum.map(code).join(", ");
  const choices = part.anyOf ?? part.oneOf;
  if (choices) return [...new Set(choices.map(inWords))].join(" or ");
  if (part.type === "array") return `list of ${inWords(part.items ?? {})}`;
  if (isBounds(part)) return "[bounds](#expect)";
  if (part.type === "object") return part.properties ? "map" : `map of ${inWords(part.additionalProperties ?? {})}`;
  const bounds = [part.minimum, part.maximum].some((bound) => bound !== undefined)
    ? ` ${part.minimum ?? "…"} … ${part.maximum ?? ""}`.trimEnd()
    : "";
  const type = Array.isArray(part.type) ? part.type.join(" or ") : (part.type ?? "anything");
  return `${type.replace("string", "text").replace("integer", "whole number")}${bounds}`;
}

/**
 * Maps inside a part that have keys of their own, each with what follows its path. Where one of several maps may stand, `by` is the
 * key that tells it from the others; maps of one key each are put together, as alternatives.
 */
function mapsIn(part) {
  if (part.$ref || isBounds(part)) return [];
  if (part.type === "array") return mapsIn(part.items ?? {}).map((found) => ({ ...found, path: `[]${found.path}` }));
  const choices = part.anyOf ?? part.oneOf;
  if (choices) {
    const found = choices.flatMap(mapsIn);
    const direct = found.filter(({ path }) => path === "");
    if (direct.length < 2) return found;
    const others = found.filter(({ path }) => path !== "");
    if (direct.every(({ map }) => Object.keys(map.properties).length === 1)) {
      const properties = Object.assign({}, ...direct.map(({ map }) => map.properties));
      return [{ path: "", map: { properties }, oneOf: true }, ...others];
    }
    return [...direct.map(({ map }) => ({ path: "", map, by: distinctive(map, direct) })), ...others];
  }
  if (part.type !== "object") return [];
  if (part.properties) return [{ path: "", map: part }];
  if (typeof part.additionalProperties !== "object") return [];
  return mapsIn(part.additionalProperties).map((found) => ({ ...found, path: `.NAME${found.path}` }));
}

/** The keys that a map requires and the others do not have. */
const distinctive = (map, rivals) =>
  (map.required ?? []).filter((key) => rivals.every((other) => other.map === map || !other.map.properties[key]));

const written = (value) =>
  value === undefined || value === "" ? "" : typeof value === "object" ? code(JSON.stringify(value)) : code(value);

/** The table of a map's keys, then the tables of the maps below it. */
function tables(path, { map, by = [], oneOf = false }) {
  const rows = Object.entries(map.properties).map(([key, part]) => {
    const isRequired = (map.required ?? []).includes(key);
    const otherwise = isRequired ? "*required*" : written(part.default);
    return `| ${code(key)} | ${cell(inWords(part))} | ${cell(otherwise)} | ${cell(part.description ?? "")} |`;
  });
  const with_ = by.length === 0 ? "" : ` with ${by.map(code).join(" and ")}`;
  const note = oneOf ? "\nOne of these.\n" : "";
  const heading = `\n### ${code(path)}${with_}\n`;
  const own = `${heading}${note}\n| key | value | default | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  const below = Object.entries(map.properties).flatMap(([key, part]) =>
    mapsIn(part).map((found) => tables(`${path}.${key}${found.path}`, found)),
  );
  return own + below.join("");
}

/** A part of the file that is a map, a list of maps, or a choice of several. */
function chapter(name, part) {
  const resolved = part.$ref ? schema.$defs[part.$ref.split("/").at(-1)] : part;
  const body = mapsIn(resolved)
    .map((found) => tables(`${name}${found.path}`, found))
    .join("");
  return `\n## ${name}\n\n${part.description ?? resolved.description ?? ""}\n${body}`;
}

/** The architecture: the presets in one table, then everything spelt out. */
function architectureChapter({ description }) {
  const variants = schema.$defs.architecture.anyOf ?? schema.$defs.architecture.oneOf;
  const isPreset = ({ properties }) => properties?.preset !== undefined;
  const rows = variants.filter(isPreset).flatMap(({ properties: { preset, ...others } }) => {
    const own = Object.entries(others).filter(([key, part]) => !part.$ref?.includes("changed-") && key !== "title");
    const name = code(preset.const ?? preset.enum[0]);
    if (own.length === 0) return [`| ${name} | | | | |`];
    return own.map(
      ([key, part], i) =>
        `| ${i === 0 ? name : ""} | ${code(key)} | ${cell(inWords(part))} | ${cell(written(part.default))} | ${cell(part.description ?? "")} |`,
    );
  });
  const spelt = variants.filter((variant) => !isPreset(variant));
  return `
## architecture

${description}

### \`architecture\` with \`preset\`

The presets and their parameters. Beside them stands whatever of the table below is to be different; maps are merged.

| preset | key | value | default | meaning |
|---|---|---|---|---|
${rows.join("\n")}
${spelt.map((map) => tables("architecture", { map })).join("")}`;
}

const NOTE = "<!-- Written by scripts/reference.mjs; to change it, change what the program reads and measures. -->";

function scenarioPage() {
  const { expect, ...others } = schema.properties;
  const values = Object.entries(VALUES).map(
    ([name, examples]) =>
      `| ${name} | ${cell(schema.$defs[name].description)} | ${cell(examples.map(code).join(", "))} |`,
  );
  const bounds = schema.$defs["expectation-calls"];
  return `# Reference: the scenario file

${NOTE}

Everything that a file may say, with what holds where it says nothing. \`sipnines init\` writes a file to begin with, \`sipnines show PRESET\` any
preset in full, \`sipnines validate\` says what is wrong with a file and where. Editors complete from \`schema/scenario.schema.json\`. \`[]\` in a
path stands for any item of a list, \`NAME\` for a name of your own. For \`--set\` and \`--vary\`, items are counted from 0: \`faults.0.at=20s\`.

## Values

| kind | what it is | examples |
|---|---|---|
${values.join("\n")}
${Object.entries(others)
  .map(([name, part]) => (name === "architecture" ? architectureChapter(part) : chapter(name, part)))
  .join("")}
## expect

${expect.description ?? ""} Any [metric](reference-metrics.md) may be bounded; \`sweep.expect\` bounds differences, \`availability.expect\` results of the analyzer.
${tables("expect.METRIC", { map: bounds })}`;
}

function metricsPage() {
  const rows = CATALOGUE.map(
    ({ name, unit, meaning, source, trials }) =>
      `| ${code(name)} | ${unit} | ${cell(meaning)}${trials ? ` (a proportion of ${code(trials)})` : ""} | ${cell(source)} |`,
  );
  return `# Reference: the metrics

${NOTE}

Every figure of a run, in the order in which it is reported. \`p50\`, \`p95\` and \`p99\` are quantiles within a run; what differs *between* replications
stands in \`summary.csv\` as median and 95th percentile. A metric that was never measured is empty in CSV and \`null\` in JSON. Times are seconds in
files, and shown with their unit on the terminal.

| metric | unit | meaning | source |
|---|---|---|---|
${rows.join("\n")}
`;
}

function documentsPage() {
  const rows = readdirSync(join(root, "schema"))
    .filter((file) => file !== "scenario.schema.json")
    .sort()
    .map((file) => {
      const { title, properties } = JSON.parse(readFileSync(join(root, "schema", file), "utf8"));
      const keys = Object.keys(properties).filter((key) => key !== "version");
      return `| [${file.replace(".schema.json", "")}](../schema/${file}) | ${cell(title)} | ${keys.map(code).join(", ")} |`;
    });
  return `# Reference: JSON documents

${NOTE}

Whatever a command prints with \`--json\`, and every JSON file in a directory of results, is one of these documents. Each has a JSON Schema (draft 2020-12) in
\`schema/\`, which \`sipnines schema NAME\` prints; a test holds the answer of every command to it, and nothing may be there that the schema does not
name. \`version\` is the version of sipnines that wrote the document; files of results that have none are read as well. Numbers that JSON cannot hold, infinities and what is not
defined, are \`null\`. A key that a schema does not require is left out where there is nothing to say.

A refused request prints [refused](../schema/refused.schema.json) in the place of its answer, and ends with exit code 2; one that fails by no fault of its own,
[failed](../schema/failed.schema.json), with exit code 3 or 130.

| document | what it is | keys, besides \`version\` |
|---|---|---|
${rows.join("\n")}

Not among them: Vega-Lite specifications (\`chart --as vl\`), which have a schema of their own; the lines of \`events.jsonl\`; and the files in \`units/\` of a study, which are no
interface.
`;
}

const PAGES = {
  "reference-scenario.md": scenarioPage(),
  "reference-metrics.md": metricsPage(),
  "reference-json.md": documentsPage(),
};
/** The pages of checks, each as `sipnines check --explain CODE` prints it, and the table of all of them. */
function checkPages() {
  const program = join(root, "bin", "sipnines.mjs");
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, "check", "--explain", "all"], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  const pages = stdout.split(/^(?=# SN\d{3}: )/m);
  const rows = pages.map((page) => {
    const [, name, title] = /^# (SN\d{3}): (.*)/.exec(page);
    return `| [${name}](${name}.md) | ${/^Severity: (\w+)/m.exec(page)[1]} | ${cell(title)} |\n`;
  });
  const index = `# Checks\n\n${NOTE}\n\nWhat \`sipnines check\` looks for ([how to use it](../how-to-check.md)).\n\n| code | severity | |\n|---|---|---|\n${rows.join("")}`;
  return Object.fromEntries([
    ["checks/README.md", index],
    ...pages.map((page) => [`checks/${page.slice(2, 7)}.md`, page]),
  ]);
}

const isCheck = process.argv.includes("--check");
for (const [name, text] of Object.entries({ ...PAGES, ...checkPages() })) {
  const path = join(root, "docs", name);
  if (!isCheck) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`docs/${name} is not what the program says; npm run reference writes it.`);
    process.exitCode = 1;
  }
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PRESETS } from "../architecture/presets.ts";
import { DETECTORS } from "../detectors/description.ts";
import { distributionNames } from "../distributions/description.ts";
import { CATALOGUE } from "../metrics/catalogue.ts";
import { onTerminal } from "../report/table/on-terminal.ts";
import { type Column, tableOf } from "../report/table/table.ts";
import { styled } from "../report/terminal.ts";
import { parseService } from "../scenario/parse.ts";
import type { LIST } from "./begin-commands.ts";
import type { OptionsOf } from "./command/command.ts";
import { EXIT } from "./exit-codes.ts";
import { companionsOf } from "./files.ts";
import { documentText } from "./printing.ts";
import { SCENARIOS } from "./shipped-scenarios.ts";
import { hasColour } from "./terminal.ts";

function scenarios(): { file: string; title: string }[] {
  if (!existsSync(SCENARIOS)) return [];
  const names = (readdirSync(SCENARIOS, { recursive: true }) as string[])
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  return names.flatMap((name) => {
    const file = `scenarios/${name.replaceAll("\\", "/")}`;
    const path = join(SCENARIOS, name);
    const { scenario, components } = parseService(readFileSync(path), file, [], companionsOf(path));
    const read = scenario ?? components;
    return read ? [{ file, title: read.title }] : [];
  });
}

/** `sipnines list`: what there is to choose from. Returns the exit code. */
export function list({ json }: OptionsOf<typeof LIST>): number {
  const presets = PRESETS.map(({ name, title, about, parameters, expand }) => ({
    name,
    title,
    about,
    parameters,
    /** What a scenario would say in place of the preset. */
    architecture: expand({}),
  }));
  const detectors = Object.entries(DETECTORS).map(([name, { meaning }]) => ({ name, meaning }));
  const everything = {
    presets,
    metrics: CATALOGUE,
    scenarios: scenarios(),
    distributions: distributionNames,
    detectors,
  };
  if (json) {
    process.stdout.write(documentText<"list">(everything));
    return EXIT.fine;
  }
  const colour = hasColour(process.stdout);
  const section = <Row extends object>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]) =>
    `${onTerminal(tableOf(title, columns, rows), colour)}\n`;
  const name = { heading: "name", field: "name" } as const;
  const title = { heading: "title", field: "title" } as const;
  const meaning = { heading: "meaning", field: "meaning" } as const;
  const parameters = ({ parameters }: (typeof presets)[number]) =>
    Object.entries(parameters)
      .map(([name, { default: usual, min, max }]) => `${name} ${usual} (${min}–${max})`)
      .join(", ") || "–";
  process.stdout.write(
    section(
      "Presets",
      [name, { ...title, heading: "what it is" }, { heading: "parameters", of: parameters }],
      presets,
    ) +
      section("Scenarios", [{ heading: "file", field: "file" }, title], everything.scenarios) +
      section("Metrics", [name, { heading: "unit", field: "unit" }, meaning], CATALOGUE) +
      section("Detectors", [name, meaning], detectors) +
      `${styled("Distributions", "bold", colour)}\n${distributionNames.join(", ")}\n`,
  );
  return EXIT.fine;
}

import { existsSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { oneOf } from "../../notation/nearest.ts";
import { plotFor } from "../../report/plot/choice.ts";
import { onLogAxes } from "../../report/plot/log-axes.ts";
import { type Sheet, sheetOf, widthOf } from "../../report/plot/paper.ts";
import { NothingToPlot, type Plot } from "../../report/plot/plot.ts";
import { latexTable } from "../../report/table/latex.ts";
import { printable } from "../../units/printable.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles, writeNamedFile } from "../files.ts";
import { jsonText, print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import type { CHART } from "./result-commands.ts";
import { plottableAt } from "./result-directory.ts";

type ChartOptions = OptionsOf<typeof CHART>;
type Format = NonNullable<ChartOptions["as"]>[number];
const ENDINGS: Readonly<Record<Format, string>> = {
  svg: ".svg",
  png: ".png",
  pdf: ".pdf",
  vl: ".vl.json",
  tex: ".tex",
};

/** Pixels of an inch of paper in a PNG: enough for print. */
const DPI = 300;

const FORMATS = Object.keys(ENDINGS) as readonly Format[];

/** The formats and the name without its ending. */
function targetOf(
  options: ChartOptions,
  input: string,
  plot: Plot,
  line: CommandLine,
): { base: string; formats: readonly Format[] } {
  const { out } = options;
  const named = FORMATS.find((format) => out?.endsWith(ENDINGS[format]));
  if (out !== undefined && named === undefined && extname(out) !== "" && options.as === undefined)
    throw line.refusal("--out", JSON.stringify(out), `a name that ends in ${oneOf(Object.values(ENDINGS))}, or --as`);
  const formats = options.as ?? [named ?? "svg"];
  const folder = existsSync(input) && statSync(input).isDirectory() ? input : dirname(input);
  const words = [plot.type, ...(plot.frame.title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, 8);
  const base =
    out === undefined
      ? join(folder, words.join("-"))
      : named === undefined
        ? out
        : out.slice(0, -ENDINGS[named].length);
  return { base, formats };
}

async function fileOf(format: Format, plot: Plot, sheet: Sheet, base: string): Promise<string | Uint8Array> {
  switch (format) {
    case "svg":
      return sheet.svg;
    case "png":
      return (await import("../../report/vega.ts")).renderPng(sheet.svg, DPI / 96);
    case "pdf":
      return (await import("../../report/pdf.ts")).renderPdf(sheet.svg, plot.frame.title, sheet.width, sheet.height);
    case "vl":
      return printable(jsonText(sheet.spec));
    case "tex":
      return latexTable(
        `${plot.frame.title}. ${plot.frame.subtitle}. ${plot.frame.source}.`,
        basename(base).replace(/[^A-Za-z0-9-]+/g, "-"),
        plot.table,
      );
  }
}

/** `sipnines chart DIR|CSV`: any metric by any factor, as a picture or a table. Returns the exit code. */
export async function chart(input: string, options: ChartOptions, line: CommandLine): Promise<number> {
  const { theme, width = widthOf(theme), type, where, metric: metrics, by, series, average } = options;
  const data = plottableAt(input, line.word(input));
  const plot = plotted(
    () => onLogAxes(plotFor(data, { type, metrics, by, series, where, average }), options.log ?? []),
    options,
    line,
    input,
  );
  const titled = options.title === undefined ? plot : { ...plot, frame: { ...plot.frame, title: options.title } };
  const { base, formats } = targetOf(options, input, titled, line);
  const span = line.option("--out");
  prepareDirectory(dirname(resolve(base)), span);
  const sheet = await sheetOf(titled, theme, width);
  const files: string[] = [];
  for (const format of formats) {
    const file = `${base}${ENDINGS[format]}`;
    const content = await fileOf(format, titled, sheet, base);
    if (options.out === undefined) writeFiles(dirname(file), { [basename(file)]: content });
    else writeNamedFile(file, content, span);
    files.push(file);
  }
  const { title, subtitle, source } = titled.frame;
  const caption = `${title}. ${subtitle}. Source: ${source}.`;
  const size = { width: { mm: sheet.width }, height: { mm: sheet.height } };
  print<"chart">(
    options,
    { files, type: titled.type, ...size, caption, alt: titled.alt },
    () => `${files.join("\n")}\nCaption: ${caption}\n`,
  );
  return EXIT.fine;
}

/** What cannot be drawn is said at the option that asked for it. */
function plotted(make: () => Plot, options: ChartOptions, line: CommandLine, input: string): Plot {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof NothingToPlot)) throw error;
    const { option, found, expected, hint } = error;
    const said = option === "" ? undefined : options[option as keyof ChartOptions];
    const text = Array.isArray(said) ? (said.find((one: string) => found.includes(one)) ?? said.at(-1)) : said;
    const span =
      option === "" ? line.word(input) : typeof text === "string" ? line.value(`--${option}`, text) : line.end;
    throw Refusal.at(span, option === "" ? "DIR" : `--${option}`, found, expected, hint);
  }
}

// npm run notebooks -- [--check] [--in DIR] [NAME …]: executes the notebooks and writes their outputs back; with --check
// nothing is written, and a difference from the committed outputs ends with code 1. NAME is part of a file name, DIR
// another folder than notebooks/.
//
// The code cells of a notebook are one TypeScript module, cut at the cells: joined, bundled against the built library,
// imported. What a cell prints with console.log, and what it hands to show({ "image/png": …, "text/html": … }), becomes
// its output. The working folder is that of the notebooks. No output depends on clock or machine.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { format, parseArgs } from "node:util";
import { ensure } from "./ensure.mjs";
import { root } from "./inputs.mjs";

const isCode = (cell) => cell.cell_type === "code";
/** Texts in a notebook are a string or a list of lines. */
const textOf = (source) => (Array.isArray(source) ? source.join("") : source);
/** A list of lines, which shows changes line by line. */
const linesOf = (text) => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** The code cells as one module; before each a call tells whose output follows. Imports are lifted by the language. */
const moduleOf = (cells) =>
  cells
    .filter(isCode)
    .map(({ source }, index) => `beginCell(${index});\n${textOf(source)}\n`)
    .join("\n");

/** One part of show() as a notebook stores it: pictures in base64, texts as lines. */
const stored = (data) =>
  typeof data === "string" ? linesOf(data) : `${Buffer.from(data).toString("base64").replace(/.{76}/g, "$&\n")}\n`;

/** Collects what cells print and show. */
class Outputs {
  #cells = [];

  begin = (index) => {
    this.#cells[index] = [];
  };

  print = (...values) => {
    const outputs = this.#cells.at(-1);
    const text = `${format(...values)}\n`;
    const last = outputs.at(-1);
    if (last?.output_type === "stream") last.text = linesOf(last.text.join("") + text);
    else outputs.push({ name: "stdout", output_type: "stream", text: linesOf(text) });
  };

  show = (parts) => {
    const data = Object.fromEntries(Object.entries(parts).map(([kind, part]) => [kind, stored(part)]));
    this.#cells.at(-1).push({ data, metadata: {}, output_type: "display_data" });
  };

  of = (index) => this.#cells[index] ?? [];
}

/** Runs the code of a notebook and returns the notebook with new outputs. */
async function executed(notebook, name, folder, workshop) {
  const { build } = await import("esbuild");
  const outfile = join(workshop, `${name}.mjs`);
  await build({
    stdin: { contents: moduleOf(notebook.cells), loader: "ts", sourcefile: `${name}.ts`, resolveDir: folder },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
    plugins: [
      {
        name: "library",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^sipnines(\/\w+)?$/ }, ({ path }) => ({
            path: import.meta.resolve(path),
            external: true,
          })),
      },
    ],
  });
  const outputs = new Outputs();
  const { log } = console;
  Object.assign(globalThis, { beginCell: outputs.begin, show: outputs.show });
  console.log = outputs.print;
  try {
    await import(pathToFileURL(outfile).href);
  } finally {
    console.log = log;
  }
  let index = 0;
  const cells = notebook.cells.map((cell) => {
    if (!isCode(cell)) return cell;
    const own = outputs.of(index++);
    return { ...cell, execution_count: index, outputs: own };
  });
  return { ...notebook, cells };
}

/** The file as Jupyter writes it: one space of indent, a line feed at the end. */
const written = (notebook) => `${JSON.stringify(notebook, null, 1)}\n`;

/** Which cells of two versions of a notebook differ, counted from 1. */
const changedCells = (before, after) =>
  after.cells.flatMap((cell, i) => (JSON.stringify(cell) === JSON.stringify(before.cells[i]) ? [] : [i + 1]));

async function main(args) {
  const { values, positionals: wanted } = parseArgs({
    args,
    allowPositionals: true,
    options: { check: { type: "boolean", default: false }, in: { type: "string", default: join(root, "notebooks") } },
  });
  const isCheck = values.check;
  const home = resolve(values.in);
  const names = readdirSync(home)
    .filter((file) => file.endsWith(".ipynb"))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .map((file) => file.slice(0, -".ipynb".length))
    .sort();
  if (names.length === 0) {
    console.error(wanted.length === 0 ? `No notebook in ${home}.` : `No notebook is called ${wanted.join(" or ")}.`);
    return 2;
  }
  await ensure();
  process.chdir(home);
  const workshop = mkdtempSync(join(tmpdir(), "sipnines-notebooks-"));
  let failed = 0;
  try {
    for (const name of names) {
      const file = join(home, `${name}.ipynb`);
      const text = readFileSync(file, "utf8");
      const before = JSON.parse(text);
      const started = performance.now();
      let verdict;
      try {
        const after = await executed(before, name, home, workshop);
        const isSame = written(after) === text;
        if (isSame) verdict = "as committed";
        else if (isCheck) {
          verdict = `DIFFERS in ${
            changedCells(before, after)
              .map((cell) => `cell ${cell}`)
              .join(", ") || "its layout"
          }`;
          failed++;
        } else {
          writeFileSync(file, written(after));
          verdict = "written";
        }
      } catch (error) {
        verdict = `FAILED: ${error.stack ?? error}`;
        failed++;
      }
      console.log(`${name}: ${verdict} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    }
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  if (isCheck && failed > 0)
    console.error("npm run notebooks writes the outputs anew; look at them before committing.");
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));

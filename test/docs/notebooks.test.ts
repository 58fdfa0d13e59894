import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { pages } from "./page.ts";

/** The notebooks say what the library says today: they are executed, compared with their committed outputs, and typed. */
const root = resolve(import.meta.dirname, "../..");
const notebooks = join(root, "notebooks");
const names = readdirSync(notebooks).filter((file) => file.endsWith(".ipynb"));

interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly source: readonly string[];
  readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
}
const cellsOf = (name: string): readonly Cell[] => JSON.parse(readFileSync(join(notebooks, name), "utf8")).cells;

/** The quickest; the others have their turn with `npm run test:docs`. */
const QUICK = ["what-equation-2-leaves-out.ipynb"];
const isTurn = (name: string): boolean => process.env["SIPNINES_DOCS"] !== undefined || QUICK.includes(name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sipnines-notebooks-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const execute = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8" });

test("the package's own name leads to the built library, and that to every name of its source", () => {
  const source = 'console.log(JSON.stringify(Object.keys(await import("sipnines"))))';
  const { stdout, stderr } = execute("--input-type=module", "--eval", source);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout).sort()).toEqual(Object.keys(library).sort());
});

test("there are notebooks", () => {
  expect(names.length).toBeGreaterThanOrEqual(6);
});

describe.each(names)("%s", (name) => {
  test.runIf(isTurn(name))("gives the committed outputs", () => {
    const { status, stdout, stderr } = execute(join(root, "scripts/notebooks.mjs"), "--check", name.slice(0, -6));
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/: as committed \(/);
  });

  test("asks, models, draws and answers", () => {
    const cells = cellsOf(name);
    const words = cells.filter(({ cell_type }) => cell_type === "markdown").map(({ source }) => source.join(""));
    expect(words.join("\n")).toMatch(/^# .*\*\*Question\.\*\*.*^## Theory.*^## Model.*^## Answer/ms);
    const shown = cells.flatMap(({ outputs = [] }) => outputs).map(({ data = {} }) => Object.keys(data));
    expect(shown.flat()).toContain("image/png");
    expect(shown.filter((kinds) => kinds.includes("image/png") && !kinds.includes("text/plain"))).toEqual([]);
  });
});

test("every code cell, and every program of a page, fits the types of the library", () => {
  for (const name of names) {
    const code = cellsOf(name)
      .filter(({ cell_type }) => cell_type === "code")
      .map(({ source }) => source.join(""));
    writeFileSync(join(folder, name.replace(".ipynb", ".ts")), `${code.join("\n")}\n`);
  }
  const programs = pages().flatMap(({ fences }) => fences.filter(({ language }) => language === "ts"));
  expect(programs.length).toBeGreaterThan(0);
  for (const [index, { text }] of programs.entries()) writeFileSync(join(folder, `page-${index}.ts`), text);
  writeFileSync(
    join(folder, "show.d.ts"),
    "declare function show(parts: Readonly<Record<string, string | Uint8Array>>): void;\n",
  );
  const project = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      typeRoots: [join(root, "node_modules/@types")],
      paths: { sipnines: [join(root, "src/index.ts")], "sipnines/*": [join(root, "src/library/*.ts")] },
    },
    include: [join(folder, "*.ts"), join(root, "src/**/*.d.ts")],
  };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
  const { status, stdout } = execute(join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--project", folder);
  expect(status, stdout).toBe(0);
});

test("a changed output, a failing cell and an unknown name are told", () => {
  const script = join(root, "scripts/notebooks.mjs");
  const write = (source: string, text: string): void =>
    writeFileSync(
      join(folder, "story.ipynb"),
      `${JSON.stringify({
        cells: [
          { cell_type: "markdown", id: "a", metadata: {}, source: ["# A story"] },
          {
            cell_type: "code",
            execution_count: 1,
            id: "b",
            metadata: {},
            outputs: [{ name: "stdout", output_type: "stream", text: [text] }],
            source: [source],
          },
        ],
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5,
      })}\n`,
    );
  const check = () => execute(script, "--check", "--in", folder);
  write('import { nines } from "sipnines";\nconsole.log(nines(1e-3));', "4\n");
  expect(check()).toMatchObject({ status: 1, stdout: expect.stringContaining("story: DIFFERS in cell 2") });
  execute(script, "--in", folder);
  expect(readFileSync(join(folder, "story.ipynb"), "utf8")).toContain('"3\\n"');
  expect(check()).toMatchObject({ status: 0, stdout: expect.stringContaining("story: as committed") });
  write('throw new Error("no such thing");', "");
  expect(check()).toMatchObject({ status: 1, stdout: expect.stringContaining("no such thing") });
  expect(execute(script, "--check", "nothing-of-the-kind").status).toBe(2);
});

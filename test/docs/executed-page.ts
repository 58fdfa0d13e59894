/** Pages whose commands and programs are run, and whose outputs are what these print. UPDATE_DOCS=1 rewrites the outputs. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";
import { commandsOf, isPrinted, needsElsewhere, readPage, refreshed, root } from "./page.ts";

const UPDATES = process.env["UPDATE_DOCS"] !== undefined;

interface Ended {
  readonly code: number;
  /** What it says on stdout, or else on stderr: there may be progress on stderr, which depends on the machine. */
  readonly printed: string;
}

/** Runs a line as a shell does, with the built program in place of npx. */
function execute(line: string, cwd: string): Promise<Ended> {
  const program = `"${process.execPath}" "${join(root, "bin/sipnines.mjs")}"`;
  const env = { ...process.env, NO_COLOR: "1" };
  return new Promise((resolve) =>
    execFile("sh", ["-c", line.replaceAll("npx sipnines", program)], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), printed: stdout === "" ? stderr : stdout }),
    ),
  );
}

/** What a program in TypeScript prints that imports the library by its name. */
function executeProgram(source: string, cwd: string): Promise<Ended> {
  writeFileSync(join(cwd, "program.mjs"), transformSync(source, { loader: "ts", format: "esm" }).code);
  return execute(`"${process.execPath}" program.mjs`, cwd);
}

/** Lines that write no file and read none but ours: what they print holds for all pages. */
const known = new Map<string, Promise<Ended>>();

function executeOnce(line: string, cwd: string): Promise<Ended> {
  if (!/^npx sipnines (?:run|trace|show|list)(?: scenarios\/[\w-]+\.yaml)?$/.test(line)) return execute(line, cwd);
  const ended = known.get(line) ?? execute(line, cwd);
  known.set(line, ended);
  return ended;
}

/** Defines the tests of a page; its commands run one after the other, in a folder of their own that holds the scenarios. */
export function testPage(path: string): void {
  describe(path, () => {
    const { fences, text } = readPage(path);
    let updated = text;
    let folder: string;

    beforeAll(async () => {
      await ensureBuilt();
      folder = mkdtempSync(join(tmpdir(), "sipnines-page-"));
      for (const name of ["scenarios", "results/thesis"])
        cpSync(join(root, name), join(folder, name), { recursive: true });
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(root, join(folder, "node_modules/sipnines"));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
      if (UPDATES) writeFileSync(join(root, path), updated);
    });

    /** Holds what a fence shows to what was printed, or has it rewritten. */
    const compare = (shown: string | undefined, printed: string): void => {
      if (shown === undefined) return;
      if (UPDATES)
        updated = updated.replace(`\`\`\`text\n${shown}\`\`\``, () => `\`\`\`text\n${refreshed(shown, printed)}\`\`\``);
      else if (!isPrinted(shown, printed)) expect(printed).toBe(shown);
    };

    for (const fence of fences) {
      if (fence.where.endsWith(".yaml"))
        test(`writes ${fence.where}`, () => writeFileSync(join(folder, fence.where), fence.text));
      if (fence.language === "ts")
        test("program", async () => {
          const { code, printed } = await executeProgram(fence.text, folder);
          expect(code, printed).toBe(0);
          compare(fence.shown, printed);
        });
      if (fence.language !== "sh" || needsElsewhere(fence) !== undefined) continue;
      const commands = commandsOf(fence);
      for (const [index, command] of commands.entries())
        test(command.text, async () => {
          const { code, printed } = await executeOnce(command.text, folder);
          expect(code, printed).toBe(command.exitCode);
          if (command.text.includes("--json")) expect(() => JSON.parse(printed)).not.toThrow();
          if (index === commands.length - 1) compare(fence.shown, printed);
        });
    }
  });
}

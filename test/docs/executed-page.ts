/** Pages whose commands are executed, and whose shown outputs are what the commands print. UPDATE_DOCS=1 rewrites the outputs. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";

const root = resolve(import.meta.dirname, "../..");

/** Defines the tests of a page; its commands run in a folder of their own that holds the scenarios. */
export function testPage(page: string, timeout: number): void {
  let folder: string;
  const outputs = new Map<string, string>();
  const text = readFileSync(join(root, page), "utf8");

  beforeAll(async () => {
    await ensureBuilt();
    folder = mkdtempSync(join(tmpdir(), "sipnines-page-"));
    cpSync(join(root, "scenarios"), join(folder, "scenarios"), { recursive: true });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a line of the page as a shell would, once. */
  function run(line: string): string {
    const known = outputs.get(line);
    if (known !== undefined) return known;
    const program = `${process.execPath} ${join(root, "bin/sipnines.mjs")}`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", line.replace("npx sipnines", program)], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
    expect(status, stderr).toBe(0);
    outputs.set(line, stdout);
    return stdout;
  }

  const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n"));

  test("there are commands", () => expect(commands.length).toBeGreaterThanOrEqual(8));

  test.each(commands)("%s", { timeout }, (command) => {
    expect(run(command)).toBeTypeOf("string");
  });

  test("the outputs it shows are what the commands print", { timeout }, () => {
    let updated = text;
    const shown = [...text.matchAll(/<!-- output: (.*) -->\n```\n([\s\S]*?)```/g)];
    expect(shown.length).toBeGreaterThan(0);
    for (const [whole, command, output] of shown) {
      if (process.env["UPDATE_DOCS"])
        updated = updated.replace(whole, () => `<!-- output: ${command} -->\n\`\`\`\n${run(command!)}\`\`\``);
      else expect(output).toBe(run(command!));
    }
    if (process.env["UPDATE_DOCS"]) writeFileSync(join(root, page), updated);
  });
}

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Every command of the README is executed, and what it shows as output is compared. UPDATE_README=1 rewrites the outputs. */
const root = resolve(import.meta.dirname, "../..");
const text = readFileSync(join(root, "README.md"), "utf8");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sipnines-readme-"));
  cpSync(join(root, "scenarios"), join(folder, "scenarios"), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split("\n"))
  .map((line) => line.replace(/\s+#.*$/, "").trim());

/** Runs a line of the README as a shell would, with the built program in place of npx. */
function run(line: string): { status: number | null; output: string } {
  const program = `${process.execPath} ${join(root, "bin/sipnines.mjs")}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line.replace("npx sipnines", program)], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, output: status === 0 ? stdout : stderr }; // stderr may hold progress, which depends on the machine
}

test("the README has commands", () => {
  expect(commands.length).toBeGreaterThanOrEqual(8);
});

test.each(commands)("%s", (command) => {
  const { status, output } = run(command);
  expect(status, output).toBe(0);
  if (command.includes("--json")) expect(() => JSON.parse(output)).not.toThrow();
});

test("the outputs it shows are what the commands print", () => {
  let updated = text;
  for (const [whole, command, shown] of text.matchAll(/<!-- output: (.*) -->\n```\n([\s\S]*?)```/g)) {
    const { output } = run(command!);
    if (process.env["UPDATE_README"])
      updated = updated.replace(whole, `<!-- output: ${command} -->\n\`\`\`\n${output}\`\`\``);
    else expect(shown).toBe(output);
  }
  if (process.env["UPDATE_README"]) writeFileSync(join(root, "README.md"), updated);
});

test("no link leads nowhere", () => {
  const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...markdownOf("docs")];
  let links = 0;
  for (const page of pages)
    for (const [, target] of readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
      links++;
      expect(existsSync(resolve(join(root, page), "..", target!)), `${page} → ${target}`).toBe(true);
    }
  expect(links).toBeGreaterThanOrEqual(8);
});

function markdownOf(below: string): string[] {
  return readdirSync(join(root, below), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(below, name));
}

test("--help comes within 50 ms of bare Node", () => {
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  const time = (args: string[]) => {
    const start = performance.now();
    execFileSync(process.execPath, args, { stdio: "ignore" });
    return performance.now() - start;
  };
  // Other tests run beside this one: the quickest of many runs, taken in turn, is the program's own time.
  const pairs = Array.from({ length: 20 }, () => [time([join(root, "bin/sipnines.mjs"), "--help"]), time([empty])]);
  const quickest = (which: 0 | 1) => Math.min(...pairs.map((pair) => pair[which]!));
  expect(quickest(0) - quickest(1)).toBeLessThan(50);
});

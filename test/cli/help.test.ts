/** What `--help` says is true: every command stands under a heading, and its example works in a folder with the scenarios. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Command } from "../../src/cli/command/command.ts";
import { flagOf } from "../../src/cli/command/option.ts";
import { GROUPS } from "../../src/cli/commands.ts";
import { isLong } from "../long.ts";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const COMMANDS = Object.values(GROUPS).flatMap((group) => Object.entries<Command>(group));
/** Their examples need a queue, or more time than a test has; those of capacity and plan are run by the long tests. */
const NOT_RUN = ["worker", "reproduce", "table1", "laboratory", ...(isLong ? [] : ["capacity", "plan"])];

const outside = process.cwd();
let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-help-"));
  process.chdir(folder);
  symlinkSync(join(root, "scenarios"), join(folder, "scenarios"));
  mkdirSync(join(folder, "results"));
  const times = Array.from({ length: 40 }, (_, i) => `${100 + ((i * 37) % 41)}.${(i * 7) % 10}\n`);
  writeFileSync(join(folder, "times.csv"), `proc_us\n${times.join("")}`);
  for (const [name, replications] of [
    ["before", "5"],
    ["after", "6"],
  ])
    await invoke("run", "scenarios/mm1.yaml", "--replications", replications!, "--out", `results/${name}`);
});
afterAll(() => {
  process.chdir(outside);
  rmSync(folder, { recursive: true, force: true });
});

test("every command stands under a heading", async () => {
  const { stdout } = await invoke("--help");
  for (const [heading, commands] of Object.entries(GROUPS)) {
    const [, below = ""] = stdout.split(`\n${heading}\n`);
    const [section = ""] = below.split("\n\n");
    for (const [name, { isHidden = false }] of Object.entries<Command>(commands))
      expect(new RegExp(`^ {2}${name} `, "m").test(section), name).toBe(!isHidden);
  }
});

test.each(COMMANDS)("%s --help shows its options, and an example that works", async (name, declared) => {
  const { code, stdout } = await invoke(name, "--help");
  expect(code).toBe(0);
  for (const [key, option] of Object.entries(declared.options)) expect(stdout).toContain(flagOf(key, option));
  expect(stdout).toContain(`Example:\n  sipnines ${declared.example}\n`);
  const words = declared.example.split(" ");
  expect(words[0]).toBe(name);
  const flags = Object.entries(declared.options).map(([key, option]) => flagOf(key, option));
  if (!declared.isOpen) for (const word of words.filter((one) => one.startsWith("--"))) expect(flags).toContain(word);
  if (NOT_RUN.includes(name)) return;
  const ended = await invoke(...words);
  expect(ended.stderr).not.toContain("found ");
  expect([0, 1], ended.stderr).toContain(ended.code);
});

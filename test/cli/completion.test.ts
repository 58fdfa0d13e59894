/** The shell completes commands, options and values; tried in bash and fish themselves. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../src/cli/command/command.ts";
import { flagOf } from "../../src/cli/command/option.ts";
import { GROUPS } from "../../src/cli/commands.ts";
import { CATALOGUE } from "../../src/metrics/catalogue.ts";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

const has = (shell: string, builtin: string): boolean => {
  try {
    return execFileSync(shell, ["-c", `type ${builtin}`], { encoding: "utf8" }).includes("builtin");
  } catch {
    return false;
  }
};

let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-completion-"));
  mkdirSync(join(folder, "results"));
  for (const name of ["one.yaml", "two.yaml", "notes.txt"]) writeFileSync(join(folder, name), "");
  for (const shell of ["bash", "fish"])
    writeFileSync(join(folder, `completion.${shell}`), (await invoke("completion", shell)).stdout);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const script = `source completion.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sipnines
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = execFileSync("bash", ["-c", script, "bash", "sipnines", ...words], { cwd: folder, encoding: "utf8" });
  return printed.split("\n").filter((line) => line !== "");
}

describe.skipIf(!has("bash", "complete"))("bash", () => {
  test("commands", () => {
    expect(offered("s")).toEqual(["show", "sweep", "status", "submit", "sipp"]);
    expect(offered("")).toContain("availability");
    expect(offered("")).not.toContain("schema");
  });

  test("options of the command, and no others", () => {
    expect(offered("run", "scenario.yaml", "--pre")).toEqual(["--precision"]);
    expect(offered("status", "--")).toEqual(["--json", "--help"]);
    expect(offered("availability", "--no")).toEqual(["--no-simulation"]);
  });

  test("values: words, metrics, presets, directories", () => {
    expect(offered("run", "x.yaml", "--engine", "")).toEqual(["native", "simjs"]);
    expect(offered("chart", "results", "--metric", "failedCalls.no").sort()).toEqual(
      CATALOGUE.map(({ name }) => name)
        .filter((name) => name.startsWith("failedCalls.no"))
        .sort(),
    );
    expect(offered("init", "ip")).toEqual(["iprs", "ip-takeover"]);
    expect(offered("sipp", "import", "a.xml", "--preset", "geo")).toEqual(["geo-redundant"]);
    expect(offered("run", "x.yaml", "--out", "")).toEqual(["results"]);
    expect(offered("run", "x.yaml", "--seed", "")).toEqual([]);
  });

  test("scenario files, and directories on the way to them", () => {
    expect(offered("run", "").sort()).toEqual(["one.yaml", "results", "two.yaml"]);
    expect(offered("report", "")).toEqual(["results"]);
    writeFileSync(join(folder, "my service.yaml"), "");
    expect(offered("run", "m")).toEqual(["my service.yaml"]);
    rmSync(join(folder, "my service.yaml"));
  });
});

describe.skipIf(!has("fish", "complete"))("fish", () => {
  const offered = (line: string): string[] =>
    execFileSync("fish", ["--no-config", "-c", `source completion.fish; complete -C '${line}'`], {
      ...{ cwd: folder, encoding: "utf8", env: { ...process.env, HOME: folder } },
    })
      .split("\n")
      .flatMap((one) => (one === "" ? [] : [one.split("\t")[0]!]));

  test("commands; options of the command that stands first, and no others", () => {
    expect(offered("sipnines s")).toEqual(["show", "sipp", "status", "submit", "sweep"]);
    expect(offered("sipnines --")).toEqual(["--help", "--version"]);
    expect(offered("sipnines list run --")).toEqual(["--help", "--json"]);
  });

  test("values, scenarios before other files, directories", () => {
    expect(offered("sipnines run x.yaml --engine ")).toEqual(["native", "simjs"]);
    expect(offered("sipnines run ").slice(0, 2)).toEqual(["one.yaml", "two.yaml"]);
    expect(offered("sipnines status ")).toEqual(["results/"]);
    expect(offered("sipnines run x.yaml --out ")).toEqual(["results/"]);
  });
});

test.each(["bash", "zsh", "fish"])("%s: every command with every option", async (shell) => {
  const { code, stdout } = await invoke("completion", shell);
  expect(code).toBe(0);
  for (const [name, { options, isHidden = false }] of Object.values(GROUPS).flatMap((group) =>
    Object.entries<Command>(group),
  )) {
    if (isHidden) continue;
    const lines = stdout
      .split("\n")
      .filter((line) => line.includes(shell === "fish" ? `__sipnines_command ${name}'` : `  ${name}) `));
    for (const [key, option] of Object.entries(options)) {
      const flag = flagOf(key, option);
      const word = shell === "fish" ? `-l ${flag.slice(2)} ` : ` ${flag} `;
      expect(
        lines.some((line) => line.replaceAll('"', " ").includes(word)),
        `${name} ${flag}`,
      ).toBe(true);
    }
  }
});

test("another shell is refused", async () => {
  const { code, stderr } = await invoke("completion", "fisch");
  expect(code).toBe(2);
  expect(stderr).toContain("Did you mean fish?");
});

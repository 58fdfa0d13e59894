/** Directories and texts of strangers: nothing outside them is read, nothing is written through a link, nothing is loaded. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shown } from "../../src/cli/terminal.ts";
import { encodeUnit, figuresOf, unitsIn } from "../../src/experiment/store/unit.ts";
import { metricIndex } from "../../src/metrics/catalogue.ts";
import { renderSvg } from "../../src/report/vega.ts";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "strangers-"));
const at = (...names: string[]) => join(folder, ...names);
beforeAll(ensureBuilt);
const SECRET = "the-secret-of-the-user";

/** A directory as it would come from somebody else: a copy of an honest one. */
function copyOf(name: string): string {
  const place = mkdtempSync(at(`${name}-`));
  cpSync(at(name), place, { recursive: true });
  return place;
}

type Json = Record<string, unknown>;
const readJson = (...path: string[]): Json => JSON.parse(readFileSync(join(...path), "utf8")) as Json;
const writeJson = (value: unknown, ...path: string[]) => writeFileSync(join(...path), JSON.stringify(value));

async function done(...words: string[]): Promise<void> {
  const { code, stderr } = await invoke(...words);
  expect(code, stderr).toBeLessThan(2);
}

beforeAll(async () => {
  writeFileSync(at("secret.yaml"), `title: ${SECRET}\n`);
  writeFileSync(
    at("small.yaml"),
    "title: small\narchitecture: { preset: single }\ntraffic: { calls: { rate: 5/s, duration: 2s } }\nrun: { replications: 2 }\n",
  );
  writeFileSync(at("a.csv"), "failedCalls\n1\n2\n3\n4\n");
  writeFileSync(at("b.csv"), "failedCalls\n2\n3\n4\n6\n");
  await done("run", at("small.yaml"), "--quiet", "--out", at("run"));
  await done("sweep", at("small.yaml"), "--vary", "rate=5,6", "--workers", "0", "--quiet", "--out", at("sweep"));
  await done(
    "availability",
    "scenarios/availability-phone-system.yaml",
    "--no-simulation",
    "--quiet",
    "--out",
    at("availability"),
  );
  await done("compare", at("a.csv"), at("b.csv"), "--quiet", "--out", at("comparison"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a report reads nothing outside its directory", () => {
  test.each([
    "../secret.yaml",
    "./../secret.yaml",
    "..\\secret.yaml",
    "C:secret.yaml",
    "sub/../../secret.yaml",
    "ABSOLUTE",
  ])("a manifest that names %s", async (name) => {
    for (const kind of ["availability", "run"]) {
      const directory = copyOf(kind);
      const path = name === "ABSOLUTE" ? at("secret.yaml") : name;
      writeJson({ ...readJson(directory, "manifest.json"), scenario: path }, directory, "manifest.json");
      const { code, stdout, stderr } = await invoke("report", directory);
      expect([code, stderr]).toEqual([2, expect.stringContaining("which is no name of a file in it")]);
      expect(`${stdout}${stderr}`).not.toContain(SECRET);
      expect(existsSync(join(directory, "report.html"))).toBe(false);
    }
  });

  test.each(["scenario.yaml", "manifest.json", "availability.json"])("%s is a link that leads out", async (name) => {
    const directory = copyOf("availability");
    rmSync(join(directory, name));
    symlinkSync(at("secret.yaml"), join(directory, name));
    const { code, stderr } = await invoke("report", directory);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/found a link/)]);
  });

  test("summary.csv of a run is a link, as is that of a sweep", async () => {
    for (const kind of ["run", "sweep"]) {
      const directory = copyOf(kind);
      rmSync(join(directory, "summary.csv"));
      symlinkSync(at("a.csv"), join(directory, "summary.csv"));
      expect((await invoke("report", directory)).code).toBe(2);
      expect((await invoke("chart", directory)).code).toBe(2);
    }
  });

  test("a chart that somebody has put there is not drawn: the figures are", async () => {
    const directory = copyOf("comparison");
    writeFileSync(at("secret.csv"), `h\n${SECRET}\n`);
    const spec = { data: { url: `file://${at("secret.csv")}` }, mark: "text", encoding: { text: { field: "h" } } };
    writeJson(spec, directory, "comparison-failedCalls.vl.json");
    await done("report", directory, "--quiet");
    const html = readFileSync(join(directory, "report.html"), "utf8");
    expect(html).not.toContain(SECRET);
    expect(html).toContain("failedCalls, two results");
  });

  test("whatever a spec asks to be loaded is refused", async () => {
    writeFileSync(at("secret.csv"), `h\n${SECRET}\n`);
    const url = `file://${at("secret.csv")}`;
    const field = { text: { field: "h" } } as const;
    const lookup = { lookup: "h", from: { data: { url }, key: "h", fields: ["h"] } };
    await expect(renderSvg({ data: { url }, mark: "text", encoding: field })).rejects.toThrow("nothing is loaded");
    await expect(
      renderSvg({ data: { values: [{ h: 1 }] }, transform: [lookup], mark: "text", encoding: field } as never),
    ).rejects.toThrow("nothing is loaded");
    const data = { values: [{ h: 1 }] };
    await expect(renderSvg({ data, mark: { type: "image", url, width: 9, height: 9 } })).rejects.toThrow("nothing is");
    await expect(renderSvg({ data, mark: "text", encoding: { href: { field: "h" } } } as never)).rejects.toThrow(
      "nothing is",
    );
  });
});

describe("nothing is written through a link", () => {
  const precious = at("precious");
  const commands: Readonly<Record<string, (out: string) => readonly string[]>> = {
    run: (out) => ["run", at("small.yaml"), "--raw", "csv", "--out", out],
    sweep: (out) => ["sweep", at("small.yaml"), "--vary", "rate=5,6", "--workers", "0", "--resume", "--out", out],
    availability: (out) => [
      "availability",
      "scenarios/availability-phone-system.yaml",
      "--no-simulation",
      "--out",
      out,
    ],
    compare: (out) => ["compare", at("a.csv"), at("b.csv"), "--out", out],
    trace: (out) => ["trace", at("small.yaml"), "--out", out],
    export: (out) => ["export", "scenarios/availability-phone-system.yaml", "--format", "prism", "--out", out],
    "sipp export": (out) => ["sipp", "export", at("small.yaml"), "--out", out],
    submit: (out) => ["submit", "slurm", at("small.yaml"), "--vary", "rate=5,6", "--out", out],
  };

  test.each(Object.keys(commands))("%s --out", async (name) => {
    const place = mkdtempSync(at("links-"));
    const words = commands[name]!(place);
    await done(...words);
    const written = readdirSync(place).filter((file) => lstatSync(join(place, file)).isFile());
    expect(written.length).toBeGreaterThan(0);
    writeFileSync(precious, "precious");
    for (const [i, file] of written.entries()) {
      rmSync(join(place, file));
      if (["sweep", "submit"].includes(name) && file === "study.json") continue; // a link is no study
      (i % 2 === 0 ? symlinkSync : linkSync)(precious, join(place, file));
    }
    await done(...words);
    expect(readFileSync(precious, "utf8")).toBe("precious");
    for (const file of written) expect(lstatSync(join(place, file)).isFile(), file).toBe(true);
    expect(readdirSync(place).filter((file) => file.endsWith(".part"))).toEqual([]);
  });

  test("report and chart, of their own names and of those that --out gives", async () => {
    const directory = copyOf("run");
    writeFileSync(precious, "precious");
    for (const name of ["report.html", "other.html", "chart.svg"]) symlinkSync(precious, join(directory, name));
    await done("report", directory, "--quiet");
    await done("report", directory, "--quiet", "--out", join(directory, "other.html"));
    await done("chart", directory, "--quiet", "--out", join(directory, "chart.svg"));
    expect(readFileSync(precious, "utf8")).toBe("precious");
    for (const name of ["report.html", "other.html", "chart.svg"])
      expect(statSync(join(directory, name)).size).toBeGreaterThan(1000);
  });

  test("units that lead elsewhere are neither read nor cleared", async () => {
    const directory = copyOf("sweep");
    mkdirSync(at("elsewhere"));
    const draft = at("elsewhere", `x.${"0".repeat(12)}.part`);
    writeFileSync(draft, "precious");
    rmSync(join(directory, "units"), { recursive: true });
    symlinkSync(at("elsewhere"), join(directory, "units"));
    for (const words of [
      ["sweep", "--resume", "--out", directory],
      ["status", directory],
      ["merge", directory],
    ]) {
      const { code, stderr } = await invoke(...words);
      expect([code, stderr]).toEqual([2, expect.stringContaining("a link to a directory")]);
    }
    expect(existsSync(draft)).toBe(true);
  });

  test("a file keeps its permissions, and is whole or not there", async () => {
    const directory = copyOf("run");
    await done("report", directory, "--quiet");
    chmodSync(join(directory, "report.html"), 0o600);
    await done("report", directory, "--quiet");
    expect(statSync(join(directory, "report.html")).mode & 0o777).toBe(0o600);
  });
});

describe("files of results that do not fit are told as damaged", () => {
  const precision = (width: Json) => ({ goals: [{ metric: "failedCalls", ...width }], minimum: 5, maximum: 9 });
  const damages: readonly (readonly [kind: string, file: string, path: string, value: unknown, at: string])[] = [
    ["sweep", "study.json", "plan.replications", -5, "-5 at plan.replications"],
    ["sweep", "study.json", "plan.files", "x", "at plan.files"],
    ["sweep", "study.json", "plan.precision", precision({ relative: 5 }), "5 at plan.precision.goals.0.relative"],
    ["sweep", "study.json", "plan.precision", precision({ relative: 0 }), "the width 0 at plan.precision.goals.0"],
    ["sweep", "study.json", "plan.precision", precision({ absolute: -1 }), "-1 at plan.precision.goals.0.absolute"],
    ["sweep", "study.json", "plan.precision", precision({}), "the width nothing at plan.precision.goals.0"],
    ["sweep", "study.json", "output.raw", 7, "7 at output.raw"],
    ["sweep", "study.json", "output", undefined, "nothing at output"],
    ["sweep", "study.json", "output.compare", "x", 'a comparison by "x", which is not varied'],
    ["run", "run.json", "result.replications", 1e9, "at result.replications"],
    ["run", "run.json", "result.expectations", null, "null at result.expectations"],
    ["availability", "availability.json", "budget", {}, "a map at budget"],
    ["availability", "availability.json", "unavailability", 2, "2 at unavailability"],
    ["availability", "manifest.json", "settings", [1], "1 at settings.0"],
    ["comparison", "comparison.json", "comparisons", [null], "null at comparisons.0"],
  ];
  test.each(damages)("%s, %s: %s", async (kind, file, path, value, where) => {
    const directory = copyOf(kind);
    const json = readJson(directory, file);
    const [key = "", ...parents] = path.split(".").reverse();
    parents.reduceRight<Json>((map, name) => map[name] as Json, json)[key] = value;
    writeJson(json, directory, file);
    const before = readFileSync(join(directory, file));
    const { code, stderr } = await invoke("report", directory);
    expect([code, stderr]).toEqual([2, expect.stringContaining(where)]);
    expect(stderr).toContain("the file is damaged, or another version has made it");
    if (kind === "sweep") {
      const summary = readFileSync(join(directory, "summary.csv"));
      for (const words of [
        ["sweep", "--resume", "--out", directory],
        ["status", directory],
        ["merge", directory],
      ])
        expect((await invoke(...words)).code, words[0]).toBe(2);
      expect(readFileSync(join(directory, "summary.csv"))).toEqual(summary);
    }
    expect(readFileSync(join(directory, file))).toEqual(before);
  });

  test.each([
    ["unfinishedCalls.unanswered", "", "without more createdCalls than unfinishedCalls.unanswered"],
    ["failedCalls", "x", 'failedCalls of "x" in row 2'],
    ["outageTime", "1e140", "outageTime of 1e+140 in row 2"],
  ])("a run whose replications have a %s of '%s'", async (metric, cell, where) => {
    const directory = copyOf("run");
    const [head = "", first = "", ...rest] = readFileSync(join(directory, "replications.csv"), "utf8").split("\n");
    const odd = first.split(",").with(head.split(",").indexOf(metric), cell).join(",");
    writeFileSync(join(directory, "replications.csv"), [head, odd, ...rest].join("\n"));
    for (const words of [
      ["report", directory],
      ["compare", directory, at("run")],
    ]) {
      const { code, stderr } = await invoke(...words);
      expect([code, stderr]).toEqual([2, expect.stringContaining(where)]);
    }
  });

  test("a study with a point that has no sound scenario is refused by whatever reads all points", async () => {
    const directory = copyOf("sweep");
    const study = readJson(directory, "study.json");
    const design = (study["plan"] as Json)["design"] as Json;
    writeJson(
      { ...study, plan: { ...(study["plan"] as Json), design: { ...design, vary: ["rate=-5,6"] } } },
      directory,
      "study.json",
    );
    for (const words of [
      ["report", directory],
      ["compare", directory, at("run")],
      ["merge", directory],
      ["status", directory],
    ]) {
      const { code, stderr } = await invoke(...words);
      expect([words[0], code, stderr]).toEqual([words[0], 2, expect.stringContaining("-5")]);
    }
  });

  test("a unit with figures that no run can have counts as missing, and is computed again", async () => {
    const directory = copyOf("sweep");
    const summary = readFileSync(join(directory, "summary.csv"));
    const [name = ""] = readdirSync(join(directory, "units"));
    const bytes = readFileSync(join(directory, "units", name));
    const [unit] = unitsIn(bytes).units;
    const figures = figuresOf(bytes, unit!);
    figures[0]![metricIndex("ser")] = 7;
    rmSync(join(directory, "units", name));
    writeFileSync(join(directory, "units", name), encodeUnit(unit!, figures));
    expect((await invoke("status", directory)).stdout).toContain(`${name}: figures that no run can have`);
    await done("sweep", "--resume", "--workers", "0", "--out", directory);
    expect(readFileSync(join(directory, "summary.csv"))).toEqual(summary);
  });

  test("a study.json that was cut short", async () => {
    const directory = copyOf("sweep");
    writeFileSync(join(directory, "study.json"), readFileSync(join(directory, "study.json")).subarray(0, 50));
    const summary = readFileSync(join(directory, "summary.csv"));
    for (const words of [
      ["sweep", "--resume", "--out", directory],
      ["sweep", at("small.yaml"), "--out", directory],
    ]) {
      const { code, stderr } = await invoke(...words);
      expect([code, stderr]).toEqual([2, expect.stringContaining("study.json: no JSON")]);
    }
    expect(readFileSync(join(directory, "summary.csv"))).toEqual(summary);
  });
});

describe("what is read is bounded", () => {
  test("FIFOs and devices are refused, not waited for", async () => {
    execFileSync("mkfifo", [at("fifo.yaml")]);
    for (const file of [at("fifo.yaml"), "/dev/zero"])
      for (const words of [
        ["validate", file],
        ["run", file],
        ["availability", "--chain", file],
        ["compare", file, file],
      ]) {
        const { code, stderr } = await invoke(...words);
        expect([words[0], code, stderr]).toEqual([words[0], 2, expect.stringMatching(/found a (FIFO|device)/)]);
      }
  });

  test("a FIFO among the units counts as damage", async () => {
    const directory = copyOf("sweep");
    execFileSync("mkfifo", [join(directory, "units", "0.units")]);
    const { code, stdout } = await invoke("status", directory);
    expect([code, stdout]).toEqual([0, expect.stringContaining("0.units: a FIFO")]);
  });
});

describe("a full disk is told as one, and leaves nothing half", () => {
  test("a device that is always full", async () => {
    const { code, stderr } = await invoke("report", at("run"), "--out", "/dev/full");
    expect([code, stderr]).toEqual([130, expect.stringContaining("The disk is full")]);
    expect(stderr).toContain(`When there is room again: sipnines report ${at("run")}`);
  });

  test("a disk of 40 kB", async () => {
    mkdirSync(at("tiny"));
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=40k", "tmpfs", at("tiny")]).status !== 0)
      return console.warn("No tmpfs can be mounted here: the full disk was not tried.");
    try {
      writeFileSync(at("tiny", "fill"), Buffer.alloc(40 * 1024));
    } catch {
      // full
    }
    try {
      for (const words of [
        ["run", at("small.yaml"), "--raw", "csv"],
        ["availability", "scenarios/availability-phone-system.yaml", "--no-simulation"],
        ["trace", at("small.yaml")],
      ]) {
        mkdirSync(at("tiny", words[0]!));
        const { code, stderr } = await invoke(...words, "--out", at("tiny", words[0]!));
        expect([code, stderr]).toEqual([130, expect.stringContaining("The disk is full")]);
        expect(readdirSync(at("tiny", words[0]!)).filter((name) => name.endsWith(".part"))).toEqual([]);
      }
      expect((await invoke("init", "iprs", at("tiny", "new.yaml"))).code).toBe(130);
      expect(existsSync(at("tiny", "new.yaml"))).toBe(false);
    } finally {
      spawnSync("umount", [at("tiny")]);
    }
  });
});

describe("control characters", () => {
  test.each(["\\e[2Jred", "\\u202Eevil", "\\x07", "\\x9b31m"])(
    "a title with %s is refused with its place",
    async (text) => {
      writeFileSync(at("title.yaml"), `title: "a ${text}"\ncomponents: { a: { mttf: 100 h, mttr: 1 h } }\nneeds: a\n`);
      const { code, stderr } = await invoke("validate", at("title.yaml"));
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/title\.yaml:1:8 .*[\s\S]*found the control character U\+/),
      ]);
    },
  );

  test("a name with one, and a title of two lines", async () => {
    writeFileSync(
      at("name.yaml"),
      'title: "a\\nb"\ncomponents: { "a\\nb": { mttf: 100 h, mttr: 1 h } }\nneeds: "a\\nb"\n',
    );
    const { code, stderr } = await invoke("validate", at("name.yaml"));
    expect([code, stderr]).toEqual([2, expect.stringContaining("the control character U+000A in a name")]);
    writeFileSync(at("lines.yaml"), 'title: "a\\nb"\ncomponents: { a: { mttf: 100 h, mttr: 1 h } }\nneeds: a\n');
    expect((await invoke("validate", at("lines.yaml"))).stderr).toContain("found a text of several lines");
  });

  test("words of a command with one are refused; so is a job script for paths that Slurm would read otherwise", async () => {
    const sweep = ["submit", "slurm", at("small.yaml"), "--vary", "rate=5,6", "--out"];
    for (const out of ["x\ntouch MARK\n#", "x\u001b[2J", 'x"y', "x\\y"]) {
      const { code, stderr } = await invoke(...sweep, at(out));
      expect([code, stderr]).toEqual([2, expect.stringMatching(/control character|a path without quotes/)]);
      expect(existsSync(at(out))).toBe(false);
    }
    await done(...sweep, at("50%$(touch MARK)'s"));
    const script = readFileSync(at("50%$(touch MARK)'s", "job-array.sh"), "utf8");
    expect(script).toContain(`#SBATCH --output="${at("50%%$(touch MARK)'s", "task-%a-of-job-%A.log")}"`);
    expect(script).toContain(`--out '${at("50%$(touch MARK)'\\''s")}'`);
  });

  test("a table's names are shown escaped in pictures, pages and on the terminal", async () => {
    const odd = "calls\u001b[31m\u202e";
    writeFileSync(at("odd.csv"), `${odd}\n1\n2\n3\n`);
    writeFileSync(at("even.csv"), `${odd}\n2\n3\n5\n`);
    await done("chart", at("odd.csv"), "--as", "svg,png,pdf,tex", "--out", at("odd"), "--quiet");
    expect(readFileSync(at("odd.svg"), "utf8")).toContain("\\u001b[31m\\u202e");
    await done("compare", at("odd.csv"), at("even.csv"), "--out", at("odd"), "--quiet");
    await done("report", at("odd"), "--quiet");
    for (const name of readdirSync(at("odd")).filter((name) => !name.endsWith(".png")))
      expect(readFileSync(at("odd", name), "utf8"), name).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u);
  });

  test("a terminal gets the program's own styles and nothing else", () => {
    expect(shown("\u001b[31mno\u001b[39m \u001b[2J\u001b]0;x\u0007", true)).toBe(
      "\u001b[31mno\u001b[39m \\u001b[2J\\u001b]0;x\\u0007",
    );
    expect(shown("\r\u001b[K3 of 4", true)).toBe("\\u000d\\u001b[K3 of 4"); // pictures go as bytes, past it
    expect(shown("\u001b[31mno\u001b[39m\r\n\u009b2J", false)).toBe("\\u001b[31mno\\u001b[39m\\u000d\n\\u009b2J");
  });
});

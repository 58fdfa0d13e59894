import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";
import { newDirectory, SMALL } from "./plans.ts";
import { call, program, resultsIn } from "./process.ts";
import { hasSlurm, SlurmNode } from "./slurm.ts";

describe.runIf(hasSlurm)("on one node of Slurm", () => {
  let cwd = "";
  beforeAll(async () => {
    await ensureBuilt();
    cwd = newDirectory();
    writeFileSync(join(cwd, "small.yaml"), SMALL);
  });

  test("a job array, merged, is the sweep of one machine to the byte; a lost task is submitted again by its number", async () => {
    await using slurm = await SlurmNode.start();
    const study = ["small.yaml", "--vary", "rate=20:60:10", "--replications", "100"];
    const out = "it's 100% odd";
    const sent = call(program, cwd, ["submit", "slurm", ...study, "--out", out, "--tasks", "3", "--submit"], slurm.env);
    expect([sent.code, sent.err]).toEqual([0, ""]);
    expect(sent.out).toMatch(/Submitted batch job \d+/);
    await slurm.allDone();
    const logs = () => readdirSync(join(cwd, out)).filter((name) => name.endsWith(".log"));
    const said = () => logs().map((name) => readFileSync(join(cwd, out, name), "utf8"));
    expect([logs().length, said().join("")]).toEqual([3, ""]);

    rmSync(join(cwd, out, "shard-2-of-3", "units"), { recursive: true });
    const again = slurm.ask("sbatch", "--array=1", join(cwd, out, "job-array.sh"));
    expect(again.stderr).toBe("");
    await slurm.allDone();
    expect([logs().length, said().join("")]).toEqual([4, ""]);

    const merged = call(program, cwd, ["merge", out, "--quiet"]);
    expect([merged.code, merged.err]).toEqual([0, ""]);
    call(program, cwd, ["sweep", ...study, "--out", "plain", "--workers", "1", "--quiet"]);
    expect(resultsIn(join(cwd, out))).toEqual(resultsIn(join(cwd, "plain")));
  });

  test("a task whose time is over finishes the units in work, keeps them and says so", async () => {
    await using slurm = await SlurmNode.start();
    const study = ["small.yaml", "--vary", "rate=20,40", "--replications", "100000"];
    const sent = call(
      program,
      cwd,
      ["submit", "slurm", ...study, "--out", "long", "--tasks", "1", "--submit"],
      slurm.env,
    );
    const job = /Submitted batch job (\d+)/.exec(sent.out)![1]!;
    const there = () => JSON.parse(call(program, cwd, ["status", "long", "--json"]).out).directories.at(-1);
    while (!(there()?.replicationsMissing < 200_000)) await new Promise((resolve) => setTimeout(resolve, 200));
    slurm.ask("scancel", "--batch", "--signal=TERM", job); // what Slurm itself does a minute before the limit
    await slurm.allDone();
    expect(there()).toMatchObject({ atWork: null, damaged: [] });
    const [log] = readdirSync(join(cwd, "long")).filter((name) => name.endsWith(".log"));
    expect(readFileSync(join(cwd, "long", log!), "utf8")).toMatch(/Interrupted; all that was finished is kept/);
  });
});

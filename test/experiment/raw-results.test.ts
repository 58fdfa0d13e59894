import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parquetChunks } from "../../src/report/parquet.ts";
import { ensureBuilt } from "../cli/built.ts";
import { invoke } from "../cli/in-process.ts";
import { newDirectory, SMALL } from "./plans.ts";

const outside = process.cwd();
const cwd = newDirectory();
beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(join(cwd, "small.yaml"), SMALL);
  process.chdir(cwd);
});
afterAll(() => process.chdir(outside));

type Row = Record<string, string>;
const csv = (path: string): Row[] => parse(readFileSync(join(cwd, path)), { columns: true });
const bytesOf = (path: string): ArrayBuffer => new Uint8Array(readFileSync(join(cwd, path))).buffer;
const digest = (path: string) =>
  createHash("sha256")
    .update(readFileSync(join(cwd, path)))
    .digest("hex");
const parquet = async (path: string): Promise<Row[]> => {
  const rows = await parquetReadObjects({ file: bytesOf(path) });
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? "" : String(value)])),
  );
};

test("every call is told, whoever computed it: its times, outcome, cause, address and callee", async () => {
  const study = [
    "sweep",
    "small.yaml",
    "--vary",
    "rate=20,40",
    "--vary",
    "standby=0,1",
    "--replications",
    "6",
    "--quiet",
  ];
  const sweep = async (out: string, ...words: string[]) => {
    const { code, stderr } = await invoke(...study, "--out", out, ...words);
    expect([code, stderr]).toEqual([0, ""]);
  };
  await sweep("one", "--raw", "--workers", "0");
  await sweep("two", "--raw", "parquet", "--workers", "2");
  const calls = csv("one/calls.csv");
  expect(await parquet("two/calls.parquet")).toEqual(calls);
  expect(await parquet("two/replications.parquet")).toEqual(csv("one/replications.csv"));

  expect(Object.keys(calls[0]!).join()).toBe(
    "point,rate,standby,replication,call,startedAt,callSetupTime,endedAt,outcome,cause,address,callee",
  );
  // What single calls say together is what the figures say.
  for (const row of csv("one/replications.csv")) {
    const own = calls.filter(({ point, replication }) => point === row["point"] && replication === row["replication"]);
    expect(own.map((one) => one["call"])).toEqual(own.map((_, i) => `${i}`));
    expect(own.length).toBe(Number(row["createdCalls"]));
    const failed = own.filter(({ outcome }) => outcome === "failed");
    expect(failed.length).toBe(Number(row["failedCalls"]));
    for (const cause of new Set(failed.map((one) => one["cause"])))
      expect(failed.filter((one) => one["cause"] === cause).length).toBe(Number(row[`failedCalls.${cause}`]));
    const delays = own.filter((one) => one["callSetupTime"] !== "").map((one) => Number(one["callSetupTime"]));
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    expect(mean).toBeCloseTo(Number(row["callSetupTime"]), 12);
    for (const { startedAt, callSetupTime, endedAt, outcome, cause, callee, address } of own) {
      expect(Number(endedAt)).toBeGreaterThanOrEqual(Number(startedAt) + Number(callSetupTime));
      expect([outcome === "failed", Number(callee) < 10, /^SAP[12]$/.test(address!)]).toEqual([
        cause !== "",
        true,
        true,
      ]);
    }
  }

  // Calls that were not kept are made when they are asked for later; figures stay.
  await sweep("later", "--workers", "1");
  await invoke("sweep", "--resume", "--out", "later", "--raw", "csv", "--workers", "0", "--quiet");
  for (const name of ["calls.csv", "replications.csv", "summary.csv"])
    expect(digest(`later/${name}`), name).toBe(digest(`one/${name}`));
});

test("a run tells its calls, too; without a directory it refuses to", async () => {
  mkdirSync(join(cwd, "run"));
  const run = ["run", "small.yaml", "--replications", "3", "--quiet", "--raw"];
  expect((await invoke(...run, "csv", "--out", "run")).code).toBe(0);
  expect((await invoke(...run, "parquet", "--out", "run")).code).toBe(0);
  expect(await parquet("run/calls.parquet")).toEqual(csv("run/calls.csv"));
  expect(await parquet("run/replications.parquet")).toEqual(csv("run/replications.csv"));
  expect(new Set(csv("run/calls.csv").map(({ replication }) => replication))).toEqual(new Set(["0", "1", "2"]));
  expect((await invoke(...run, "csv")).stderr).toContain("--out DIR beside it");
  expect((await invoke(...run, "xlsx", "--out", "run")).stderr).toContain('found "xlsx"; expected csv or parquet');
});

test("a long table passes in groups of rows, with the whole of it never in memory", async () => {
  const columns = [
    { name: "text", type: "text" },
    { name: "whole", type: "integer" },
    { name: "real", type: "number" },
    { name: "flag", type: "yesOrNo" },
  ] as const;
  let drawn = 0;
  const rows = function* () {
    for (; drawn < 1050; drawn++) yield [`t${drawn % 3}`, drawn, drawn % 7 === 0 ? null : drawn / 3, drawn % 2 === 0];
  };
  const pieces: Uint8Array[] = [];
  for (const piece of parquetChunks(columns, rows(), 100)) {
    pieces.push(piece);
    expect(drawn).toBeLessThanOrEqual(100 * pieces.length);
  }
  const file = new Uint8Array(Buffer.concat(pieces)).buffer;
  expect(parquetMetadata(file).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([
    ...new Array<number>(10).fill(100),
    50,
  ]);
  const read = await parquetReadObjects({ file });
  expect(read.length).toBe(1050);
  expect(read[700]).toEqual({ text: "t1", whole: 700, real: null, flag: true });
  expect(read[1049]).toEqual({ text: "t2", whole: 1049, real: 1049 / 3, flag: false });
  const nothing = Buffer.concat([...parquetChunks(columns, [])]);
  expect(await parquetReadObjects({ file: new Uint8Array(nothing).buffer })).toEqual([]);
});

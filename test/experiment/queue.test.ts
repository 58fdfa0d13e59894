import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { computeUnits, type ParcelTask } from "../../src/experiment/parcel.ts";
import { answerTo } from "../../src/experiment/queue/answer.ts";
import { WorkerRegistry } from "../../src/experiment/queue/worker-registry.ts";
import { encodeUnit, figuresOf, unitsIn as unitsOf } from "../../src/experiment/store/unit.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import { ensureBuilt, root } from "../cli/built.ts";
import { invoke } from "../cli/in-process.ts";
import { newDirectory, plan, SMALL, studyOf } from "./plans.ts";
import { call, pause, program, resultsIn, start, told, unitsIn } from "./process.ts";
import { hasRedis, RedisServer } from "./redis.ts";

const PASSWORD = "s3cret/with@odd:signs";
const STUDY = ["sweep", "small.yaml", "--vary", "rate=20:60:10", "--replications", "60"];

describe.runIf(hasRedis)("behind a queue", () => {
  let stranger = "";
  let cwd = "";
  let redis: RedisServer;
  /** What a sweep without workers finds. */
  let expected: ReturnType<typeof resultsIn>;
  beforeAll(async () => {
    await ensureBuilt();
    stranger = ofAnotherModel();
    cwd = newDirectory();
    writeFileSync(join(cwd, "small.yaml"), SMALL);
    expect(call(program, cwd, [...STUDY, "--quiet", "--out", "local", "--workers", "0"]).code).toBe(0);
    expected = resultsIn(join(cwd, "local"));
    redis = await RedisServer.start({ password: PASSWORD });
  });
  afterAll(async () => {
    await redis?.stop();
    if (stranger !== "") rmSync(dirname(dirname(stranger)), { recursive: true, force: true });
  });

  const secret = { SIPNINES_QUEUE_PASSWORD: PASSWORD };
  const sweepInto = (directory: string) =>
    start(program, cwd, [...STUDY, "--out", directory, "--queue", redis.url], secret);
  const worker = (by = program) => start(by, cwd, ["worker", "--queue", redis.url, "--threads", "1"], secret);

  /** What the queue calls the study that is offered. */
  async function offered(): Promise<string> {
    for (;;) {
      const names = redis.ask("hkeys", "sipnines:offers").split("\n");
      const found = names.find((name) => /^(?!0123)[0-9a-f]{16}$/.test(name));
      if (found) return found;
      await pause(20);
    }
  }

  // The sweep waits while no worker is there that may help: so each has its turn, however fast or slow the machine is.
  test("a stranger is refused, a worker is killed, and two that come after leave the bytes of a sweep without any", async () => {
    const sweep = sweepInto("queued");
    await told(sweep, /Offered at/);
    const refused = worker(stranger);
    await told(sweep, /was refused: it has another version of the model/);
    const strange = await refused.ended;
    expect(strange.code).toBe(2);
    expect(strange.err).toMatch(/is of another version of the model/);

    const first = worker();
    await told(first, /Joined the study/);
    await unitsIn(join(cwd, "queued"), 1);
    first.child.kill("SIGKILL");
    await first.ended;
    const others = [worker(), worker()];
    const { code, err } = await sweep.ended;
    expect(code).toBe(0);
    expect(err).toMatch(/Worker .* has joined \(1 thread\)/);
    expect(resultsIn(join(cwd, "queued"))).toEqual(expected);
    expect(Object.keys(expected)).toContain("summary.csv");

    for (const { child } of others) child.kill("SIGINT");
    const left = await Promise.all(others.map(({ ended }) => ended));
    expect(left.map((one) => one.code)).toEqual([0, 0]);
    expect(left.map((one) => one.err).join("")).toMatch(/Left the study: computed [1-9]/);
    expect(redis.ask("keys", "*"), "nothing is left behind").toBe("");
    for (const one of [{ err }, strange, ...left]) expect(one.err).not.toContain(PASSWORD);
  });

  test("entries that are not ours stop neither sweep nor worker, and are never stored", async () => {
    const forged = { id: "a:b", version: "1", model: "m", plan: {}, host: "h", directory: "\u001b[2J" };
    redis.ask("hset", "sipnines:offers", "x", "not json", "a:b", JSON.stringify(forged), "0123456789abcdef", "{}");
    const sweep = sweepInto("among");
    await told(sweep, /Offered at/);
    const id = await offered();
    const many = JSON.stringify({ ...forged, name: "many", threads: 1e9 });
    redis.ask("hset", `sipnines:members:${id}`, "evil", "not json", "many", many);
    redis.ask("set", `sipnines:lease:${id}`, "not json");
    redis.ask("zadd", `sipnines:jobs:${id}:completed`, "1", "evil");
    redis.ask("hset", `sipnines:jobs:${id}:evil`, "data", "not json", "returnvalue", "7");
    await told(sweep, /Skipped the worker "evil" on the queue: no JSON\./);
    await told(sweep, /Skipped the worker "many" on the queue: 1000000000 at threads/);
    const helper = worker();
    await told(helper, /Skipped the offer "0123456789abcdef" on the queue: nothing at/);
    const { code, err } = await sweep.ended;
    expect(code, err).toBe(0);
    expect(resultsIn(join(cwd, "among"))).toEqual(expected);
    helper.child.kill("SIGINT");
    expect((await helper.ended).code).toBe(0);
    redis.ask("flushall");
  });

  test("one Ctrl-C ends a sweep, whatever stands in the place of its workers", async () => {
    const sweep = sweepInto("stopped");
    await told(sweep, /Offered at/);
    const id = await offered();
    redis.ask("hset", `sipnines:members:${id}`, "evil", "not json");
    await told(sweep, /Skipped the worker/);
    redis.ask("set", `sipnines:members:${id}`, "no hash");
    sweep.child.kill("SIGINT");
    expect((await sweep.ended).code).toBe(130);
    redis.ask("flushall");
  });

  test("a queue that is not there, or does not let us in, is told before anything is computed", async () => {
    const out = join(cwd, "none");
    const refusal = async (url: string): Promise<string> => {
      const { code, stderr } = await invoke(
        "sweep",
        join(cwd, "small.yaml"),
        ...STUDY.slice(2),
        "--out",
        out,
        "--queue",
        url,
      );
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refusal(redis.url)).toContain("no queue: it wants another password");
    const wrong = await refusal(`redis://:wr0ng-one@127.0.0.1:${redis.port}`);
    expect(wrong).toContain("it wants another password");
    expect(wrong).toContain("redis://:***@127.0.0.1");
    expect(wrong).not.toContain("wr0ng-one");
    expect(await refusal("redis://127.0.0.1:1")).toContain("nobody listens there");
    expect(await refusal("http://127.0.0.1")).toContain('found "http:"');
    expect(readdirSync(cwd)).not.toContain("none");
  });
});

/** The same program, but as if its sources were others. */
function ofAnotherModel(): string {
  const other = mkdtempSync(join(root, "node_modules", ".sipnines-")); // from which packages are found
  cpSync(join(root, "dist"), other, { recursive: true });
  const model = /"([0-9a-f]{16})"/;
  let changed = 0;
  for (const name of readdirSync(other, { recursive: true }) as string[]) {
    if (!name.endsWith(".js")) continue;
    const text = readFileSync(join(other, name), "utf8");
    const mark = /model:\s*"[0-9a-f]{16}"/.exec(text)?.[0];
    if (mark === undefined) continue;
    writeFileSync(join(other, name), text.replaceAll(mark, mark.replace(model, '"feedfeedfeedfeed"')));
    changed++;
  }
  expect(changed).toBeGreaterThan(0);
  return join(other, "cli", "main.js");
}

test("a worker whose beat stands still is given up; strangers are struck off", () => {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const roll = new WorkerRegistry("m1", "1.0", say, say);
  const member = (name: string, beat: number, model = "m1") => ({ name, threads: 2, version: "1.0", model, beat });
  expect(roll.update([member("a", 1), member("b", 1), member("c", 1, "m2")], 0)).toEqual(["c"]);
  expect(roll.threads).toBe(4);
  for (let at = 1000; at <= 6000; at += 1000) expect(roll.update([member("a", at), member("b", 1)], at)).toEqual([]);
  expect(roll.update([member("a", 9000), member("b", 1)], 6001)).toEqual(["b"]);
  expect(roll.threads).toBe(2);
  expect(roll.update([], 7000)).toEqual([]);
  expect(roll.threads).toBe(0);
  expect(said.map((text) => text.replace(/[;:(].*/, "").trim())).toEqual([
    "Worker c was refused",
    "Worker a has joined",
    "Worker b has joined",
    "Worker b is silent and given up",
    "Worker a has left",
  ]);
});

test("answers are believed within the range of their figures only", () => {
  const study = studyOf(plan(["rate=50"], { replications: 2 }));
  const point = study.point(0);
  const task: ParcelTask = {
    directory: "",
    engine: "native",
    calls: false,
    units: [{ index: 0, key: point.key, first: 0, count: 2, scenario: point.scenario }],
  };
  const honest = computeUnits(task);
  const base64 = (bytes: Buffer) => ({ units: bytes.toString("base64") });
  expect(answerTo(task, base64(honest))).toEqual(honest);
  const figures = figuresOf(honest, unitsOf(honest).units[0]!);
  const forged = (name: MetricName, value: number) => {
    const odd = figures.map((one) => Float64Array.from(one));
    odd[1]![metricIndex(name)] = value;
    return answerTo(task, base64(encodeUnit({ key: point.key, first: 0, count: 2 }, odd)));
  };
  expect(forged("failedCalls", -5)).toBe("it holds failedCalls of -5");
  expect(forged("failedCalls", 1e9)).toBe("it holds more failedCalls than createdCalls");
  expect(forged("failedCalls", 0.5)).toBe("it holds failedCalls of 0.5");
  expect(forged("ser", 1.5)).toBe("it holds ser of 1.5");
  expect(forged("outageTime", 1e308)).toBe("it holds outageTime of 1e+308");
  expect(forged("outageTime", Infinity)).toBe("it holds outageTime of Infinity");
  expect(answerTo(task, null)).toBe("it holds no units");
  expect(answerTo(task, { units: 5 })).toBe("it holds no units");
  expect(answerTo(task, { units: "" })).toBe("its units are empty");
  const short = encodeUnit(
    { key: point.key, first: 0, count: 2 },
    figures.map((one) => one.slice(1)),
  );
  expect(answerTo(task, base64(short))).toContain("figures in the place of");
  const other = encodeUnit({ key: point.key, first: 2, count: 2 }, figures);
  expect(answerTo(task, base64(other))).toBe("it holds other units than were asked for");
});

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { computeUnits, type ParcelTask } from "../../src/experiment/parcel.ts";
import { answerTo } from "../../src/experiment/queue/answer.ts";
import { WorkerRegistry } from "../../src/experiment/queue/worker-registry.ts";
import { encodeUnit, figuresOf, unitsIn as unitsOf } from "../../src/experiment/store/unit.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import { newDirectory, plan, SMALL, studyOf } from "./plans.ts";
import { build, call, type Ended, pause, resultsIn, start, told, unitsIn } from "./process.ts";
import { hasRedis, RedisServer } from "./redis.ts";

const PASSWORD = "s3cret/with@odd:signs";
const STUDY = ["sweep", "small.yaml", "--vary", "rate=20:60:10", "--replications", "300", "--quiet"];

describe.runIf(hasRedis)("behind a queue", () => {
  let program = "";
  let stranger = "";
  let cwd = "";
  let redis: RedisServer;
  beforeAll(async () => {
    program = build();
    stranger = ofAnotherModel(program);
    cwd = newDirectory();
    writeFileSync(join(cwd, "small.yaml"), SMALL);
    redis = await RedisServer.start({ password: PASSWORD });
  });
  afterAll(async () => {
    await redis?.stop();
    for (const one of [program, stranger])
      if (one !== "") rmSync(dirname(dirname(one)), { recursive: true, force: true });
  });

  const secret = { SIPNINES_QUEUE_PASSWORD: PASSWORD };

  test("three workers, of which one is killed, leave the bytes of a sweep without any", async () => {
    const queue = ["--queue", redis.url];
    const words = STUDY.filter((word) => word !== "--quiet");
    const workers = [1, 2, 3].map(() => start(program, cwd, ["worker", ...queue, "--threads", "1"], secret));
    const refused = start(stranger, cwd, ["worker", ...queue, "--threads", "1"], secret);
    const sweep = start(program, cwd, [...words, "--out", "queued", ...queue], secret);
    expect(call(program, cwd, [...STUDY, "--out", "local", "--workers", "0"]).code).toBe(0);
    await told(workers[0]!, /Joined the study/);
    await unitsIn(join(cwd, "queued"), 2);
    workers[0]!.child.kill("SIGKILL");
    const { code, err } = await sweep.ended;
    expect(code).toBe(0);
    expect(err).toMatch(/Worker .* has joined \(1 thread\)/);
    const expected = resultsIn(join(cwd, "local"));
    expect(resultsIn(join(cwd, "queued"))).toEqual(expected);
    expect(Object.keys(expected)).toContain("summary.csv");

    const strange = await refused.ended;
    expect(strange.code).toBe(2);
    expect(strange.err).toMatch(/is of another version of the model/);
    expect(err).toMatch(/was refused: it has another version of the model/);

    for (const { child } of workers.slice(1)) child.kill("SIGINT");
    const [, ...left] = await Promise.all(workers.map(({ ended }) => ended));
    expect(left.map((one) => one.code)).toEqual([0, 0]);
    for (const one of left) expect(one.err).toMatch(/Left the study: computed [1-9]/);
    expect(redis.ask("keys", "*"), "nothing is left behind").toBe("");
    for (const one of [{ err }, strange, ...left]) expect(one.err).not.toContain(PASSWORD);
  }, 120_000);

  test("entries that are not ours stop neither sweep nor worker, and are never stored", async () => {
    const queue = ["--queue", redis.url];
    const words = STUDY.filter((word) => word !== "--quiet");
    expect(call(program, cwd, [...STUDY, "--out", "alone", "--workers", "0"]).code).toBe(0);
    const forged = { id: "a:b", version: "1", model: "m", plan: {}, host: "h", directory: "\u001b[2J" };
    redis.ask("hset", "sipnines:offers", "x", "not json", "a:b", JSON.stringify(forged), "0123456789abcdef", "{}");
    const worker = start(program, cwd, ["worker", ...queue, "--threads", "1"], secret);
    await told(worker, /Skipped the offer "0123456789abcdef" on the queue: nothing at/);
    const sweep = start(program, cwd, [...words, "--out", "among", ...queue], secret);
    await told(sweep, /Offered at/);
    const id = await (async () => {
      for (;;) {
        const found = redis
          .ask("hkeys", "sipnines:offers")
          .split("\n")
          .find((name) => /^(?!0123)[0-9a-f]{16}$/.test(name));
        if (found) return found;
        await pause(20);
      }
    })();
    redis.ask(
      "hset",
      `sipnines:members:${id}`,
      "evil",
      "not json",
      "many",
      JSON.stringify({ ...forged, name: "many", threads: 1e9 }),
    );
    redis.ask("set", `sipnines:lease:${id}`, "not json");
    redis.ask("zadd", `sipnines:jobs:${id}:completed`, "1", "evil");
    redis.ask("hset", `sipnines:jobs:${id}:evil`, "data", "not json", "returnvalue", "7");
    const { code, err } = await sweep.ended;
    expect(code, err).toBe(0);
    expect(err).toContain('Skipped the worker "evil" on the queue: no JSON.');
    expect(err).toContain('Skipped the worker "many" on the queue: 1000000000 at threads');
    expect(resultsIn(join(cwd, "among"))).toEqual(resultsIn(join(cwd, "alone")));
    worker.child.kill("SIGINT");
    expect((await worker.ended).code).toBe(0);
    redis.ask("flushall");
  }, 120_000);

  test("one Ctrl-C ends a sweep, whatever stands in the place of its workers", async () => {
    const words = [...STUDY.filter((word) => word !== "--quiet"), "--out", "stopped", "--queue", redis.url];
    const sweep = start(program, cwd, words, secret);
    await told(sweep, /Offered at/);
    await pause(300);
    const [id = ""] = redis.ask("hkeys", "sipnines:offers").split("\n");
    redis.ask("hset", `sipnines:members:${id}`, "evil", "not json");
    await told(sweep, /Skipped the worker/);
    redis.ask("set", `sipnines:members:${id}`, "no hash");
    sweep.child.kill("SIGINT");
    expect((await sweep.ended).code).toBe(130);
    redis.ask("flushall");
  }, 60_000);

  test("a queue that is not there, or does not let us in, is told before anything is computed", () => {
    const refusal = (url: string, env = {}): string => {
      const { code, err }: Ended = call(program, cwd, [...STUDY, "--out", "none", "--queue", url], env);
      expect(code).toBe(2);
      return err;
    };
    expect(refusal(redis.url)).toContain("no queue: it wants another password");
    const wrong = refusal(`redis://:wr0ng-one@127.0.0.1:${redis.port}`);
    expect(wrong).toContain("it wants another password");
    expect(wrong).toContain("redis://:***@127.0.0.1");
    expect(wrong).not.toContain("wr0ng-one");
    expect(refusal("redis://127.0.0.1:1")).toContain("nobody listens there");
    expect(refusal("http://127.0.0.1")).toContain('found "http:"');
    expect(readdirSync(cwd)).not.toContain("none");
  });
});

/** The same program, but as if its sources were others. */
function ofAnotherModel(program: string): string {
  const built = dirname(dirname(program));
  const other = mkdtempSync(`${built}-other-`);
  cpSync(built, other, { recursive: true });
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
    watched: 0,
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

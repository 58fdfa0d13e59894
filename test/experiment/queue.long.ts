import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";
import { newDirectory, SMALL } from "./plans.ts";
import { call, pause, program, resultsIn, type Started, start, told, unitsIn } from "./process.ts";
import { hasRedis, RedisServer } from "./redis.ts";

const STUDY = ["sweep", "small.yaml", "--vary", "rate=20:100:10", "--replications", "500"];

describe.runIf(hasRedis)("behind a queue", () => {
  let cwd = "";
  beforeAll(async () => {
    await ensureBuilt();
    cwd = newDirectory();
    writeFileSync(join(cwd, "small.yaml"), SMALL);
    call(program, cwd, [...STUDY, "--out", "local", "--workers", "2", "--quiet"]);
  });

  const expectSame = (directory: string) =>
    expect(resultsIn(join(cwd, directory))).toEqual(resultsIn(join(cwd, "local")));
  const worker = (...queue: string[]): Started =>
    start(program, cwd, ["worker", "--threads", "1", "--queue", ...queue]);
  const dismiss = async (...workers: Started[]) => {
    for (const { child } of workers) child.kill("SIGINT");
    return (await Promise.all(workers.map(({ ended }) => ended))).map(({ code }) => code);
  };

  test("TLS with an authority of its own", async () => {
    await using redis = await RedisServer.start({ tls: true });
    const untrusted = call(program, cwd, [...STUDY, "--out", "none", "--queue", redis.url]);
    expect([untrusted.code, untrusted.err]).toEqual([2, expect.stringContaining("its certificate is not trusted")]);
    const queue = [redis.url, "--queue-ca", redis.file("ca.crt")];
    const helper = worker(...queue);
    const { code } = await start(program, cwd, [...STUDY, "--out", "tls", "--queue", ...queue]).ended;
    expect(code).toBe(0);
    expectSame("tls");
    expect(await dismiss(helper)).toEqual([0]);
  });

  test.each([true, false])("Redis starts anew in mid-run, and remembers its jobs: %s", async (durable) => {
    await using redis = await RedisServer.start({ durable });
    const directory = `restarted-${durable}`;
    const helpers = [worker(redis.url), worker(redis.url)];
    const sweep = start(program, cwd, [...STUDY, "--out", directory, "--queue", redis.url]);
    await unitsIn(join(cwd, directory), 3);
    await redis.stop();
    for (const one of [sweep, ...helpers]) await told(one, /has gone away; waiting for it/);
    await pause(1500);
    await redis.start();
    for (const one of [sweep, ...helpers]) await told(one, /is back; going on/);
    const { code } = await sweep.ended;
    expect(code).toBe(0);
    expectSame(directory);
    expect(await dismiss(...helpers)).toEqual([0, 0]);
  });

  test("a killed sweep is resumed: what workers have finished meanwhile counts, and nothing is left in the queue", async () => {
    await using redis = await RedisServer.start();
    const helper = worker(redis.url);
    const words = [...STUDY, "--out", "resumed", "--queue", redis.url];
    const first = start(program, cwd, words);
    await unitsIn(join(cwd, "resumed"), 3);
    const other = call(program, cwd, [...STUDY, "--out", "elsewhere", "--queue", redis.url]);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("offers this study on this queue already")]);
    first.child.kill("SIGKILL");
    await first.ended;
    await told(helper, /Joined/);
    await pause(2000);
    const { code } = await start(program, cwd, ["sweep", "--resume", "--out", "resumed", "--queue", redis.url]).ended;
    expect(code).toBe(0);
    expectSame("resumed");
    expect(await dismiss(helper)).toEqual([0]);
    expect(redis.ask("keys", "*")).toBe("");
  });

  test("a sweep that is interrupted gives its jobs back, with workers or without", async () => {
    await using redis = await RedisServer.start();
    const alone = start(program, cwd, [...STUDY, "--out", "stopped", "--queue", redis.url]);
    await told(alone, /To help: sipnines worker --queue redis:/);
    alone.child.kill("SIGINT");
    const { code, err } = await alone.ended;
    expect(code).toBe(130);
    expect(err).toContain(`sipnines sweep --resume --out stopped --queue ${redis.url}`);
    const helper = worker(redis.url);
    const helped = start(program, cwd, ["sweep", "--resume", "--out", "stopped", "--queue", redis.url]);
    await unitsIn(join(cwd, "stopped"), 2);
    helped.child.kill("SIGINT");
    expect((await helped.ended).code).toBe(130);
    const last = call(program, cwd, ["sweep", "--resume", "--out", "stopped", "--workers", "2", "--quiet"]);
    expect(last.code).toBe(0);
    expectSame("stopped");
    expect(await dismiss(helper)).toEqual([0]);
    expect(redis.ask("keys", "*")).toBe("");
  });

  test("a worker can be sent away while Redis is", async () => {
    await using redis = await RedisServer.start();
    const helper = worker(redis.url);
    await told(helper, /waiting for one/);
    await redis.stop();
    await told(helper, /has gone away/);
    expect(await dismiss(helper)).toEqual([130]);
  });

  test("a worker leaves by itself when there has been nothing to do", async () => {
    await using redis = await RedisServer.start();
    const { code, err } = await start(program, cwd, ["worker", "--queue", redis.url, "--idle", "2 s"]).ended;
    expect(code).toBe(0);
    expect(err).toContain("Nothing to do for long enough");
  });
});

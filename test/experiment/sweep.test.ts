import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Locked, takeLock } from "../../src/experiment/store/lock.ts";
import { ResultStore } from "../../src/experiment/store/result-store.ts";
import { less } from "../long.ts";
import { figuresIn, newDirectory, plan, QUEUE, run, studyOf } from "./plans.ts";

const VARY = ["rate=20:60:20", "standby=0,1"];
const small = studyOf(plan(VARY));

/** The same figures without any store: point after point, replication after replication. */
const direct = (study = small, replications = 10): string =>
  Array.from({ length: study.size }, (_, index) => {
    const replicator = new Replicator(study.point(index).scenario, engineNamed("native"));
    return Array.from({ length: replications }, (__, i) => {
      const figures = replicator.run(i);
      return Buffer.from(figures.buffer).toString("base64");
    }).join("\n");
  }).join("\n\n");

/** NaN has many bit patterns; the store writes one. */
const sameBits = (text: string): string =>
  text.replace(/\S+/g, (one) => Array.from(new Float64Array(new Uint8Array(Buffer.from(one, "base64")).buffer)).join());

test("a sweep leaves in its store what each point gives by itself", async () => {
  const directory = newDirectory();
  await run(small, directory);
  expect(small.size).toBe(6);
  expect(sameBits(figuresIn(directory, small))).toBe(sameBits(direct()));
});

test("shards, put together, are the whole", async () => {
  const whole = newDirectory();
  await run(small, whole);
  const together = newDirectory();
  for (const index of [2, 0, 1]) await run(small, together, { shard: { index, count: 3 } });
  expect(figuresIn(together, small)).toBe(figuresIn(whole, small));
  const alone = newDirectory();
  await run(small, alone, { shard: { index: 0, count: 3 } });
  const store = ResultStore.read(alone);
  const missing = Array.from({ length: 6 }, (_, i) => store.missing(small.point(i).key, 10).length);
  expect(missing).toEqual([0, 1, 1, 0, 1, 1]);
});

test("an interrupted sweep goes on where it was, as often as it is interrupted", async () => {
  const directory = newDirectory();
  const study = studyOf(plan(["rate=20:60:2"], { replications: 3 }));
  let sittings = 0;
  let computed = 0;
  for (let isDone = false; !isDone && sittings < 100; sittings++) {
    const interruption = new AbortController();
    let finished = 0;
    await run(study, directory, {
      signal: interruption.signal,
      onFinished: ({ count }) => {
        finished += count;
        if (finished > 8) interruption.abort();
      },
    });
    computed += finished;
    isDone = finished === 0;
  }
  expect(computed, "nothing is computed twice").toBe(21 * 3);
  expect(sittings).toBeGreaterThan(1);
  expect(sameBits(figuresIn(directory, study))).toBe(sameBits(direct(study, 3)));
});

test("a study grown in three steps equals one done at once, and keeps its first replications", async () => {
  const grown = newDirectory();
  const first = studyOf(plan(["rate=20,40"], { replications: 10 }));
  await run(first, grown);
  const before = figuresIn(grown, first);
  await run(studyOf(plan(["rate=20,40"], { replications: 17 })), grown);
  const last = studyOf(plan(["rate=20,40,60"], { replications: 50 }));
  await run(last, grown);
  const atOnce = newDirectory();
  await run(last, atOnce);
  expect(figuresIn(grown, last)).toBe(figuresIn(atOnce, last));
  expect(figuresIn(grown, first)).toBe(before);
});

test("a damaged parcel is noticed, put aside and computed again; its sound units stay", async () => {
  const directory = newDirectory();
  await run(small, directory);
  const sound = figuresIn(directory, small);
  const folder = join(directory, "units");
  const [name] = readdirSync(folder).filter((one) => one.endsWith(".units"));
  const file = join(folder, name!);
  const bytes = readFileSync(file);
  const flipped = bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte));
  const damages = [
    { what: "cut short", lost: 10, damage: () => truncateSync(file, bytes.length - 40) },
    { what: "not what was written", lost: 10, damage: () => writeFileSync(file, flipped) },
    { what: "empty", lost: 60, damage: () => truncateSync(file, 0) },
    { what: "cut short", lost: 0, damage: () => appendFileSync(file, "x") },
  ];
  for (const { what, lost, damage } of damages) {
    writeFileSync(file, bytes);
    damage();
    const store = ResultStore.open(directory);
    expect(store.damaged).toEqual([{ file, what }]);
    store.close();
    let computed = 0;
    await run(small, directory, {
      onFinished: ({ count }) => {
        computed += count;
      },
    });
    expect(computed, what).toBe(lost);
    expect(figuresIn(directory, small)).toBe(sound);
    for (const other of readdirSync(folder)) if (other !== name) rmSync(join(folder, other));
  }
});

test("another model, seed or engine finds nothing of what is there", async () => {
  const directory = newDirectory();
  await run(small, directory);
  const store = ResultStore.read(directory);
  const others = [
    studyOf(plan(VARY), "model-2"),
    studyOf(plan(VARY, { settings: ["run.seed=8"] })),
    studyOf(plan(VARY, { engine: "simjs" })),
  ];
  for (const study of others) expect(store.missing(study.point(0).key, 10)).toEqual([{ first: 0, end: 10 }]);
  const renamed = studyOf(plan(VARY, { settings: ["title=other", "run.replications=5"] }));
  expect(store.missing(renamed.point(0).key, 10), "a title changes no figure").toEqual([]);
  expect(store.unitsBeside(new Set(Array.from({ length: 6 }, (_, i) => small.point(i).key)))).toBe(0);
});

test("two processes on one directory are refused; the lock of a dead one is taken over", () => {
  const directory = newDirectory();
  const release = takeLock(directory);
  expect(() => takeLock(directory)).toThrow(Locked);
  release();
  const path = join(directory, "lock");
  const mine = { pid: process.pid, host: "elsewhere", started: null };
  writeFileSync(path, JSON.stringify(mine));
  expect(() => takeLock(directory), "nobody here knows of other machines").toThrow(/elsewhere/);
  writeFileSync(path, JSON.stringify({ ...mine, host: (JSON.parse(lockOf()) as { host: string }).host, started: "1" }));
  takeLock(directory)(); // this process number, but started at another time
  writeFileSync(path, "");
  takeLock(directory)(); // cut short by a power cut
  expect(readdirSync(directory)).toEqual([]);
});

function lockOf(): string {
  const directory = newDirectory();
  const release = takeLock(directory);
  const text = readFileSync(join(directory, "lock"), "utf8");
  release();
  return text;
}

test("a sweep to a precision stops alike, whoever computes and however it is divided", async () => {
  const points = less(8, 20);
  const precision = { goals: [{ metric: "sojournTime" as const, relative: 0.1 }], minimum: 10, maximum: 200 };
  const study = studyOf(plan([`run.seed=1:${points}:1`], { files: [{ name: "queue.yaml", text: QUEUE }], precision }));
  const whole = newDirectory();
  await run(study, whole);
  const inPieces = newDirectory();
  for (const index of [1, 0]) await run(study, inPieces, { shard: { index, count: 2 } });
  expect(figuresIn(inPieces, study)).toBe(figuresIn(whole, study));
  const store = ResultStore.read(whole);
  const targets = Array.from({ length: points }, (_, i) => study.progress(study.point(i), store));
  expect(targets.every(({ met, missing }) => met && missing.length === 0)).toBe(true);
  expect(new Set(targets.map(({ target }) => target)).size).toBeGreaterThan(3);

  const fixed = newDirectory();
  await run(studyOf({ ...study.plan, precision: null, replications: 60 }), fixed);
  const more = ResultStore.read(fixed);
  const again = Array.from({ length: points }, (_, i) => study.progress(study.point(i), more).target);
  expect(again, "replications beyond those asked for do not count").toEqual(targets.map(({ target }) => target));
});

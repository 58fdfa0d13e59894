/** What is wanted last counts, nothing is told twice, and what cannot be done leaves all as it was. */
import { expect, test } from "vitest";
import type { Player } from "../../../src/play/page/player.ts";
import { WatchedRun } from "../../../src/play/watched/watched-run.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { pieceOf, playerOf, scenarioText, until } from "./in-process.ts";

const TEXT = scenarioText("failover-iprs")
  .replace("rate: 100/s", "rate: 40/s")
  .replace("duration: 30 s", "duration: 14 s");

function runOf(text: string, time: number): WatchedRun {
  const { scenario, problems } = parseScenario(text, "x.yaml");
  if (problems) throw new Error(JSON.stringify(problems));
  const run = new WatchedRun(scenario, 0);
  run.advance(time);
  return run;
}

/** All that the page shows is what a run that nobody has walked through has at that time. */
function expectAt(player: Player, time: number, text = TEXT): void {
  const run = runOf(text, time);
  expect(player.view.value).toEqual(run.view());
  expect(player.fingerprint.value).toBe(run.fingerprint);
  if (player.known.value === time) {
    expect(player.incidents.value).toEqual(run.happenings.incidents);
    expect(player.failedCalls.value).toEqual(run.happenings.failedCalls);
    expect(player.buckets.value).toEqual(run.series.buckets);
  }
}

const settled = (player: Player) => until(() => player.seeking.value === null);

test("of times that are sought one after another the last one counts, and nothing is told twice", async () => {
  const { player } = await playerOf(TEXT);
  const all = [3, 12, 2, 13, 5.5, 11.4].map((time) => player.seek({ time }));
  expect(await Promise.all(all)).toEqual([false, false, false, false, false, true]);
  expectAt(player, 11.4);
  await player.seek({ time: 0 });
  void player.seek({ time: 13 });
  await until(() => player.passing.value !== null);
  await player.seek({ time: 12.5 });
  await player.seek({ time: 13 });
  expectAt(player, 13);
});

test("while it is played each frame follows the last, and a time that is sought meanwhile is where it goes on", async () => {
  const { player, frame } = await playerOf(TEXT);
  player.speed.value = 20;
  player.play();
  for (let i = 0; i < 10; i++) await frame();
  const before = player.view.value!.time;
  expect(before).toBeGreaterThan(0);
  await player.seek({ time: 10.5 });
  expect(player.isPlaying.value).toBe(true);
  for (let i = 0; i < 10; i++) await frame();
  player.pause();
  for (let i = 0; i < 4; i++) await frame();
  expect(player.view.value!.time).toBeGreaterThan(10.5);
  expectAt(player, player.view.value!.time);
});

test("played as fast as it can it comes to the end, with the metrics of the whole run", async () => {
  const { player, frame } = await playerOf(TEXT, 5);
  player.speed.value = Infinity;
  player.play();
  for (let i = 0; i < 2000 && player.isPlaying.value; i++) await frame();
  await frame();
  expectAt(player, player.view.value!.time);
  expect(player.view.value!.isOver).toBe(true);
  expect(await player.act({ kill: "proxy-2" })).toBe(false);
  expect(player.refusal.value).toMatch(/^The run has ended at 46\.0000 s, .*: go back in time first\.$/);
});

test("deeds are done in turn, all of them, also while a time is on its way", async () => {
  const { player } = await playerOf(TEXT);
  await player.seek({ time: 4 });
  void player.seek({ time: 13 });
  const deeds = [player.act({ kill: "proxy-3", kind: "host" }), player.act({ restart: "proxy-3" })];
  expect(await Promise.all(deeds)).toEqual([true, true]);
  await settled(player);
  expect(player.deeds.value).toBe(2);
  expect(player.piece.value!.text).toMatch(/at: 4\.000001 s, kill: proxy-3.*\n.*at: 4\.000001 s, restart: proxy-3/);
  expectAt(player, 4.000001, player.piece.value!.text);
  await player.takeBack();
  await player.takeBack();
  await settled(player);
  await player.seek({ time: 13 });
  expectAt(player, 13);
});

test("of values that are changed one after another the last one counts", async () => {
  const { player } = await playerOf(TEXT);
  await player.seek({ time: 2 });
  const path = "traffic.calls.rate";
  const changes = [10, 20, 30, 50].map((rate) => player.change([[path, `${rate}/s`]]));
  expect((await Promise.all(changes)).at(-1)).toBe(true);
  await settled(player);
  expectAt(player, 2, TEXT.replace("rate: 40/s", "rate: 50/s"));
});

test("a piece with a mistake leaves the run as it was, also one on its way somewhere", async () => {
  const { player } = await playerOf(TEXT);
  const going = player.seek({ time: 12 });
  expect(await player.load(pieceOf(TEXT.replace("preset: iprs", "preset: ipsr")))).toBe(false);
  expect(player.problems.value).toHaveLength(1);
  await going;
  expectAt(player, 12);
  expect(await player.rewrite("format: 2\n")).toBe(false);
  expect(player.piece.value!.text).toBe(TEXT);
});

test("from mark to mark, also where none is known yet; and event by event", async () => {
  const { player } = await playerOf(TEXT);
  expect(await player.toMark(1)).toBe(true);
  await settled(player);
  expect(player.view.value!.time).toBe(10);
  expectAt(player, 10);
  expect(await player.toMark(-1)).toBe(false);
  await player.seek({ time: 13 });
  await player.toMark(-1);
  const last = player.marks.value.findLast(({ time }) => time < 13)!;
  expect(player.view.value!.time).toBe(last.time);
  const { events } = player.view.value!;
  await player.step(1);
  expect(player.view.value!.events).toBe(events + 1);
  void player.step(-1);
  void player.step(-1);
  await player.step(-1);
  expect(player.view.value!.events).toBe(events - 2);
});

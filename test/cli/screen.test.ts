/** Lines that are drawn over and over in place, as a terminal shows them. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live, type View } from "../../src/cli/live.ts";
import { Screen } from "../../src/cli/screen.ts";
import { EmulatedTerminal } from "./emulated-terminal.ts";

const CURSOR = "\u001b[?25";

test("what is drawn takes the place of what was drawn, and what others write comes above it", async () => {
  const terminal = new EmulatedTerminal(40, 10);
  terminal.stream.write("before\n");
  const screen = new Screen(terminal.stream);
  screen.draw(["one", "two", "three"]);
  screen.draw(["one", "TWO"]);
  expect(await terminal.lines()).toEqual(["before", "one", "TWO"]);
  terminal.stream.write("a warning\n");
  screen.draw(["ONE", "TWO"]);
  terminal.stream.write("^C");
  screen.draw(["ONE", "TWO"]);
  expect(await terminal.lines()).toEqual(["before", "a warning", "^C", "ONE", "TWO"]);
  screen.clear();
  screen.close();
  terminal.stream.write("after\n");
  expect(await terminal.lines()).toEqual(["before", "a warning", "^C", "after"]);
});

test("it fits: lines are cut at the width, wide letters take two columns, and there are no more than the height holds", async () => {
  const terminal = new EmulatedTerminal(12, 4);
  const screen = new Screen(terminal.stream);
  for (let i = 0; i < 30; i++)
    screen.draw(["x".repeat(40), `${i} 電話電話電話`, "\u001b[31mred, and longer\u001b[39m", "four", "five"]);
  expect(await terminal.lines()).toEqual(["xxxxxxxxxxx…", "29 電話電話…", "red, and lo…"]);
  expect(await terminal.state()).toEqual({ wraps: true, column: 0 });
});

test("the window may become narrower, wider, lower and higher: nothing of an earlier picture is left behind", async () => {
  const sizes = fc.array(
    fc.record({ columns: fc.integer({ min: 24, max: 60 }), rows: fc.integer({ min: 10, max: 20 }) }),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(sizes, async (steps) => {
      const terminal = new EmulatedTerminal(60, 20);
      terminal.stream.write("before\n");
      const picture = ["title of forty letters and some more of it", "bar", "third line of the picture, quite long"];
      const live = new Live({ picture: () => picture, line: () => "" }, { isWanted: true, stream: terminal.stream });
      live.look();
      for (const { columns, rows } of steps) await terminal.resize(columns, rows);
      const lines = await terminal.lines();
      expect(lines.filter((line) => line.startsWith("title"))).toHaveLength(1);
      expect(lines.filter((line) => line.startsWith("bar"))).toHaveLength(1);
      live.done();
      expect(await terminal.lines()).toEqual(["before"]);
    }),
    { seed: 3, numRuns: 40 },
  );
});

test("nothing flickers: a frame is one write, and at no moment of it a line that stays is away", async () => {
  const terminal = new EmulatedTerminal(30, 8);
  const screen = new Screen(terminal.stream);
  screen.draw(["stays", "count 1", "stays too"]);
  const before = terminal.writes.join("");
  const frames = terminal.writes.length;
  screen.draw(["stays", "count 2", "stays too"]);
  expect(terminal.writes.length).toBe(frames + 1);
  const frame = terminal.writes.at(-1)!;
  for (let end = 0; end <= frame.length; end++) {
    const copy = new EmulatedTerminal(30, 8);
    copy.stream.write(before + frame.slice(0, end));
    const lines = await copy.lines();
    expect([lines[0], lines[1]!.slice(0, 6), lines[2]]).toEqual(["stays", "count ", "stays too"]);
  }
  screen.draw(["stays", "count 2", "stays too"]);
  expect(terminal.writes.length, "the same picture is not written again").toBe(frames + 1);
});

test("a name cannot move the cursor, and the cursor is to be seen after every frame", async () => {
  const terminal = new EmulatedTerminal(60, 8);
  const screen = new Screen(terminal.stream);
  terminal.stream.write("safe\n");
  screen.draw(["a\u001b[2J\u001b[Hb", "c\r\u001b[Kd\u0007", "e\nf"]);
  const lines = await terminal.lines();
  expect(lines[0]).toBe("safe");
  expect(lines[1]).toContain("\\u001b[2J");
  for (const write of terminal.writes.slice(1)) expect(write.slice(write.lastIndexOf(CURSOR))).toContain(`${CURSOR}h`);
});

const ENVIRONMENT = ["TERM", "CI", "NO_COLOR"] as const;
const saved = Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]]));

beforeEach(() => {
  for (const name of ENVIRONMENT) delete process.env[name];
});
afterEach(() => {
  vi.useRealTimers();
  for (const name of ENVIRONMENT) {
    if (saved[name] === undefined) delete process.env[name];
    else process.env[name] = saved[name];
  }
});

/** What is written in a minute in which something new happens every tenth of a second. */
function inAMinute(isTTY: boolean, isQuiet = false): string[] {
  vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] });
  const terminal = new EmulatedTerminal(40, 10);
  Object.assign(terminal.stream, { isTTY });
  let n = 0;
  const view: View = { picture: () => [`picture ${n}`], line: () => `line ${n}` };
  const live = new Live(view, { isWanted: true, isQuiet, stream: terminal.stream });
  for (n = 0; n < 600; n++) {
    vi.advanceTimersByTime(100);
    live.look();
  }
  live.done();
  vi.useRealTimers();
  return terminal.writes;
}

test("a pipe, a dumb terminal, NO_COLOR and CI get a line now and then without escapes; --quiet gets nothing", () => {
  const drawn = inAMinute(true);
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.length).toBeLessThan(400);
  const logs: (readonly [string, () => string[]])[] = [
    ["a pipe", () => inAMinute(false)],
    ...(["TERM=dumb", "NO_COLOR=1", "CI=true"] as const).map((setting) => {
      const [name, value] = setting.split("=") as [string, string];
      const log = () => {
        process.env[name] = value;
        const written = inAMinute(true);
        delete process.env[name];
        return written;
      };
      return [setting, log] as const;
    }),
  ];
  for (const [name, log] of logs) {
    const lines = log();
    expect(lines.length, name).toBeGreaterThanOrEqual(5);
    expect(lines.length, name).toBeLessThanOrEqual(7);
    for (const line of lines) expect(line).toMatch(/^line \d+\n$/);
  }
  expect(inAMinute(true, true)).toEqual([]);
  expect(inAMinute(false, true)).toEqual([]);
});

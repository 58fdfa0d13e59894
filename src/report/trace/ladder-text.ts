import { styled } from "../terminal.ts";
import type { Ladder, LadderStep } from "./ladder.ts";
import { momentText, spanText } from "./words.ts";

const WIDTH = 120;
const TIMES = 24;
/** Room for a lane to be told from its neighbours. */
const LANE_MIN = 14;
/** From a lane to the next, so that a short ladder does not stretch over the whole screen. */
const LANE_MAX = 32;

/** A line of text that is written into at places; later writing covers earlier. */
class Line {
  readonly #cells: string[];

  constructor(width: number) {
    this.#cells = new Array<string>(width).fill(" ");
  }

  write(at: number, text: string): this {
    for (const [i, letter] of [...text].entries())
      if (at + i >= 0 && at + i < this.#cells.length) this.#cells[at + i] = letter;
    return this;
  }

  toString(): string {
    return this.#cells.join("").trimEnd();
  }
}

const short = (text: string, width: number): string =>
  [...text].length <= width ? text : width < 2 ? "" : `${[...text].slice(0, width - 1).join("")}…`;

/** A text in lines that fit the screen. */
const wrapped = (text: string): string[] => text.match(/.{1,120}(?:\s|$)/g)?.map((line) => line.trimEnd()) ?? [text];

/**
 * A ladder for the terminal: one line per message, 120 columns wide, wider only if there are more hosts than fit. Times are
 * absolute, and relative to the first message. A lost message ends in a cross before it reaches anybody, its reason below it.
 */
export function ladderText(ladder: Ladder, colour = false): string {
  const { lanes, steps, begunAt } = ladder;
  const margin = Math.max(4, Math.ceil([...lanes[0]!.name].length / 2));
  const room = Math.floor((WIDTH - TIMES - margin - 8) / Math.max(1, lanes.length - 1));
  const step = Math.min(LANE_MAX, Math.max(LANE_MIN, room));
  const x = (lane: number): number => TIMES + margin + lane * step;
  const width = Math.max(WIDTH, x(lanes.length - 1) + 8);

  const bare = (): Line => {
    const line = new Line(width);
    for (const lane of lanes.keys()) line.write(x(lane), "│");
    return line;
  };
  const timed = (line: Line, at: number): Line =>
    line.write(0, momentText(at).padStart(12)).write(13, `+${spanText(at - begunAt)}`.padStart(10));

  const head = new Line(width);
  for (const [lane, { name }] of lanes.entries()) {
    const label = short(name, step - 1);
    head.write(x(lane) - Math.floor([...label].length / 2), label);
  }
  const lines = [styled(ladder.title, "bold", colour), ...wrapped(ladder.explanation), "", head.toString()];
  const body = steps.flatMap((one) => (one.kind === "message" ? arrow(one) : remark(one)));
  return `${[...lines, ...body].join("\n")}\n`;

  function arrow(message: Extract<LadderStep, { kind: "message" }>): string[] {
    const { from, to, lost } = message;
    const text = message.copy > 1 ? `${message.text} (${message.copy})` : message.text;
    const line = timed(bare(), message.at);
    if (from === to) line.write(x(from) + 1, `─ ${short(text, step - 4)}`);
    else {
      const right = to > from;
      const left = x(Math.min(from, to)) + 1;
      const length = Math.abs(x(to) - x(from)) - 1;
      const shaft = (message.isResponse ? "╌" : "─").repeat(length);
      line.write(left, shaft);
      const label = short(` ${text} `, length - 4);
      line.write(left + Math.floor((length - [...label].length) / 2), label);
      line.write(right ? left + length - 1 : left, lost !== null ? "✗" : right ? ">" : "<");
    }
    if (lost === null) return [line.toString()];
    const reason = `lost: ${lost}`;
    const at = to >= from ? Math.max(x(from) + 2, x(to) - [...reason].length) : x(to) + 2;
    return [styled(line.toString(), "red", colour), styled(bare().write(at, reason).toString(), "red", colour)];
  }

  function remark({ at, lane, text, grave }: Extract<LadderStep, { kind: "remark" }>): string[] {
    const place = lane === null ? TIMES : Math.max(TIMES, Math.min(x(lane) + 2, width - [...text].length - 3));
    const line = timed(bare(), at).write(place, `${lane === null ? "—" : "•"} ${short(text, width - place - 2)}`);
    return [grave ? styled(line.toString(), "red", colour) : line.toString()];
  }
}

import { styled } from "../terminal.ts";
import type { Timeline, TimelineRow } from "./timeline.ts";
import { momentText, spanText } from "./words.ts";

const WIDTH = 120;
/** Entries and failed calls listed one by one. */
const LISTED = 60;

const MARK: Partial<Record<string, string>> = {
  suspicion: "?",
  verdict: "!",
  recovery: "+",
  priority: "%",
  quorum: "Q",
  fencing: "F",
  takeover: "*",
  arp: "A",
};

/**
 * A timeline for the terminal: a strip for each node and address (━ while it serves, ╌ while it does not; ? a doubt, ! a verdict,
 * * a step of a takeover, A a gratuitous ARP), failed calls by the time of their beginning, and below what happened in words.
 */
export function timelineText(timeline: Timeline, colour = false): string {
  const { from, until, rows, entries, failedCalls, fault, leftOut } = timeline;
  const names = [...rows.map(({ name }) => name), "failed calls"];
  const left = Math.max(...names.map((name) => [...name].length)) + 2;
  const width = WIDTH - left - 1;
  const column = (time: number): number =>
    Math.max(0, Math.min(width - 1, Math.floor(((time - from) / (until - from || 1)) * width)));
  const strip = ({ stretches, marks, kind }: TimelineRow): string => {
    const cells = new Array<string>(width).fill(" ");
    for (const one of stretches) {
      const [start, end] = [column(one.from), one.until >= until ? width : column(one.until)];
      for (let i = start; i < end; i++) cells[i] = one.sound ? "━" : "╌";
      const text = kind === "address" ? ` ${one.text} ` : one.sound ? "" : ` ${one.text} `;
      const isFirst = stretches.find((other) => other.text === one.text) === one;
      if (isFirst && [...text].length + 4 <= end - start)
        for (const [i, letter] of [...text].entries()) cells[start + 2 + i] = letter;
    }
    for (const { at, kind } of marks) {
      const sign = MARK[kind];
      if (sign !== undefined) cells[column(at)] = sign;
    }
    return cells.join("");
  };
  const head = [
    `${" ".repeat(left)}${momentText(from)}${momentText(until).padStart(width - momentText(from).length)}`,
    ...rows.map((row) => `${row.name.padEnd(left)}${strip(row)}`.trimEnd()),
    ...(failedCalls.length === 0 ? [] : [`${"failed calls".padEnd(left)}${histogram()}`.trimEnd()]),
  ];
  const words = entries.slice(0, LISTED).map(({ at, kind, text }) => {
    const since = fault === null || at < fault ? "" : `+${spanText(at - fault)}`;
    const sentence = `${momentText(at).padStart(12)} ${since.padStart(10)}  ${text}`;
    return kind === "node" ? styled(sentence, "red", colour) : sentence;
  });
  if (entries.length > LISTED) words.push(`${" ".repeat(25)}and ${entries.length - LISTED} more`);
  if (leftOut > 0) words.push(`${" ".repeat(25)}and ${leftOut} more later in the run that were not kept`);
  if (entries.length === 0) words.push("Nothing happened to nodes, detectors and addresses in this time.");
  return `${[...head, "", ...words].join("\n")}\n`;

  /** Failed calls in each column, as a digit; "+" for more than nine. */
  function histogram(): string {
    const counts = new Array<number>(width).fill(0);
    for (const { begunAt } of failedCalls) counts[column(begunAt)]!++;
    return counts.map((n) => (n === 0 ? " " : n > 9 ? "+" : `${n}`)).join("");
  }
}

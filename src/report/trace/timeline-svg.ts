import { power } from "../../special/power.ts";
import { drawing, GRAVE, label, line, tag, widthOf } from "./drawing.ts";
import type { Timeline, TimelineMark } from "./timeline.ts";
import { momentText } from "./words.ts";

/** For a page; a phone has less. */
const WIDTH = 860;
/** A tick needs so much room [px]. */
const TICK = 100;
const LEGEND = 18;
const ROW = 34;
const BAR = 14;
const HEAD = 34;

/** Signs of marks; each has its own shape, so that none depends on its colour. */
const SIGNS: Partial<Record<TimelineMark["kind"], { readonly path: string; readonly name: string }>> = {
  suspicion: { path: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0", name: "doubt" },
  verdict: { path: "M-5 4l5 -9l5 9z", name: "verdict" },
  priority: { path: "M-5 -4h10l-5 9z", name: "another priority" },
  quorum: { path: "M-5 -5h10v10h-10zM-5 0h10", name: "quorum got or lost" },
  fencing: { path: "M-5 -5l10 10M-5 5l10 -10", name: "fencing" },
  takeover: { path: "M-5 0l5 -5l5 5l-5 5z", name: "step of a takeover" },
  arp: { path: "M-4 -5h8v10h-8z", name: "gratuitous ARP" },
  recovery: { path: "M-5 -1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z", name: "heard again" },
};

/** Distances between ticks that can be read: 1, 2 or 5 times a power of ten, so many of them at most. */
function ticks(from: number, until: number, most: number): number[] {
  const raw = (until - from) / most;
  const decade = power(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].find((factor) => factor * decade >= raw)! * decade;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(until / step) - first + 1 }, (_, i) => (first + i) * step);
}

/**
 * A timeline as a drawing: a bar for each node and address, solid while it serves and dotted while it does not, with what
 * detectors and takeovers did as signs on it, and a stroke for each failed call at its beginning. Pure, and without styles of
 * its own: it takes the colour of the text around it.
 *
 * @param whole width of the drawing [px]
 */
export function timelineSvg(timeline: Timeline, whole = WIDTH): string {
  const { from, until, rows, failedCalls, fault } = timeline;
  const left = 16 + Math.max(widthOf("failed calls"), ...rows.map(({ name }) => widthOf(name)));
  const width = whole - left - 24;
  const x = (time: number): number => left + Math.max(0, Math.min(1, (time - from) / (until - from || 1))) * width;
  const y = (row: number): number => HEAD + row * ROW + ROW / 2;
  const count = rows.length + (failedCalls.length > 0 ? 1 : 0);
  const bottom = HEAD + count * ROW;
  const seen = new Set(rows.flatMap(({ marks }) => marks.map(({ kind }) => kind)));

  const axis = ticks(from, until, Math.max(2, Math.floor(width / TICK))).flatMap((time) => [
    line(x(time), HEAD - 4, x(time), bottom, { "stroke-opacity": 0.15 }),
    label(x(time), HEAD - 12, `${Number(time.toPrecision(6))} s`, { "text-anchor": "middle", "font-size": 11 }),
  ]);
  const bars = rows.flatMap(({ name, kind, stretches, marks }, row) => [
    label(left - 10, y(row) + 4, name, { "text-anchor": "end" }),
    ...stretches.flatMap((one) => {
      const long = x(one.until) - x(one.from);
      const bar = one.sound
        ? { fill: "currentColor", "fill-opacity": kind === "node" ? 0.22 : 0.12, stroke: "none" }
        : { fill: "none", stroke: GRAVE, "stroke-dasharray": "3 3" };
      const text = kind === "address" || !one.sound ? one.text : "";
      const fits = text !== "" && widthOf(text) + 12 < long;
      return [
        tag("rect", { x: x(one.from), y: y(row) - BAR / 2, width: Math.max(0, long), height: BAR, ...bar }),
        ...(fits
          ? [label(x(one.from) + 6, y(row) + 4, text, { "font-size": 11, fill: one.sound ? "currentColor" : GRAVE })]
          : []),
      ];
    }),
    ...marks.flatMap(({ at, kind, text }) => {
      const sign = SIGNS[kind];
      if (sign === undefined) return [];
      const hollow = kind === "suspicion";
      const ink = { fill: hollow ? "none" : "currentColor", stroke: "currentColor" };
      const move = `translate(${x(at).toFixed(1)} ${y(row).toFixed(1)})`;
      const said = `<title>${momentText(at)}: ${text.replace(/[&<>]/g, " ")}</title>`;
      return [tag("path", { d: sign.path, transform: move, ...ink }, said)];
    }),
  ]);
  const failed =
    failedCalls.length === 0
      ? []
      : [
          label(left - 10, y(rows.length) + 4, "failed calls", { "text-anchor": "end" }),
          ...failedCalls.map(({ begunAt }) =>
            line(x(begunAt), y(rows.length) - 8, x(begunAt), y(rows.length) + 8, {
              stroke: GRAVE,
              "stroke-opacity": 0.6,
            }),
          ),
        ];
  const struck =
    fault === null || fault < from || fault > until
      ? []
      : [line(x(fault), HEAD - 4, x(fault), bottom, { stroke: GRAVE, "stroke-width": 1.5 })];
  let [place, below] = [16, bottom + 18];
  const legend = Object.entries(SIGNS).flatMap(([kind, sign]) => {
    if (!seen.has(kind as TimelineMark["kind"])) return [];
    const room = widthOf(sign.name) + 34;
    if (place > 16 && place + room > whole) [place, below] = [16, below + LEGEND];
    const at = place + 8;
    place += room;
    const hollow = kind === "suspicion" ? "none" : "currentColor";
    return [
      tag("path", { d: sign.path, transform: `translate(${at} ${below})`, fill: hollow, stroke: "currentColor" }),
      label(at + 10, below + 4, sign.name, { "font-size": 11 }),
    ];
  });
  const title = `Nodes, addresses and failed calls from ${momentText(from)} to ${momentText(until)}`;
  return drawing(whole, below + 16, title, [...axis, ...struck, ...bars, ...failed, ...legend]);
}

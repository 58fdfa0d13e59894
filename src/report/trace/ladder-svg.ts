import { drawing, GRAVE, label, line, tag, widthOf } from "./drawing.ts";
import type { Ladder, LadderStep } from "./ladder.ts";
import { momentText, spanText } from "./words.ts";

const TIMES = 150;
const HEAD = 34;
const ROW = 26;
const LANE = 190;

/**
 * A ladder as a drawing: one row per message, not to scale in time, which is written at the left. Pure, without styles of its
 * own: it takes the colour of the text around it and can be put into a page as it is.
 */
export function ladderSvg(ladder: Ladder): string {
  const { lanes, steps, begunAt } = ladder;
  const remarks = steps.filter((step) => step.kind === "remark");
  const lane = Math.max(LANE, ...steps.map((step) => (step.kind === "message" ? widthOf(labelOf(step)) + 24 : 0)));
  const x = (index: number): number => TIMES + 60 + index * lane;
  const rightmost = Math.max(
    ...remarks.map(({ lane, text }) => x(lane ?? 0) + 18 + widthOf(text)),
    x(lanes.length - 1) + 70,
  );
  const y = (row: number): number => HEAD + 22 + row * ROW;
  const bottom = y(steps.length) - 6;

  const parts = [
    ...lanes.flatMap(({ name }, index) => [
      line(x(index), HEAD, x(index), bottom, { "stroke-opacity": 0.35 }),
      label(x(index), HEAD - 12, name, { "text-anchor": "middle", "font-weight": "bold" }),
    ]),
    ...steps.flatMap((step, row) => [
      label(TIMES - 64, y(row) + 4, momentText(step.at), { "text-anchor": "end", "font-size": 11 }),
      label(TIMES + 4, y(row) + 4, `+${spanText(step.at - begunAt)}`, {
        "text-anchor": "end",
        "font-size": 11,
        "fill-opacity": 0.65,
      }),
      ...(step.kind === "message" ? arrow(step, y(row)) : remark(step, y(row))),
    ]),
  ];
  return drawing(Math.ceil(rightmost), Math.ceil(bottom + 8), `${ladder.title}. ${ladder.explanation}`, parts);

  function arrow(step: Extract<LadderStep, { kind: "message" }>, at: number): string[] {
    const ink = step.lost === null ? {} : { stroke: GRAVE };
    const way = step.from === step.to ? 0.4 : step.to - step.from;
    const from = x(step.from);
    // A lost message does not reach its lane.
    const to = from + way * lane - Math.sign(way) * (step.lost === null ? 1 : 16);
    const side = Math.sign(way);
    const dash = step.isResponse ? { "stroke-dasharray": "5 3" } : {};
    const head =
      step.lost === null
        ? tag("path", { d: `M${to} ${at}l${-8 * side} -4v8z`, fill: "currentColor" })
        : tag("path", { d: `M${to - 5} ${at - 5}l10 10m0 -10l-10 10`, stroke: GRAVE, "stroke-width": 2, fill: "none" });
    const words = labelOf(step);
    return [
      line(from, at, to, at, { ...ink, ...dash }),
      head,
      label((from + to) / 2, at - 5, words, { "text-anchor": "middle", ...(step.lost !== null && { fill: GRAVE }) }),
    ];
  }

  function remark({ lane, text, grave }: Extract<LadderStep, { kind: "remark" }>, at: number): string[] {
    const ink = grave ? GRAVE : "currentColor";
    const words = label(x(lane ?? 0) + 10, at + 4, text, { fill: ink, "font-style": "italic" });
    // What nobody here has done stands on nobody's line.
    return lane === null
      ? [words, line(x(0), at + 9, x(lanes.length - 1), at + 9, { "stroke-dasharray": "1 4", "stroke-opacity": 0.6 })]
      : [tag("circle", { cx: x(lane), cy: at, r: 4, fill: ink }), words];
  }
}

const labelOf = (step: Extract<LadderStep, { kind: "message" }>): string =>
  `${step.text}${step.copy > 1 ? ` (${step.copy})` : ""}${step.lost === null ? "" : ` · ${step.lost}`}`;

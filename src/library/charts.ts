/**
 * Results drawn, set in tables and put on pages: charts as Vega-Lite specifications, which need no browser to become SVG or PNG, and what happened in a run
 * as ladders and timelines.
 */

export type { Axis, Tick } from "../report/charts/axis.ts";
export {
  type Band,
  type Estimate,
  type Line,
  lineWithBands,
  type Point,
  type Points,
  pointsWithIntervals,
  type Series,
} from "../report/charts/curves.ts";
export type { Frame } from "../report/charts/frame.ts";
export { type FrontierPoint, frontier } from "../report/charts/frontier.ts";
export { type NinesCurve, type NinesMark, ninesAxis } from "../report/charts/nines.ts";
export { type WaterfallDesign, waterfall } from "../report/charts/waterfall.ts";
export { type CsvColumn, type CsvValue as Cell, toCsv } from "../report/csv.ts";
export { figure as htmlFigure } from "../report/html/figure.ts";
export {
  type Content,
  code as htmlCode,
  details as htmlDetails,
  type Html,
  keyFigures,
  list as htmlList,
  paragraph as htmlParagraph,
  type Status as BadgeStatus,
  sideBySide as htmlSideBySide,
  statusBadge,
} from "../report/html/markup.ts";
export {
  type PageScript as HtmlScript,
  page as htmlPage,
  type Section as HtmlSection,
  section as htmlSection,
} from "../report/html/page.ts";
export { type HtmlColumn, table as htmlTable } from "../report/html/table.ts";
export { type TerminalColumn, type TerminalTable, terminalTable } from "../report/terminal.ts";
export type { Ladder, LadderStep } from "../report/trace/ladder.ts";
export { ladderMermaid } from "../report/trace/ladder-mermaid.ts";
export { ladderSvg } from "../report/trace/ladder-svg.ts";
export { ladderText } from "../report/trace/ladder-text.ts";
export type { Stretch, Timeline, TimelineMark, TimelineRow } from "../report/trace/timeline.ts";
export { timelineSvg } from "../report/trace/timeline-svg.ts";
export { timelineText } from "../report/trace/timeline-text.ts";
export { type Happening, type HappeningOptions, whatHappened } from "../report/trace/what-happened.ts";
export type { Incident } from "../report/trace/words.ts";
export { renderPng, renderSvg } from "../report/vega.ts";

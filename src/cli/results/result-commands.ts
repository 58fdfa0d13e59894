/** Commands that show results. */
import { command } from "../command/command.ts";
import { by, choice, choices, file, or, several, text, texts } from "../command/option.ts";
import { metricNames, printing } from "../command/shared-options.ts";

export const CHART = command({
  about: "any metric by any factor, as SVG, PNG, PDF, Vega-Lite or a LaTeX table",
  args: [["<result>", "directory of a result, or a CSV file"]],
  options: {
    metric: texts("<name>", "what to show; twice for a Pareto front (default: failedCalls, or the last)", metricNames),
    by: text("<factor>", "factor along the x axis (default: the factor with most levels)"),
    series: text("<factor>", "a curve for each of its levels (default: every combination of the other factors)"),
    where: several("<factor=level>", "only points at this level", by("pair", "factor=level, such as rate=200")),
    average: texts(
      "<factor>",
      "take means over its levels, which are shown as their range (default: every level is drawn, or asked for)",
    ),
    log: choices("<axes>", "logarithmic axes: x, y or x,y", ["x", "y"]),
    type: choice(
      "<type>",
      "points, line, bar, ecdf, heatmap, pareto, tornado, waterfall, timeline, availability (default: as suits the data)",
      async () => (await import("../../report/plot/plot.ts")).CHART_TYPES,
    ),
    as: choices("<formats>", "svg, png, pdf, vl, tex; several with commas (default: by the name of --out, or svg)", [
      "svg",
      "png",
      "pdf",
      "vl",
      "tex",
    ]),
    width: choice("<width>", "one-column, two-column or slide (default: by the theme)", [
      "one-column",
      "two-column",
      "slide",
    ]),
    theme: or(
      choice("<theme>", "paper, screen, slides or slides-dark; with paper the words go into the caption", [
        "paper",
        "screen",
        "slides",
        "slides-dark",
      ]),
      "paper",
    ),
    title: text("<text>", "title, instead of the one found"),
    out: file("write it there (default: into the directory)"),
    ...printing("what was written"),
  },
  example: "chart results/spares --metric failedCalls",
});

export const REPORT = command({
  about: "one HTML file of a result, or of several of one service, that opens from disk",
  args: [["<results...>", "directories of results, and files that a command has printed with --json"]],
  options: {
    out: file("write it there (default, of one result: report.html in its directory)"),
    title: text("<text>", "title, instead of the scenario's"),
    ...printing("what was written"),
  },
  example: "report results/spares",
  notes:
    "Several results of one service make one page for those who decide: the answer in money and minutes first, the report of each result behind it.",
});

/** Charts of what a fault did: why calls failed, and the steps until requests were served again. */
import { Moments } from "../../statistics/moments.ts";
import { formatNumber } from "../../units/number.ts";
import { levelsOf } from "./levels.ts";
import { type Measurements, titleOf } from "./measurements.ts";
import type { Origin } from "./origin.ts";
import { NothingToPlot, type Plot } from "./plot.ts";
import { axis, SAMPLES_MAX, scale } from "./sample-plots.ts";
import { type Asked, levelIn, levelName, refuseMany, rowsWhere, varying } from "./selection.ts";

const CAUSES = "failedCalls.";

/** Failed calls by cause, one design for each level of the series. */
export function causesPlot(measurements: Measurements, asked: Asked, origin: Origin): Plot {
  const factor = asked.series || asked.by;
  const levelOf = levelIn(measurements, factor);
  const causes = measurements.metrics.map(({ name }) => name).filter((name) => name.startsWith(CAUSES));
  if (causes.length === 0)
    throw new NothingToPlot("type", "no metrics failedCalls.…", "failed calls by cause for a waterfall");
  const levels = levelsOf(factor, rowsWhere(measurements, causes[0]!, asked.where).map(levelOf));
  refuseMany(factor, levels, SAMPLES_MAX, "--where picks one.");
  const designs = levels.names.map((level) => ({
    name: level === "" ? origin.title : levelName(factor, level),
    causes: causes
      .map((cause) => ({
        cause: titleOf(cause.slice(CAUSES.length)).toLowerCase(),
        amount: Moments.of(
          rowsWhere(measurements, cause, asked.where)
            .filter((row) => levelOf(row) === level)
            .map(({ value }) => value),
        ).mean,
      }))
      .filter(({ amount }) => amount > 0),
  }));
  if (designs.every((design) => design.causes.length === 0))
    throw new NothingToPlot("type", "no failed call", "failed calls for a waterfall of their causes");
  return {
    type: "waterfall",
    frame: {
      title: "Why calls failed",
      subtitle: `${origin.status}: ${origin.title}`,
      x: axis("Failed calls of a run", "calls"),
      y: { title: "cause" },
      source: origin.source,
    },
    alt: `Failed calls by cause. ${designs.map(({ name, causes: all }) => `${name}: ${all.map(({ cause, amount }) => `${cause} ${formatNumber(amount, 4)}`).join(", ") || "none"}`).join(". ")}.`,
    table: [
      ["design", "cause", "calls"],
      ...designs.flatMap(({ name, causes: all }) =>
        all.map(({ cause, amount }) => [name, cause, formatNumber(amount, 4)]),
      ),
    ],
    drawing: { kind: "waterfall", shown: designs },
  };
}

/** Metrics that say when a step of a failover has ended, counted from the fault. */
const STEPS = [
  ["detectionTime", "detected"],
  ["selectionTime", "standby chosen"],
  ["claimTime", "address claimed"],
  ["announcementTime", "neighbours told"],
  ["outageTime", "first request served"],
] as const;

/** The steps of the failover at one point of a study. */
export function timelinePlot(measurements: Measurements, where: Asked["where"], origin: Origin): Plot {
  const found = STEPS.flatMap(([metric, name]) => {
    const rows = rowsWhere(measurements, metric, where);
    if (rows.length > 1)
      throw new NothingToPlot(
        "where",
        `${rows.length} points`,
        "one point for a timeline",
        `Pick it, such as --where ${varying(measurements, rows)
          .map((factor) => `${factor}=${rows[0]!.levels[measurements.factors.indexOf(factor)]}`)
          .join(" --where ")}`,
      );
    return rows.map((row) => ({ name, ...row }));
  });
  if (found.length === 0)
    throw new NothingToPlot("type", "no detection or outage time", "a result with a failover for a timeline");
  const { unit, factor } = scale("s", found);
  const steps = found
    .map(({ name, value, low, high }) => ({
      name,
      end: value * factor,
      interval:
        low === null || high === null || high - low <= 1e-9 * value
          ? undefined
          : ([low * factor, high * factor] as const),
      text: `${formatNumber(value * factor, 4)} ${unit}`,
    }))
    .sort((a, b) => a.end - b.end);
  return {
    type: "timeline",
    frame: {
      title: "From the fault to the first request served",
      subtitle: `${origin.status}: ${origin.title}`,
      x: axis("Time since the fault", unit),
      y: { title: "step" },
      source: `${origin.source}; means with 95 % intervals`,
    },
    alt: `After the fault: ${steps.map(({ name, text }) => `${name} ${text}`).join(", ")}.`,
    table: [["step", `time since the fault [${unit}]`], ...steps.map(({ name, end }) => [name, formatNumber(end, 4)])],
    drawing: { kind: "steps", shown: { steps, interval: "95 % interval" } },
  };
}

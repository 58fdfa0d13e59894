import { type WarmUpStudy, warmUpStudy } from "../../experiment/warm-up-study.ts";
import { endOf } from "../../scenario/amount-of-work.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles } from "../files.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { tell } from "../warnings.ts";
import type { WARM_UP } from "./run-commands.ts";

/** `sipnines warm-up FILE`: where the steady state begins, by MSER-5, and Welch's curve for the eye. Returns the exit code. */
export async function warmUp(file: string, options: OptionsOf<typeof WARM_UP>, line: CommandLine): Promise<number> {
  const { replications, metric, set, seed } = options;
  const { scenario, warnings } = readScenario(file, settingsOf({ set, seed }, line));
  tell(warnings, {});
  if (options.out !== undefined) prepareDirectory(options.out, line.option("--out"));
  const study = warmUpStudy(scenario, "native", metric, replications);
  if (study === null)
    throw Refusal.at(
      line.end,
      "metric",
      `hardly any observations of ${metric} in ${formatDuration(endOf(scenario))}`,
      "a scenario that measures it all the time: more traffic, or another --metric",
    );
  const { curve: _, ...found } = study;
  if (options.out !== undefined) writeFiles(options.out, await filesOf(scenario.title, study));
  print<"warm-up">(options, { scenario: scenario.title, ...found }, () => inWords(study, endOf(scenario)));
  return EXIT.fine;
}

const BARS = "▁▂▃▄▅▆▇█";
const BARS_SHOWN = 60;

/** The curve as a row of bars from its lowest to its highest point, and what these are. */
function drawnSmall(curve: WarmUpStudy["curve"]): string {
  const means = curve.map(({ mean }) => mean);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const count = Math.min(BARS_SHOWN, curve.length);
  const bars = Array.from({ length: count }, (_, i) => {
    const height = (means[Math.floor((i * means.length) / count)]! - low) / (high - low);
    return BARS[high > low ? Math.min(BARS.length - 1, Math.floor(height * BARS.length)) : 0]!;
  });
  return `${bars.join("")}  ${formatDuration(low, 3)} … ${formatDuration(high, 3)}`;
}

/** A bias that nobody would see [%]. */
const NEGLIGIBLE = 0.01;

function inWords(study: WarmUpStudy, end: number): string {
  const { metric, replications, warmUp: cut, reached, meanOfAll, meanAfter, curve } = study;
  const bias = (meanOfAll / meanAfter - 1) * 100;
  const head = `${metric} over ${formatDuration(end)}, mean of ${replications} replications\n${drawnSmall(curve)}\n\n`;
  if (!reached)
    return `${head}No steady state is in sight: MSER-5 would cut half of the run. Make it longer, or lower the load; a queue that is offered more than it can serve has none.\n`;
  if (Math.abs(bias) < NEGLIGIBLE) return `${head}No warm-up: the mean is the same with and without its beginning.\n`;
  return `${head}The warm-up ends after ${formatDuration(cut, 3)} (MSER-5). Left in, it would move the mean by ${formatNumber(bias, 2)} %: ${formatDuration(meanOfAll, 4)} instead of ${formatDuration(meanAfter, 4)}.
To leave it out: --set run.warmUp=${formatDuration(cut, 3).replaceAll(" ", "")}
`;
}

/** Welch's plot, and its numbers. */
async function filesOf(title: string, study: WarmUpStudy): Promise<Record<string, string | Uint8Array>> {
  const { lineWithBands } = await import("../../report/charts/curves.ts");
  const { toCsv } = await import("../../report/csv.ts");
  const { chartFiles } = await import("../../report/vega.ts");
  const { metric, replications, warmUp: cut, reached, meanAfter, curve } = study;
  const points = curve.map(({ time, mean }) => ({ x: time, y: mean * 1000 }));
  const last = points.at(-1)!.x;
  const spec = lineWithBands(
    {
      title: `Welch's plot of ${metric}`,
      subtitle: reached
        ? `The warm-up ends after ${formatDuration(cut, 3)} by MSER-5`
        : "No steady state is in sight by MSER-5",
      x: { title: "time", unit: "s" },
      y: { title: metric, unit: "ms" },
      source: `${title}; moving average over the mean of ${replications} replications`,
    },
    {
      bands: [],
      lines: [
        { name: "smoothed mean", points, ink: 0 },
        ...(reached
          ? [
              {
                name: "mean after it",
                points: [
                  { x: cut, y: meanAfter * 1000 },
                  { x: last, y: meanAfter * 1000 },
                ],
                ink: "reference" as const,
                dash: 1,
              },
            ]
          : []),
      ],
      points: [],
    },
  );
  return { "welch.csv": toCsv([{ name: "time" }, { name: "mean" }], curve), ...(await chartFiles("welch", spec)) };
}

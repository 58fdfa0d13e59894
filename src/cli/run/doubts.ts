import { VALUES_MIN } from "../../statistics/replicated-mean.ts";
import { formatNumber } from "../../units/number.ts";
import type { Outcome } from "./outcome.ts";

/** Half-width over mean above which an interval is called wide, and the half-width that would do. */
const WIDE = 0.2;
const NARROW = 0.05;

/** The metric whose interval is widest for its mean, and how many replications would make it narrow. */
function wide({ rows, figures, scenario }: Outcome): string[] {
  const telling = ["failedCalls", "outageTime", "sojournTime", "processingTime", "callSetupTime"];
  const widths = rows.flatMap(({ metric: { name }, interval: { mean, halfWidth } }) =>
    telling.includes(name) && halfWidth !== null && mean > 0 ? [{ name, width: halfWidth / mean }] : [],
  );
  const widest = widths.sort((x, y) => y.width - x.width)[0];
  if (widest === undefined || widest.width <= WIDE) return [];
  const needed =
    Math.ceil((figures.length * (widest.width / NARROW) ** 2) / scenario.run.stratify) * scenario.run.stratify;
  return [
    `${widest.name} is known to ± ${formatNumber(widest.width * 100, 2)} % only; some ${needed} replications would make that ± ${NARROW * 100} %.`,
  ];
}

/** Why the figures should not be trusted yet, each with what would help; nothing if there is no reason. */
export function doubts(outcome: Outcome): string[] {
  const { figures, scenario } = outcome;
  const { stratify } = scenario.run;
  const batched = [...outcome.batches.values()].some(({ longer }) => longer === 1);
  const needed = VALUES_MIN * stratify;
  const what = stratify === 1 ? "" : `, ${VALUES_MIN} blocks of ${stratify}`;
  const few =
    figures.length >= needed
      ? []
      : [
          `${figures.length} of ${needed} replications that an interval needs${what}: ${batched ? "only mean times have one, by batch means" : "there is none"}. Use --replications ${needed} or more.`,
        ];
  return [...few, ...correlated(outcome), ...wide(outcome)];
}

/** Mean times of one run that is too short for an interval of them. */
const correlated = ({ batches }: Outcome): string[] =>
  [...batches].flatMap(([name, { longer }]) =>
    longer === 1
      ? []
      : [
          Number.isFinite(longer)
            ? `successive values of ${name} are too much alike for an interval from one run of this length: one ${formatNumber(Math.ceil(longer * 10) / 10, 2)} times as long would do. Or run several, without their warm-up (sipnines warm-up).`
            : `${name} grows for as long as the run lasts: the load exceeds the capacity, and it has no mean.`,
        ],
  );

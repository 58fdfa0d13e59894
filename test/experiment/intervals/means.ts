/** How often intervals of means of independent values cover, law by law and number by number, beside Student's. */
import { Stream } from "../../../src/random/stream.ts";
import { replicatedMean } from "../../../src/statistics/replicated-mean.ts";
import { studentInterval } from "../../../src/statistics/student-interval.ts";
import { lognormal, times } from "./case.ts";

/** Laws of mean 1. */
const LAWS: Readonly<Record<string, (random: Stream) => number>> = {
  "normal, cv 0.3": (random) => 1 + 0.3 * random.normal(),
  "uniform from 0": (random) => 2 * random.uniform(),
  "beta (2, 8)": (random) => {
    const [two, eight] = [2, 8].map((k) => times(k, () => random.exponential()).reduce((sum, x) => sum + x));
    return (5 * two!) / (two! + eight!);
  },
  "Poisson, 2 expected": (random) => {
    let count = 0;
    for (let time = random.exponential(); time < 2; time += random.exponential()) count++;
    return count / 2;
  },
  exponential: (random) => random.exponential(),
  "log-normal, cv 1": lognormal(1),
  "1 + log-normal, cv 1": (random) => (1 + lognormal(1)(random)) / 2,
  // Γ(1 + 1/0.7)
  "Weibull, shape 0.7": (random) => random.exponential() ** (1 / 0.7) / 1.2658235060572,
  "log-normal, cv 2": lognormal(2),
};

const NUMBERS = [5, 6, 8, 10, 15, 20, 30, 60];

/** Of so many intervals: the share that covers, that of Student's, and the median width over his. */
function measured(law: string, n: number, count: number) {
  const random = new Stream(law, n);
  const [widths, usual]: [number[], number[]] = [[], []];
  let [covered, student] = [0, 0];
  for (let i = 0; i < count; i++) {
    const values = times(n, () => LAWS[law]!(random));
    const [one, other] = [replicatedMean(values, { least: 0 }), studentInterval(values)];
    if (other.low! <= 1 && 1 <= other.high!) student++;
    usual.push(other.high! - other.low!);
    if (one.low === null) continue; // all are alike
    widths.push(one.high! - one.low);
    if (one.low <= 1 && 1 <= one.high!) covered++;
  }
  const median = (all: number[]) => all.sort((x, y) => x - y)[Math.floor(all.length / 2)]!;
  return { covered: covered / widths.length, student: student / count, growth: median(widths) / median(usual) };
}

/** The table of docs/coverage.md. */
export function tableOfMeans(count: number): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const rows = Object.keys(LAWS).map((law) => {
    const found = NUMBERS.map((n) => measured(law, n, count));
    const cells = found.map(({ covered, growth }) => `${percent(covered)} (${growth.toFixed(2)})`);
    return `| ${law} | ${cells.join(" | ")} | ${percent(found[0]!.student)} … ${percent(found.at(-1)!.student)} |\n`;
  });
  const head = `| values | ${NUMBERS.join(" | ")} | Student's, from 5 to 60 |\n|---|${NUMBERS.map(() => "---|").join("")}---|\n`;
  return head + rows.join("");
}

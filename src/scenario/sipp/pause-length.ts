import type { Distribution } from "../../distributions/description.ts";
import { momentsOf, quantileOf } from "../../distributions/law.ts";
import { gamma } from "../../special/gamma-function.ts";
import { normalQuantile } from "../../special/normal-law.ts";
import { power } from "../../special/power.ts";
import { numberOf } from "./attributes.ts";
import type { Complain, Element } from "./tolerant-xml.ts";

/** Values that stand for a law that the simulator does not draw from: its quantiles at (i + ½)/1000. */
const QUANTILES = 1000;
/** SIPp keeps a pause as a whole number of milliseconds of 32 bits: 24.9 days. */
const LONGEST = 2 ** 31 - 1;
/** What is shorter on average is no pause, as SIPp has none below a millisecond [s]. */
const SHORTEST = 1e-6;
/** Greatest coefficient of variation, as scenario files have it. */
const CV_MAX = 100;
/** Most milliseconds to which a negative binomial law is added up. */
const FAILURES_MAX = 1e7;
/** The old notation, in which the name of the law is an attribute of its own. */
const OLD_NAMES = ["normal", "exponential", "lognormal", "weibull", "pareto", "gamma"];

/** Name, least and greatest value. */
type Parameter = readonly [name: string, least: number, most: number];
const at0 = (name: string): Parameter => [name, 0, Infinity];
const above0 = (name: string, most = Infinity): Parameter => [name, Number.MIN_VALUE, most];
/** As scenario files have it: a law further out is as good as none, or as a constant. */
const shape = (name: string): Parameter => [name, 0.051, 10_000];
const any = (name: string): Parameter => [name, -Infinity, Infinity];
const fixed = (milliseconds: number): Distribution => ({ kind: "deterministic", value: milliseconds / 1000 });

/** SIPp's laws, with the parameters that it asks for; durations come out in milliseconds. */
const LAWS: Readonly<
  Record<string, { parameters: readonly Parameter[]; read: (...p: number[]) => Distribution | null }>
> = {
  fixed: { parameters: [at0("value")], read: (value) => fixed(value!) },
  uniform: {
    parameters: [at0("min"), at0("max")],
    read: (low, high) => {
      if (low === high) return fixed(low!);
      return low! < high! ? { kind: "uniform", low: low! / 1000, high: high! / 1000 } : null;
    },
  },
  exponential: {
    parameters: [at0("mean")],
    read: (mean) => (mean === 0 ? fixed(0) : { kind: "exponential", mean: mean! / 1000 }),
  },
  normal: {
    parameters: [any("mean"), at0("stdev")],
    read: (mean, stdev) =>
      stdev === 0 ? fixed(Math.max(0, mean!)) : quantiles((p) => mean! + stdev! * normalQuantile(p)),
  },
  /** Mean and standard deviation of the logarithm of the milliseconds. */
  lognormal: {
    parameters: [any("mean"), at0("stdev")],
    read: (mu, sigma) =>
      sigma === 0
        ? fixed(Math.exp(mu!))
        : {
            kind: "lognormal",
            mean: Math.exp(mu! + sigma! ** 2 / 2) / 1000,
            cv: Math.sqrt(Math.expm1(sigma! ** 2)),
          },
  },
  /** Scale and shape. */
  weibull: {
    parameters: [above0("lambda"), shape("k")],
    read: (lambda, k) => ({ kind: "weibull", shape: k!, mean: (lambda! * gamma(1 + 1 / k!)) / 1000 }),
  },
  pareto: {
    parameters: [above0("k"), above0("x_m")],
    read: (k, least) => quantiles((p) => least! * power(1 - p, -1 / k!)),
  },
  gpareto: {
    parameters: [any("shape"), above0("scale"), any("location")],
    read: (shape, scale, location) =>
      quantiles((p) => location! - scale! * (shape === 0 ? Math.log1p(-p) : (1 - power(1 - p, -shape!)) / shape!)),
  },
  /** Shape and scale. */
  gamma: {
    parameters: [shape("k"), above0("theta")],
    read: (k, theta) => ({ kind: "gamma", shape: k!, mean: (k! * theta!) / 1000 }),
  },
  /** Failures before the n-th success of probability p, as milliseconds. */
  negbin: {
    parameters: [above0("n"), above0("p", 1)],
    read: (n, p) => (p === 1 ? fixed(0) : negativeBinomial(n!, p!)),
  },
};

/** What a `<pause>` says of its length. */
export interface PauseLength {
  /** Null: as long as SIPp's `-d` says. */
  readonly length: Distribution | null;
  /** What the model does differently; "" for nothing. */
  readonly note: string;
}

/** The length of a `<pause>` or `<timewait>`; what cannot be read is complained of. */
export function pauseLength(element: Element, complain: Complain): PauseLength | null {
  const { attributes, span } = element;
  const named = attributes.get("distribution");
  const old = OLD_NAMES.find((name) => attributes.has(name));
  const name = named?.value ?? old ?? (attributes.has("min") || attributes.has("max") ? "uniform" : undefined);
  const law = name === undefined ? null : Object.hasOwn(LAWS, name) ? LAWS[name]! : undefined;
  if (law === undefined) {
    complain({
      span: named?.span ?? span,
      found: `the distribution ${JSON.stringify(name)}`,
      expected: `one of ${Object.keys(LAWS).join(", ")}`,
      hint: "",
    });
    return null;
  }
  if (law === null && !attributes.has("milliseconds")) return { length: null, note: "" };
  const parameters = law?.parameters ?? [at0("milliseconds")];
  const values = parameters.map(([parameter, least, most]) => numberOf(element, parameter, least, complain, most));
  if (values.some((value) => value === null)) return null;
  const length = (law?.read ?? fixed)(...(values as [number, ...number[]]));
  const said = parameters.map(([parameter], i) => `${parameter} ${values[i]}`).join(", ");
  const lack = length === null ? `a ${name} law that exists` : lackOf(length);
  if (length === null || lack !== null) {
    const found =
      length === null
        ? `a ${name} law with ${said}`
        : `a pause that is not a matter of milliseconds: ${name ?? "fixed"}, ${said}`;
    const hint = name === "lognormal" ? lognormalHint(values as [number, number]) : "";
    complain({ span, found, expected: lack!, hint });
    return null;
  }
  if (momentsOf(length).mean < SHORTEST) return { length: fixed(0), note: "" };
  return {
    length,
    note:
      length.kind === "empirical"
        ? `${QUANTILES} quantiles stand for the ${name} law; its tails are cut off there`
        : "",
  };
}

/** What is asked of a law that this one does not give; null: nothing. SIPp too refuses a 99th percentile beyond its 32 bits. */
function lackOf(length: Distribution): string | null {
  const { mean, variance } = momentsOf(length);
  const isShort = mean * 1000 <= LONGEST && Number.isFinite(variance) && quantileOf(length, 0.99) * 1000 <= LONGEST;
  if (!isShort) return `99 of 100 pauses of at most ${LONGEST} ms (24.9 days), as SIPp does`;
  return length.kind === "lognormal" && length.cv > CV_MAX ? `a coefficient of variation of at most ${CV_MAX}` : null;
}

/** The logarithms of a law whose milliseconds have these moments. */
function lognormalHint([mean, stdev]: [number, number]): string {
  if (!(mean > 0)) return "";
  const variance = Math.log1p((stdev / mean) ** 2);
  const [mu, sigma] = [Math.log(mean) - variance / 2, Math.sqrt(variance)].map((x) => Number(x.toPrecision(5)));
  return `SIPp's mean and stdev are those of the logarithm of the milliseconds: for a mean of ${mean} ms and a standard deviation of ${stdev} ms write mean="${mu}" stdev="${sigma}".`;
}

/** A law by its quantiles; what would be negative is no pause at all, and what is too long is cut, as in SIPp. */
const quantiles = (quantile: (p: number) => number): Distribution => ({
  kind: "empirical",
  values: Array.from(
    { length: QUANTILES },
    (_, i) => Math.min(LONGEST + 1, Math.max(0, quantile((i + 0.5) / QUANTILES))) / 1000,
  ),
});

function negativeBinomial(n: number, p: number): Distribution | null {
  let failures = 0;
  /** By logarithms: no failure at all may be too rare for a number. */
  let logMass = n * Math.log(p);
  let below = Math.exp(logMass);
  const read = quantiles((q) => {
    while (below < q && failures <= FAILURES_MAX) {
      logMass += Math.log((n + failures) / (failures + 1)) + Math.log1p(-p);
      failures++;
      below += Math.exp(logMass);
    }
    return failures;
  });
  return failures > FAILURES_MAX ? null : read;
}

import { gamma } from "../../random/gamma-function.ts";
import { normalQuantile } from "../../random/normal-law.ts";
import type { Distribution } from "../../units/distribution.ts";
import { numberOf } from "./attributes.ts";
import type { Complain, Element } from "./located-xml.ts";

/** Values that stand for a law that the simulator does not draw from: its quantiles at (i + ½)/1000. */
const QUANTILES = 1000;
/** The old notation, in which the name of the law is an attribute of its own. */
const OLD_NAMES = ["normal", "exponential", "lognormal", "weibull", "pareto", "gamma"];
/** SIPp's laws, with the parameters that it asks for; durations come out in milliseconds. */
const LAWS: Readonly<Record<string, { parameters: readonly string[]; read: (...p: number[]) => Distribution | null }>> =
  {
    fixed: { parameters: ["value"], read: (value) => ({ kind: "deterministic", value: value! / 1000 }) },
    uniform: {
      parameters: ["min", "max"],
      read: (low, high) =>
        low === high
          ? { kind: "deterministic", value: low! / 1000 }
          : low! < high!
            ? { kind: "uniform", low: low! / 1000, high: high! / 1000 }
            : null,
    },
    exponential: {
      parameters: ["mean"],
      read: (mean) => positive(mean!) && { kind: "exponential", mean: mean! / 1000 },
    },
    normal: {
      parameters: ["mean", "stdev"],
      read: (mean, stdev) => positive(stdev!) && quantiles((p) => mean! + stdev! * normalQuantile(p)),
    },
    /** Mean and standard deviation of the logarithm of the milliseconds. */
    lognormal: {
      parameters: ["mean", "stdev"],
      read: (mu, sigma) =>
        positive(sigma!) && {
          kind: "lognormal",
          mean: Math.exp(mu! + sigma! ** 2 / 2) / 1000,
          cv: Math.sqrt(Math.expm1(sigma! ** 2)),
        },
    },
    /** Scale and shape. */
    weibull: {
      parameters: ["lambda", "k"],
      read: (lambda, k) =>
        positive(lambda!, k!) && { kind: "weibull", shape: k!, mean: (lambda! * gamma(1 + 1 / k!)) / 1000 },
    },
    pareto: {
      parameters: ["k", "x_m"],
      read: (k, least) => positive(k!, least!) && quantiles((p) => least! * (1 - p) ** (-1 / k!)),
    },
    /** Shape and scale. */
    gamma: {
      parameters: ["k", "theta"],
      read: (k, theta) => positive(k!, theta!) && { kind: "gamma", shape: k!, mean: (k! * theta!) / 1000 },
    },
    /** Failures before the n-th success of probability p, as milliseconds. */
    negbin: {
      parameters: ["n", "p"],
      read: (n, p) => (positive(n!, p!) && p! < 1 && (n! * (1 - p!)) / p! < 1e6 ? negativeBinomial(n!, p!) : null),
    },
  };

const positive = (...values: number[]): true | null => (values.every((value) => value > 0) ? true : null);

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
  if (name === undefined) {
    if (!attributes.has("milliseconds")) return { length: null, note: "" };
    const milliseconds = numberOf(element, "milliseconds", 0, complain);
    return milliseconds === null ? null : { length: { kind: "deterministic", value: milliseconds / 1000 }, note: "" };
  }
  const law = Object.hasOwn(LAWS, name) ? LAWS[name]! : null;
  if (law === null) {
    complain({
      span: named?.span ?? span,
      found: `the distribution ${JSON.stringify(name)}`,
      expected: `one of ${Object.keys(LAWS).join(", ")}`,
      hint: "",
    });
    return null;
  }
  const least = name === "lognormal" || name === "normal" ? -Infinity : 0;
  const values = law.parameters.map((parameter) => numberOf(element, parameter, least, complain));
  if (values.includes(null)) return null;
  const length = law.read(...(values as number[]));
  if (length === null) {
    complain({ span, found: "parameters that this law cannot have", expected: `a ${name} law that exists`, hint: "" });
    return null;
  }
  return {
    length,
    note:
      length.kind === "empirical"
        ? `${QUANTILES} quantiles stand for the ${name} law; its tails are cut off there`
        : "",
  };
}

/** A law by its quantiles; what would be negative is no pause at all, as in SIPp. */
const quantiles = (quantile: (p: number) => number): Distribution => ({
  kind: "empirical",
  values: Array.from({ length: QUANTILES }, (_, i) => Math.max(0, quantile((i + 0.5) / QUANTILES)) / 1000),
});

function negativeBinomial(n: number, p: number): Distribution | null {
  let failures = 0;
  let mass = p ** n;
  if (mass === 0) return null;
  let below = mass;
  return quantiles((q) => {
    while (below < q && mass > 0) {
      mass *= ((n + failures) / (failures + 1)) * (1 - p);
      failures++;
      below += mass;
    }
    return failures;
  });
}

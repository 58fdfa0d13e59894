import { power } from "../../special/power.ts";
import { folded } from "../../structure/fold.ts";
import type { LocatedProblem } from "./located.ts";
import type { Definitions } from "./open-psa-definitions.ts";
import { at, type XmlElement } from "./xml-element.ts";

type Numbers = readonly number[];

/** An expression: how many arguments it takes at least and at most, and what it makes of them. */
interface Operation {
  readonly least: number;
  readonly most: number;
  readonly of: (values: Numbers) => number;
}

const takes = (least: number, most: number, of: (values: Numbers) => number): Operation => ({ least, most, of });
const ANY = Infinity;

/** Random deviates, of which the mean is taken. */
const DEVIATES: ReadonlyMap<string, Operation> = new Map([
  ["uniform-deviate", takes(2, 2, ([low, high]) => (low! + high!) / 2)],
  ["normal-deviate", takes(2, 2, ([mean]) => mean!)],
  // Mean, error factor and its level; or μ and σ of the logarithm.
  [
    "lognormal-deviate",
    takes(2, 3, ([first, second, level]) => (level === undefined ? Math.exp(first! + second! ** 2 / 2) : first!)),
  ],
  ["gamma-deviate", takes(2, 2, ([shape, scale]) => shape! * scale!)],
  ["beta-deviate", takes(2, 2, ([alpha, beta]) => alpha! / (alpha! + beta!))],
]);

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ...DEVIATES,
  ["add", takes(1, ANY, (values) => values.reduce((a, b) => a + b))],
  ["mul", takes(1, ANY, (values) => values.reduce((a, b) => a * b))],
  ["sub", takes(1, ANY, (values) => values.reduce((a, b) => a - b))],
  ["div", takes(1, ANY, (values) => values.reduce((a, b) => a / b))],
  ["neg", takes(1, 1, ([value]) => -value!)],
  ["exponential", takes(2, 2, ([rate, time]) => failed(rate!, time!))],
  ["GLM", takes(4, 4, glm)],
  ["periodic-test", takes(4, 5, periodicTest)],
]);

/** 1 − e^(−rate · time). */
const failed = (rate: number, time: number): number => -Math.expm1(-rate * time);

/** On demand γ, failure rate λ, repair rate μ, time t: Open-PSA MEF §4.3. */
function glm([demand, failure, repair, time]: Numbers): number {
  const sum = failure! + repair!;
  if (sum === 0) return demand!;
  const decayed = failed(sum, time!);
  return (failure! / sum) * decayed + demand! * (1 - decayed);
}

/**
 * A component tested every τ, first at θ: failures are found by tests only. Four arguments, λ, τ, θ, t: what is found is mended at once.
 * Five, λ, μ, τ, θ, t: it is repaired at rate μ from then on, and may fail again, unnoticed until the next test. Open-PSA MEF §4.3.
 */
function periodicTest(values: Numbers): number {
  const [lambda, mu, tau, theta, time] = (values.length === 5 ? values : [values[0], Infinity, ...values.slice(1)]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (time <= theta || !(tau > 0)) return failed(lambda, time);
  const tests = Math.max(1, Math.ceil((time - theta) / tau));
  const last = time - theta - (tests - 1) * tau;
  let down = failed(lambda, theta);
  if (mu === Infinity) return failed(lambda, last);
  const keeps = downAfter(lambda, mu, tau, 1) - downAfter(lambda, mu, tau, 0);
  const begins = downAfter(lambda, mu, tau, 0);
  // down ← begins + keeps · down, as often as there are whole periods.
  const fixed = begins / (1 - keeps);
  down = keeps === 1 ? down : fixed + (down - fixed) * power(keeps, tests - 1);
  return downAfter(lambda, mu, last, down);
}

/** Probability of being down so long after a test that found the component down with a probability. */
function downAfter(lambda: number, mu: number, time: number, down: number): number {
  const unrepaired = Math.exp(-mu * time);
  const failedAgain =
    mu === lambda
      ? 1 - unrepaired - mu * time * unrepaired
      : failed(mu, time) - (mu / (mu - lambda)) * (Math.exp(-lambda * time) - unrepaired);
  return down * (unrepaired + failedAgain) + (1 - down) * failed(lambda, time);
}

/** Reads the numbers of an Open-PSA model: constants, parameters, arithmetic, lifetimes, deviates by their means. */
export class ExpressionReader {
  readonly #definitions: Definitions;
  readonly #missionTime: number;
  readonly #problems: LocatedProblem[];
  readonly #done = new Map<XmlElement, number>();
  #deviates = 0;

  /**
   * @param missionTime the time that `<system-mission-time/>` stands for, in the unit of the model
   * @param problems where problems are reported
   */
  constructor(definitions: Definitions, missionTime: number, problems: LocatedProblem[]) {
    this.#definitions = definitions;
    this.#missionTime = missionTime;
    this.#problems = problems;
  }

  /** What was read otherwise than it was written. */
  get notes(): readonly string[] {
    const count = this.#deviates;
    return count === 0
      ? []
      : [
          `${count} random ${count === 1 ? "deviate is" : "deviates are"} taken at the mean; the result has no uncertainty of its own.`,
        ];
  }

  /** The value of an expression; NaN after reporting a problem. */
  valueOf(expression: XmlElement): number {
    return folded<XmlElement, number>(expression, {
      partsOf: (element) => this.#partsOf(element),
      resultOf: (element, values) => this.#valueOf(element, values),
      onCircle: (way) =>
        this.#refuse(
          way.at(-1)!,
          "an expression that is part of itself, by the parameters in it",
          "definitions without a circle",
        ),
      done: this.#done,
    });
  }

  #partsOf(element: XmlElement): readonly XmlElement[] {
    const { name, children } = element;
    if (name === "parameter") return this.#bodyOfParameter(element);
    const operation = OPERATIONS.get(name);
    if (operation === undefined) return [];
    if (children.length >= operation.least && children.length <= operation.most) return children;
    const { least, most } = operation;
    const wanted = most === ANY ? `at least ${least}` : least === most ? least : `${least} or ${most}`;
    this.#refuse(element, `${children.length} arguments in <${name}>`, `${wanted}`);
    return [];
  }

  #bodyOfParameter(element: XmlElement): readonly XmlElement[] {
    const name = element.attributes["name"] ?? "";
    const definition = this.#definitions.meant(element, name, true);
    if (definition === undefined)
      this.#refuse(element, `the undeclared parameter "${name}"`, "one that <define-parameter> declares");
    else if (definition.bodies.length === 0)
      this.#refuse(definition.element, `the parameter "${name}" without a value`, "a value");
    return definition?.bodies.slice(0, 1) ?? [];
  }

  #valueOf(element: XmlElement, values: Numbers): number {
    const { name, attributes } = element;
    switch (name) {
      case "float":
      case "int":
        return this.#number(element, attributes["value"]);
      case "bool":
        return attributes["value"] === "true" ? 1 : 0;
      case "parameter":
        return values[0] ?? Number.NaN;
      case "system-mission-time":
        return this.#missionTime;
      default: {
        const operation = OPERATIONS.get(name);
        if (operation === undefined)
          return this.#refuse(
            element,
            `the expression <${name}>, which is not read`,
            'its value as <float value="…"/>',
          );
        if (DEVIATES.has(name)) this.#deviates++;
        return values.length < operation.least ? Number.NaN : operation.of(values);
      }
    }
  }

  #number(element: XmlElement, text: string | undefined): number {
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : this.#refuse(element, `value="${text ?? ""}"`, "a number");
  }

  #refuse(element: XmlElement, found: string, expected: string, hint = ""): number {
    this.#problems.push(at(element, found, expected, hint));
    return Number.NaN;
  }
}

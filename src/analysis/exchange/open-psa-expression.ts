import type { LocatedProblem } from "./located.ts";
import type { XmlElement } from "./xml-element.ts";

/** Reads the numbers of an Open-PSA model: constants, parameters, arithmetic, exponential and repairable lifetimes. */
export class ExpressionReader {
  readonly #parameters: ReadonlyMap<string, XmlElement>;
  readonly #missionTime: number;
  readonly #problems: LocatedProblem[];
  readonly #underWay = new Set<string>();

  /**
   * @param parameters the elements that define them, by name
   * @param missionTime the time that `<system-mission-time/>` stands for, in the unit of the model
   * @param problems where problems are reported
   */
  constructor(parameters: ReadonlyMap<string, XmlElement>, missionTime: number, problems: LocatedProblem[]) {
    this.#parameters = parameters;
    this.#missionTime = missionTime;
    this.#problems = problems;
  }

  /** The value of an expression; NaN after reporting a problem. */
  valueOf(expression: XmlElement): number {
    const { name, attributes, children } = expression;
    const parts = (): number[] => children.map((child) => this.valueOf(child));
    switch (name) {
      case "float":
      case "int":
        return this.#number(expression, attributes["value"]);
      case "bool":
        return attributes["value"] === "true" ? 1 : 0;
      case "parameter":
        return this.#parameter(expression, attributes["name"] ?? "");
      case "system-mission-time":
        return this.#missionTime;
      case "add":
        return parts().reduce((a, b) => a + b, 0);
      case "mul":
        return parts().reduce((a, b) => a * b, 1);
      case "sub":
        return parts().reduce((a, b) => a - b);
      case "div":
        return parts().reduce((a, b) => a / b);
      case "neg":
        return -(parts()[0] ?? Number.NaN);
      case "exponential": {
        const [rate, time] = this.#arguments(expression, 2);
        return -Math.expm1(-rate! * time!);
      }
      case "GLM": {
        // On demand γ, failure rate λ, repair rate μ, time t: Open-PSA MEF §4.3.
        const [demand, failure, repair, time] = this.#arguments(expression, 4);
        const sum = failure! + repair!;
        if (sum === 0) return demand!;
        const decayed = -Math.expm1(-sum * time!);
        return (failure! / sum) * decayed + demand! * (1 - decayed);
      }
      default:
        return this.#refuse(
          expression,
          `found the expression <${name}>, which is not read; give its value as <float value="…"/>.`,
        );
    }
  }

  #arguments(expression: XmlElement, count: number): number[] {
    if (expression.children.length === count) return expression.children.map((child) => this.valueOf(child));
    this.#refuse(expression, `<${expression.name}> found ${expression.children.length} arguments; expected ${count}.`);
    return new Array<number>(count).fill(Number.NaN);
  }

  #number(expression: XmlElement, text: string | undefined): number {
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : this.#refuse(expression, `found value="${text ?? ""}"; expected a number.`);
  }

  #parameter(expression: XmlElement, name: string): number {
    const definition = this.#parameters.get(name);
    if (definition === undefined)
      return this.#refuse(expression, `found the undeclared parameter "${name}"; declare it with <define-parameter>.`);
    if (this.#underWay.has(name))
      return this.#refuse(definition, `the parameter "${name}" is defined by itself; break the circle.`);
    const body = definition.children.find((child) => child.name !== "label" && child.name !== "attributes");
    if (body === undefined) return this.#refuse(definition, `the parameter "${name}" has no value; give it one.`);
    this.#underWay.add(name);
    const value = this.valueOf(body);
    this.#underWay.delete(name);
    return value;
  }

  #refuse({ line, column }: XmlElement, message: string): number {
    this.#problems.push({ line, column, message });
    return Number.NaN;
  }
}

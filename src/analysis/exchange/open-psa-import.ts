import type { Formula } from "../../structure/formula.ts";
import type { FaultTree } from "../fault-tree.ts";
import { type LocatedProblem, UnreadableText } from "./located.ts";
import { ExpressionReader } from "./open-psa-expression.ts";
import { readXml, type XmlElement } from "./xml-element.ts";

export interface OpenPsaOptions {
  /** The gate to solve, where several belong to no other. */
  readonly top?: string;
  /** What `<system-mission-time/>` stands for, in the unit of the model; 8760 (a year of hours) unless said otherwise. */
  readonly missionTime?: number;
}

/**
 * Reads a fault tree from an Open-PSA Model Exchange Format document: gates `and`, `or`, `atleast`, `not`, `xor`, `nand`,
 * `nor`, `imply` and `iff`, nested or named, basic and house events, parameters and their arithmetic. Containers
 * (`define-fault-tree`, `define-component`, `model-data`) only group; all names are public.
 *
 * @throws UnreadableText naming line and column of all that is wrong: undeclared or doubly declared events, cycles, gates
 *   without enough parts, probabilities outside 0 to 1, expressions and constructs that are not read
 * Source: S. Epstein & A. Rauzy, Open-PSA Model Exchange Format 2.0.
 */
export function readOpenPsa(text: string, options: OpenPsaOptions = {}): FaultTree {
  const root = readXml(text);
  const problems: LocatedProblem[] = [];
  if (root.name !== "opsa-mef") {
    throw new UnreadableText([at(root, `found <${root.name}>; expected an Open-PSA document, <opsa-mef>.`)]);
  }
  const definitions = collect(root, problems);
  const formulas = new FormulaReader(definitions, problems);
  const top = topGate(definitions, formulas, options.top, root, problems);
  const formula = top === undefined ? false : formulas.read(top);
  const expressions = new ExpressionReader(definitions.parameters, options.missionTime ?? 8760, problems);
  const probabilities = new Map<string, number>();
  for (const name of formulas.eventsUsed) {
    probabilities.set(name, probabilityOf(definitions.basicEvents.get(name)!, name, expressions, problems));
  }
  if (problems.length > 0)
    throw new UnreadableText([...problems].sort((a, b) => a.line - b.line || a.column - b.column));
  return { top: top!, formula, probabilities, gates: formulas.gatesUsed };
}

interface Definitions {
  readonly gates: ReadonlyMap<string, XmlElement>;
  readonly basicEvents: ReadonlyMap<string, XmlElement>;
  readonly houseEvents: ReadonlyMap<string, XmlElement>;
  readonly parameters: ReadonlyMap<string, XmlElement>;
}

const CONTAINERS = new Set(["opsa-mef", "define-fault-tree", "define-component", "model-data"]);
const REMARKS = new Set(["label", "attributes"]);

/** All definitions of a document, by kind and name. */
function collect(root: XmlElement, problems: LocatedProblem[]): Definitions {
  const gates = new Map<string, XmlElement>();
  const basicEvents = new Map<string, XmlElement>();
  const houseEvents = new Map<string, XmlElement>();
  const parameters = new Map<string, XmlElement>();
  const kinds: Readonly<Record<string, Map<string, XmlElement>>> = {
    "define-gate": gates,
    "define-basic-event": basicEvents,
    "define-house-event": houseEvents,
    "define-parameter": parameters,
  };
  const events = new Map<string, XmlElement>();
  const visit = (element: XmlElement): void => {
    for (const child of element.children) {
      const kind = kinds[child.name];
      if (CONTAINERS.has(child.name)) {
        visit(child);
      } else if (kind !== undefined) {
        const name = child.attributes["name"] ?? "";
        const before = kind === parameters ? parameters.get(name) : events.get(name);
        if (name === "") problems.push(at(child, `<${child.name}> has no name; expected name="…".`));
        else if (before !== undefined)
          problems.push(at(child, `"${name}" is defined already on line ${before.line}; rename one of them.`));
        kind.set(name, child);
        if (kind !== parameters) events.set(name, child);
      } else if (!REMARKS.has(child.name)) {
        problems.push(
          at(
            child,
            `found <${child.name}>, which is not read; expected gates, basic events, house events and parameters.`,
          ),
        );
      }
    }
  };
  visit(root);
  return { gates, basicEvents, houseEvents, parameters };
}

/** Turns gates into formulas, each gate once however many parents it has. */
class FormulaReader {
  readonly eventsUsed = new Set<string>();
  readonly #definitions: Definitions;
  readonly #problems: LocatedProblem[];
  readonly #done = new Map<string, Formula>();
  readonly #path: string[] = [];

  constructor(definitions: Definitions, problems: LocatedProblem[]) {
    this.#definitions = definitions;
    this.#problems = problems;
  }

  get gatesUsed(): number {
    return this.#done.size;
  }

  /** The formula of a gate that is defined. */
  read(gate: string): Formula {
    const known = this.#done.get(gate);
    if (known !== undefined) return known;
    const definition = this.#definitions.gates.get(gate)!;
    this.#path.push(gate);
    const bodies = definition.children.filter((child) => !REMARKS.has(child.name));
    const body = bodies[0];
    let formula: Formula = false;
    if (body === undefined || bodies.length > 1)
      this.#refuse(definition, `gate "${gate}" found ${bodies.length} formulas; expected one.`);
    else formula = this.#formula(body);
    this.#path.pop();
    this.#done.set(gate, formula);
    return formula;
  }

  #formula(element: XmlElement): Formula {
    switch (element.name) {
      case "event":
      case "gate":
      case "basic-event":
      case "house-event":
        return this.#reference(element);
      case "constant":
        return element.attributes["value"] === "true";
      case "and":
        return { and: this.#parts(element, 1) };
      case "or":
        return { or: this.#parts(element, 1) };
      case "nand":
        return { not: { and: this.#parts(element, 1) } };
      case "nor":
        return { not: { or: this.#parts(element, 1) } };
      case "xor":
        return { xor: this.#parts(element, 2) };
      case "iff":
        return { not: { xor: this.#parts(element, 2, 2) } };
      case "imply": {
        const [premise, conclusion] = this.#parts(element, 2, 2);
        return { or: [{ not: premise ?? false }, conclusion ?? false] };
      }
      case "not":
        return { not: this.#parts(element, 1, 1)[0] ?? false };
      case "atleast":
        return this.#atLeast(element);
      default:
        this.#refuse(
          element,
          `found <${element.name}>; expected a gate (and, or, atleast, not, xor, …) or a reference to an event.`,
        );
        return false;
    }
  }

  #parts(element: XmlElement, least: number, most = Number.POSITIVE_INFINITY): Formula[] {
    const n = element.children.length;
    if (n < least || n > most) {
      this.#refuse(
        element,
        `<${element.name}> found ${n} parts; expected ${least === most ? least : `at least ${least}`}.`,
      );
    }
    return element.children.map((child) => this.#formula(child));
  }

  #atLeast(element: XmlElement): Formula {
    const of = this.#parts(element, 1);
    const text = element.attributes["min"];
    const k = Number(text);
    if (!Number.isInteger(k) || k < 1 || k > of.length) {
      this.#refuse(
        element,
        `<atleast> found min="${text ?? ""}"; expected a whole number from 1 to ${of.length}, its parts.`,
      );
      return false;
    }
    return { atLeast: k, of };
  }

  #reference(element: XmlElement): Formula {
    const name = element.attributes["name"] ?? "";
    const wanted = element.attributes["type"] ?? element.name;
    const { gates, basicEvents, houseEvents } = this.#definitions;
    const any = wanted === "event";
    if ((any || wanted === "gate") && gates.has(name)) return this.#gate(element, name);
    if ((any || wanted === "basic-event") && basicEvents.has(name)) {
      this.eventsUsed.add(name);
      return name;
    }
    if ((any || wanted === "house-event") && houseEvents.has(name)) return houseValue(houseEvents.get(name)!);
    const other = gates.has(name)
      ? "gate"
      : basicEvents.has(name)
        ? "basic event"
        : houseEvents.has(name)
          ? "house event"
          : "";
    this.#refuse(
      element,
      other === ""
        ? `found the undeclared ${wanted} "${name}"; declare it, or correct its name.`
        : `"${name}" is a ${other}; expected a ${wanted}.`,
    );
    return false;
  }

  #gate(element: XmlElement, name: string): Formula {
    const begins = this.#path.indexOf(name);
    if (begins === -1) return this.read(name);
    this.#refuse(
      element,
      `gate "${name}" depends on itself: ${[...this.#path.slice(begins), name].join(" → ")}; break the circle.`,
    );
    return false;
  }

  #refuse(element: XmlElement, message: string): void {
    this.#problems.push(at(element, message));
  }
}

function houseValue(definition: XmlElement): boolean {
  return definition.children.some((child) => child.name === "constant" && child.attributes["value"] === "true");
}

/** The gate asked for, or the only one that is part of no other. */
function topGate(
  { gates }: Definitions,
  formulas: FormulaReader,
  asked: string | undefined,
  root: XmlElement,
  problems: LocatedProblem[],
): string | undefined {
  if (asked !== undefined) {
    if (gates.has(asked)) return asked;
    problems.push(at(root, `found no gate "${asked}"; expected one of ${[...gates.keys()].slice(0, 10).join(", ")}.`));
    return undefined;
  }
  const referenced = new Set<string>();
  const visit = (element: XmlElement): void => {
    if (element.name === "gate" || element.name === "event") referenced.add(element.attributes["name"] ?? "");
    element.children.forEach(visit);
  };
  for (const gate of gates.values()) visit(gate);
  const tops = [...gates.keys()].filter((name) => !referenced.has(name));
  if (tops.length === 1) return tops[0];
  if (tops.length === 0 && gates.size > 0) formulas.read([...gates.keys()][0]!);
  if (problems.length === 0 || tops.length > 1) {
    const found =
      gates.size === 0
        ? "no gates"
        : `${tops.length} gates that are part of no other (${tops.slice(0, 10).join(", ")})`;
    problems.push(at(root, `found ${found}; expected one top gate, or its name.`));
  }
  return undefined;
}

function probabilityOf(
  definition: XmlElement,
  name: string,
  expressions: ExpressionReader,
  problems: LocatedProblem[],
): number {
  const body = definition.children.find((child) => !REMARKS.has(child.name));
  if (body === undefined) {
    problems.push(
      at(definition, `basic event "${name}" has no probability; give it one, such as <float value="1e-3"/>.`),
    );
    return Number.NaN;
  }
  const value = expressions.valueOf(body);
  if (value < 0 || value > 1)
    problems.push(at(body, `basic event "${name}" found probability ${value}; expected 0 to 1.`));
  return value;
}

function at({ line, column }: XmlElement, message: string): LocatedProblem {
  return { line, column, message };
}

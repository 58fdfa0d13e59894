import { folded } from "../../structure/fold.ts";
import type { Formula } from "../../structure/formula.ts";
import type { FaultTree } from "../fault-tree.ts";
import { type LocatedProblem, UnreadableText } from "./located.ts";
import { type Definition, Definitions } from "./open-psa-definitions.ts";
import { ExpressionReader } from "./open-psa-expression.ts";
import { at, descendants, readXml, type XmlElement } from "./xml-element.ts";

export interface OpenPsaOptions {
  /** The gate to solve, where several belong to no other. */
  readonly top?: string;
  /** What `<system-mission-time/>` stands for, in the unit of the model; 8760 (a year of hours) unless said otherwise. */
  readonly missionTime?: number;
}

/**
 * Reads a fault tree from Open-PSA Model Exchange Format documents, one or several that make up a model: gates `and`, `or`,
 * `atleast`, `cardinality`, `not`, `xor`, `nand`, `nor`, `imply` and `iff`, nested or named, basic and house events, parameters and
 * their expressions. Names may be private to a component.
 *
 * @throws UnreadableText naming line and column of all that is wrong: undeclared or doubly declared events, cycles, gates
 *   without enough parts, probabilities outside 0 to 1, expressions and constructs that are not read
 * Source: S. Epstein & A. Rauzy, Open-PSA Model Exchange Format 2.0.
 */
export function readOpenPsa(texts: string | readonly string[], options: OpenPsaOptions = {}): FaultTree {
  const problems: LocatedProblem[] = [];
  const roots = [texts].flat().map((text, file) => readXml(text, file));
  for (const root of roots) {
    if (root.name !== "opsa-mef")
      throw new UnreadableText([at(root, `<${root.name}>`, "an Open-PSA document, <opsa-mef>")]);
  }
  const definitions = new Definitions(roots, problems);
  const formulas = new FormulaReader(definitions, problems);
  const top = topGate(definitions, formulas, options.top, roots[0]!, problems);
  const formula = top === undefined ? false : formulas.read(top);
  const expressions = new ExpressionReader(definitions, options.missionTime ?? 8760, problems);
  const probabilities = new Map<string, number>();
  for (const event of formulas.eventsUsed) probabilities.set(event.name, probabilityOf(event, expressions, problems));
  if (problems.length > 0) {
    throw new UnreadableText(
      [...problems].sort((a, b) => (a.file ?? 0) - (b.file ?? 0) || a.line - b.line || a.column - b.column),
    );
  }
  return { top: top!.name, formula, probabilities, gates: formulas.gatesUsed, notes: expressions.notes };
}

/** Turns gates into formulas, each gate once however many parents it has. */
class FormulaReader {
  readonly eventsUsed = new Set<Definition>();
  readonly #definitions: Definitions;
  readonly #problems: LocatedProblem[];
  readonly #done = new Map<XmlElement, Formula>();
  readonly #gates = new Map<XmlElement, Definition>();

  constructor(definitions: Definitions, problems: LocatedProblem[]) {
    this.#definitions = definitions;
    this.#problems = problems;
    for (const gate of definitions.all) if (gate.kind === "gate") this.#gates.set(gate.element, gate);
  }

  get gatesUsed(): number {
    return [...this.#gates.keys()].filter((element) => this.#done.has(element)).length;
  }

  /** The formula of a gate that is defined. */
  read(gate: Definition): Formula {
    return folded<XmlElement, Formula>(gate.element, {
      partsOf: (element) => this.#partsOf(element),
      resultOf: (element, parts) => this.#formulaOf(element, parts),
      onCircle: (way) => this.#circle(way),
      done: this.#done,
    });
  }

  /** What stands in a gate's formula; for a reference to a gate its definition, for a definition its formula. */
  #partsOf(element: XmlElement): readonly XmlElement[] {
    const gate = this.#gates.get(element);
    if (gate !== undefined) {
      if (gate.bodies.length === 1) return gate.bodies;
      this.#refuse(element, `${gate.bodies.length} formulas in gate "${gate.name}"`, "one");
      return [];
    }
    switch (element.name) {
      case "event":
      case "gate":
      case "basic-event":
      case "house-event": {
        const meant = this.#definitions.meant(element, element.attributes["name"] ?? "");
        return meant?.kind === "gate" && isWanted(element, meant) ? [meant.element] : [];
      }
      case "constant":
        return [];
      case "not":
        return this.#counted(element, 1, 1);
      case "xor":
        return this.#counted(element, 2);
      case "iff":
      case "imply":
        return this.#counted(element, 2, 2);
      case "and":
      case "or":
      case "nand":
      case "nor":
      case "atleast":
      case "cardinality":
        return this.#counted(element, 1);
      default:
        this.#refuse(element, `<${element.name}>`, "a gate (and, or, atleast, not, xor, …) or a reference to an event");
        return [];
    }
  }

  #counted(element: XmlElement, least: number, most = Infinity): readonly XmlElement[] {
    const n = element.children.length;
    if (n < least || n > most) {
      this.#refuse(element, `${n} parts in <${element.name}>`, least === most ? `${least}` : `at least ${least}`);
    }
    return element.children;
  }

  #formulaOf(element: XmlElement, parts: readonly Formula[]): Formula {
    if (this.#gates.has(element)) return parts[0] ?? false;
    switch (element.name) {
      case "constant":
        return element.attributes["value"] === "true";
      case "and":
        return { and: parts };
      case "or":
        return { or: parts };
      case "nand":
        return { not: { and: parts } };
      case "nor":
        return { not: { or: parts } };
      case "xor":
        return { xor: parts };
      case "iff":
        return { not: { xor: parts } };
      case "imply":
        return { or: [{ not: parts[0] ?? false }, parts[1] ?? false] };
      case "not":
        return { not: parts[0] ?? false };
      case "atleast":
        return this.#count(element, "min", 1, parts.length) === undefined
          ? false
          : { atLeast: Number(element.attributes["min"]), of: parts };
      case "cardinality":
        return this.#cardinality(element, parts);
      default:
        return this.#reference(element, parts);
    }
  }

  #cardinality(element: XmlElement, parts: readonly Formula[]): Formula {
    const min = this.#count(element, "min", 0, parts.length);
    const max = min === undefined ? undefined : this.#count(element, "max", min, parts.length);
    if (min === undefined || max === undefined) return false;
    const enough: Formula = min === 0 ? true : { atLeast: min, of: parts };
    return max === parts.length ? enough : { and: [enough, { not: { atLeast: max + 1, of: parts } }] };
  }

  /** A number of parts that an attribute gives; undefined after reporting a problem. */
  #count(element: XmlElement, attribute: "min" | "max", least: number, parts: number): number | undefined {
    const text = element.attributes[attribute] ?? "";
    const count = Number(text);
    if (text.trim() !== "" && Number.isInteger(count) && count >= least && count <= parts) return count;
    this.#refuse(
      element,
      `${attribute}="${text}" in <${element.name}>`,
      `a whole number from ${least} to ${parts}, its parts`,
    );
    return undefined;
  }

  #reference(element: XmlElement, parts: readonly Formula[]): Formula {
    const name = element.attributes["name"] ?? "";
    const meant = this.#definitions.meant(element, name);
    const wanted = wantedKind(element);
    if (!/^(?:event|gate|basic-event|house-event)$/.test(element.name)) return false; // refused already
    if (meant === undefined || !isWanted(element, meant)) {
      if (meant === undefined)
        this.#refuse(
          element,
          `the undeclared ${wanted} "${name}"`,
          "one that is declared",
          "Declare it, or correct its name.",
        );
      else this.#refuse(element, `"${name}", a ${meant.kind}`, `a ${wanted}`);
      return false;
    }
    if (meant.kind === "gate") return parts[0] ?? false;
    if (meant.kind === "house event")
      return meant.bodies.some((body) => body.name === "constant" && body.attributes["value"] === "true");
    this.eventsUsed.add(meant);
    return meant.name;
  }

  #circle(way: readonly XmlElement[]): Formula {
    const names = way.flatMap((element) => this.#gates.get(element)?.name ?? []);
    this.#refuse(
      way.at(-2)!,
      `gate "${names[0]}", which depends on itself: ${shortened(names).join(" → ")}`,
      "definitions without a circle",
    );
    return false;
  }

  #refuse(element: XmlElement, found: string, expected: string, hint = ""): void {
    this.#problems.push(at(element, found, expected, hint));
  }
}

/** A long way by its ends. */
const shortened = (names: readonly string[]): readonly string[] =>
  names.length <= 12 ? names : [...names.slice(0, 6), "…", ...names.slice(-5)];

const wantedKind = (element: XmlElement): string => element.attributes["type"] ?? element.name;

const isWanted = (element: XmlElement, { kind }: Definition): boolean =>
  wantedKind(element) === "event" || wantedKind(element) === kind.replace(" ", "-");

/** The gate asked for, or the only one that is part of no other. */
function topGate(
  definitions: Definitions,
  formulas: FormulaReader,
  asked: string | undefined,
  root: XmlElement,
  problems: LocatedProblem[],
): Definition | undefined {
  const gates = definitions.all.filter(({ kind }) => kind === "gate");
  const names = (some: readonly Definition[]): string =>
    some
      .slice(0, 10)
      .map(({ name }) => name)
      .join(", ");
  if (asked !== undefined) {
    const found = gates.find(({ name }) => name === asked);
    if (found === undefined) problems.push(at(root, `no gate "${asked}"`, `one of ${names(gates)}`));
    return found;
  }
  const referenced = new Set<Definition | undefined>();
  for (const gate of gates) {
    for (const element of descendants(gate.element)) {
      if (element.name === "gate" || element.name === "event")
        referenced.add(definitions.meant(element, element.attributes["name"] ?? ""));
    }
  }
  const tops = gates.filter((gate) => !referenced.has(gate));
  if (tops.length === 1) return tops[0];
  if (tops.length === 0 && gates.length > 0) formulas.read(gates[0]!);
  if (problems.length === 0 || tops.length > 1) {
    const found = gates.length === 0 ? "no gates" : `${tops.length} gates that are part of no other (${names(tops)})`;
    problems.push(at(root, `${found}`, "one top gate, or its name"));
  }
  return undefined;
}

function probabilityOf(event: Definition, expressions: ExpressionReader, problems: LocatedProblem[]): number {
  const body = event.bodies[0];
  if (body === undefined) {
    problems.push(
      at(event.element, `basic event "${event.name}" without a probability`, 'one, such as <float value="1e-3"/>'),
    );
    return Number.NaN;
  }
  const before = problems.length;
  const value = expressions.valueOf(body);
  if (problems.length === before && !(value >= 0 && value <= 1))
    problems.push(at(body, `probability ${value} in basic event "${event.name}"`, "0 to 1"));
  return value;
}

import type { LocatedProblem } from "./located.ts";
import { at, descendants, type XmlElement } from "./xml-element.ts";

/** What a reference may mean. */
export type ReferenceKind = "gate" | "basic event" | "house event" | "parameter";

/** A gate, event or parameter that is defined. */
export interface Definition {
  readonly kind: ReferenceKind;
  /** Its own name; that of a private one with the containers it belongs to, as in `pumps.A.valve`. */
  readonly name: string;
  readonly element: XmlElement;
  /** What it is defined as: the children of its element that are no remarks. */
  readonly bodies: readonly XmlElement[];
}

const CONTAINERS = new Set(["opsa-mef", "define-fault-tree", "define-component", "model-data"]);
const REMARKS = new Set(["label", "attributes"]);
const KINDS: ReadonlyMap<string, ReferenceKind> = new Map([
  ["define-gate", "gate"],
  ["define-basic-event", "basic event"],
  ["define-house-event", "house event"],
  ["define-parameter", "parameter"],
]);

/**
 * All definitions of a model, from one document or several, and who means which by a name.
 *
 * Public ones are known everywhere by their own name, private ones within the container they belong to; both by the names of
 * their containers and their own, joined by dots. Events and gates share their names, parameters have theirs.
 *
 * Source: S. Epstein & A. Rauzy, Open-PSA Model Exchange Format 2.0, on fault tree structure.
 */
export class Definitions {
  readonly all: readonly Definition[];
  readonly #byName = new Map<string, Definition>();
  /** Containers in which elements stand that refer to others, from the outermost, joined by dots; absent: in none. */
  readonly #places = new Map<XmlElement, string>();

  constructor(roots: readonly XmlElement[], problems: LocatedProblem[]) {
    const all: Definition[] = [];
    const pending = [...roots].reverse().map((element) => ({ element, place: "", isPrivate: false }));
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { element, place, isPrivate } = next;
      const kind = KINDS.get(element.name);
      if (CONTAINERS.has(element.name)) {
        const own = element.attributes["name"];
        const role = element.attributes["role"];
        const inside = {
          place: own === undefined || element.name === "model-data" ? place : joined(place, own),
          isPrivate: role === undefined ? isPrivate : role === "private",
        };
        for (const child of [...element.children].reverse()) pending.push({ element: child, ...inside });
      } else if (kind !== undefined) {
        const definition = this.#define(kind, element, place, isPrivate, problems);
        if (definition !== undefined) all.push(definition);
        if (place !== "") for (const child of descendants(element)) this.#places.set(child, place);
      } else if (!REMARKS.has(element.name)) {
        problems.push(
          at(element, `<${element.name}>, which is not read`, "gates, basic events, house events and parameters"),
        );
      }
    }
    this.all = all;
  }

  /** What an element means by a name: what is known innermost around it. */
  meant(by: XmlElement, name: string, isParameter = false): Definition | undefined {
    const space = isParameter ? "parameter " : "";
    for (
      let place = this.#places.get(by) ?? "";
      place !== "";
      place = place.slice(0, Math.max(0, place.lastIndexOf(".")))
    ) {
      const near = this.#byName.get(space + joined(place, name));
      if (near !== undefined) return near;
    }
    return this.#byName.get(space + name);
  }

  #define(
    kind: ReferenceKind,
    element: XmlElement,
    place: string,
    isPrivateHere: boolean,
    problems: LocatedProblem[],
  ): Definition | undefined {
    const own = element.attributes["name"] ?? "";
    if (own === "") {
      problems.push(at(element, `<${element.name}> without a name`, 'name="…"'));
      return undefined;
    }
    const role = element.attributes["role"];
    const isPrivate = place !== "" && (role === undefined ? isPrivateHere : role === "private");
    const name = isPrivate ? joined(place, own) : own;
    const space = kind === "parameter" ? "parameter " : "";
    const before = this.#byName.get(space + name);
    if (before !== undefined)
      problems.push(
        at(element, `"${name}", which is defined already on line ${before.element.line}`, "different names"),
      );
    const bodies = element.children.filter((child) => !REMARKS.has(child.name));
    const definition = { kind, name, element, bodies };
    if (before === undefined) this.#byName.set(space + name, definition);
    if (place !== "" && !this.#byName.has(space + joined(place, own)))
      this.#byName.set(space + joined(place, own), definition);
    return definition;
  }
}

const joined = (place: string, name: string): string => (place === "" ? name : `${place}.${name}`);

import { isTrue } from "./attributes.ts";
import type { Element } from "./tolerant-xml.ts";

/**
 * What is known of a variable: a number, a truth, a text, "set" where it is known to hold something and "never" where nothing has been put into
 * it; undefined where it depends on messages, which have no text here.
 */
export type Known = number | boolean | "set" | "never" | { readonly text: string } | undefined;

/** Variables of a call as far as they can be reckoned without messages. */
export class Variables {
  readonly #values: ReadonlyMap<string, Known>;

  constructor(values: ReadonlyMap<string, Known> = new Map()) {
    this.#values = values;
  }

  get(name: string): Known {
    return this.#values.has(name) ? this.#values.get(name) : "never";
  }

  with(name: string, value: Known): Variables {
    return new Variables(new Map(this.#values).set(name, value));
  }

  /** Whether a branch by a variable is taken, as SIPp decides it: a truth by itself, anything else if it holds something. */
  holds(name: string): boolean | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === "boolean") return value;
    return value !== "never";
  }

  /** The same for the same values. */
  get key(): string {
    return JSON.stringify(
      [...this.#values]
        .map(([name, value]) => [name, value ?? "?"])
        .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1)),
    );
  }

  /** What the actions of a command make of them. */
  after(command: Element): Variables {
    let variables: Variables = this;
    for (const { name, children } of command.children)
      if (name === "action") for (const action of children) variables = variables.#after(action);
    return variables;
  }

  #after(action: Element): Variables {
    const targets = (action.attributes.get("assign_to")?.value ?? "").split(",").map((name) => name.trim());
    const [target = ""] = targets;
    if (target === "") return this;
    const assert = (value: Known) => this.with(target, value);
    switch (action.name) {
      case "assign":
        return assert(numberIn(action, "value"));
      case "assignstr":
        return assert(textIn(action, "value"));
      case "todouble":
        return assert(asNumber(this.#operand(action, "variable")));
      case "add":
      case "subtract":
      case "multiply":
      case "divide": {
        const by = asNumber(
          action.attributes.has("value") ? numberIn(action, "value") : this.#operand(action, "variable"),
        );
        const before = asNumber(this.get(target));
        return assert(before === undefined || by === undefined ? undefined : reckoned(action.name, before, by));
      }
      case "test": {
        const [left, right] = [asNumber(this.#operand(action, "variable")), asNumber(this.#other(action))];
        const compare = action.attributes.get("compare")?.value ?? "";
        return assert(left === undefined || right === undefined ? undefined : compared(compare, left, right));
      }
      case "strcmp": {
        const [left, right] = [textOf(this.#operand(action, "variable")), textOf(this.#other(action))];
        if (left === undefined || right === undefined) return assert(undefined);
        return assert(left === right ? 0 : left < right ? -1 : 1);
      }
      case "verifyauth":
        return assert(true);
      case "sample":
      case "gettimeofday":
        return targets.reduce<Variables>((variables, name) => variables.with(name, "set"), this);
      default: {
        // What is searched for is there where the call would fail without it.
        const value = isTrue(action, "check_it") ? "set" : undefined;
        return targets.reduce<Variables>((variables, name) => variables.with(name, value), this);
      }
    }
  }

  #operand(action: Element, attribute: string): Known {
    const name = action.attributes.get(attribute)?.value;
    return name === undefined ? undefined : this.get(name);
  }

  #other(action: Element): Known {
    if (action.attributes.has("variable2")) return this.#operand(action, "variable2");
    return action.name === "test" ? numberIn(action, "value") : textIn(action, "value");
  }
}

function numberIn({ attributes }: Element, name: string): number | undefined {
  const value = Number(attributes.get(name)?.value || Number.NaN);
  return Number.isNaN(value) ? undefined : value;
}

/** A text with a keyword in square brackets is known to SIPp alone. */
function textIn({ attributes }: Element, name: string): Known {
  const text = attributes.get(name)?.value ?? "";
  return text.includes("[") ? undefined : { text };
}

function asNumber(value: Known): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "object") return undefined;
  const number = Number(value.text || Number.NaN);
  return Number.isNaN(number) ? undefined : number;
}

const textOf = (value: Known): string | undefined =>
  typeof value === "object" ? value.text : typeof value === "number" ? String(value) : undefined;

const reckoned = (operation: string, before: number, by: number): number | undefined => {
  if (operation === "add") return before + by;
  if (operation === "subtract") return before - by;
  if (operation === "multiply") return before * by;
  return by === 0 ? undefined : before / by;
};

/** `compare` of a `<test>`. */
function compared(compare: string, left: number, right: number): boolean | undefined {
  switch (compare) {
    case "equal":
      return left === right;
    case "not_equal":
      return left !== right;
    case "greater_than":
      return left > right;
    case "less_than":
      return left < right;
    case "greater_than_equal":
      return left >= right;
    case "less_than_equal":
      return left <= right;
    default:
      return undefined;
  }
}

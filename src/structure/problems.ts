import type { Complaint } from "../units/refused.ts";

/** Deepest nesting accepted. Hand-written needs use three or four levels; published fault trees stay under a hundred. */
export const DEPTH_MAX = 200;

const SHAPES = "a component name, or one of { allOf: […] }, { anyOf: […] }, { atLeast: k, of: […] }";

/**
 * All that is wrong with a value that should be a `Structure`, in reading order; empty when it is one.
 *
 * A component may be mentioned any number of times. Parts shared by reference are checked once.
 *
 * @param value anything, typically parsed YAML or JSON
 * @param known names that may be mentioned; when absent every non-empty name may
 */
export function structureProblems(value: unknown, known?: ReadonlySet<string>): Complaint[] {
  const problems: Complaint[] = [];
  const heights = new Map<object, number>();
  const report = (path: Complaint["path"], found: string, expected: string, hint = ""): void => {
    problems.push({ path, found, expected, hint });
  };

  const list = (parts: unknown, path: readonly (string | number)[], what: string): number => {
    if (!Array.isArray(parts)) {
      report(path, `${describe(parts)}`, "a list of parts");
      return 0;
    }
    if (parts.length === 0) report(path, "an empty list", "at least one part", `${what}.`);
    return parts.reduce((height: number, part, index) => Math.max(height, check(part, [...path, index])), 0);
  };

  /** Reports the problems of one part and returns its height. */
  const check = (part: unknown, path: readonly (string | number)[]): number => {
    if (typeof part === "string") {
      checkName(part, path);
      return 1;
    }
    if (typeof part !== "object" || part === null || Array.isArray(part)) {
      report(path, `${describe(part)}`, `${SHAPES}`);
      return 1;
    }
    const before = heights.get(part);
    if (before !== undefined) return before;
    if (path.length > 2 * DEPTH_MAX) return DEPTH_MAX + 1;
    const height = 1 + checkGate(part as Record<string, unknown>, path);
    heights.set(part, height);
    return height;
  };

  const checkName = (name: string, path: readonly (string | number)[]): void => {
    if (name.trim() === "") report(path, "an empty name", "the name of a component");
    else if (known !== undefined && !known.has(name)) {
      report(path, `the unknown component "${name}"`, `one of ${listed(known)}`);
    }
  };

  const checkGate = (gate: Record<string, unknown>, path: readonly (string | number)[]): number => {
    const keys = Object.keys(gate);
    if (keys.length === 1 && keys[0] === "allOf") {
      return list(gate["allOf"], [...path, "allOf"], "A service that needs all of nothing is always up");
    }
    if (keys.length === 1 && keys[0] === "anyOf") {
      return list(gate["anyOf"], [...path, "anyOf"], "A service that needs any of nothing is never up");
    }
    if (keys.length === 2 && "atLeast" in gate && "of" in gate) {
      const k = gate["atLeast"];
      const of = gate["of"];
      const n = Array.isArray(of) ? of.length : 0;
      if (typeof k !== "number" || !Number.isInteger(k) || k < 1) {
        report([...path, "atLeast"], `${describe(k)}`, `a whole number from 1 to ${Math.max(n, 1)}`);
      } else if (n > 0 && k > n) {
        report([...path, "atLeast"], `${k} of ${n}: never up`, `at most ${n}, or more parts`);
      }
      return list(of, [...path, "of"], "There is nothing to count");
    }
    report(path, `{ ${keys.join(", ")} }`, `${SHAPES}`);
    return 0;
  };

  if (check(value, []) > DEPTH_MAX) {
    report([], `a nesting of more than ${DEPTH_MAX} levels, or a part that contains itself`, "a shallower structure");
  }
  return problems;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? `"${value}"` : `${typeof value} ${String(value)}`;
}

function listed(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, 12).map((name) => `"${name}"`);
  return names.size > shown.length ? `${shown.join(", ")}, … (${names.size} in all)` : shown.join(", ");
}

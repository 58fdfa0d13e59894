import { type DecisionDiagram, ONE, ZERO } from "./decision-diagram.ts";

const AND = 1;
const OR = 2;
const NOT = 3;
const XOR = 4;

/** The function that holds where both f and g do. */
export const and = (diagram: DecisionDiagram, f: number, g: number): number => combined(diagram, AND, f, g);

/** The function that holds where f or g does. */
export const or = (diagram: DecisionDiagram, f: number, g: number): number => combined(diagram, OR, f, g);

/** The function that holds where exactly one of f and g does. */
export const xor = (diagram: DecisionDiagram, f: number, g: number): number => combined(diagram, XOR, f, g);

/** The function that holds where f does not. */
export const not = (diagram: DecisionDiagram, f: number): number => combined(diagram, NOT, f, f);

/** The result where it needs no expansion, or −1. */
function atOnce(operation: number, f: number, g: number): number {
  switch (operation) {
    case AND:
      return f === ZERO || g === ZERO ? ZERO : f === ONE || f === g ? g : g === ONE ? f : -1;
    case OR:
      return f === ONE || g === ONE ? ONE : f === ZERO || f === g ? g : g === ZERO ? f : -1;
    case XOR:
      return f === g ? ZERO : f === ZERO ? g : g === ZERO ? f : -1;
    default:
      return f <= ONE ? ONE - f : -1;
  }
}

/** Expansions under way, innermost last: the two functions, and the result of the low branch once it is known. */
let firsts = new Int32Array(1 << 10);
let seconds = new Int32Array(1 << 10);
let lows = new Int32Array(1 << 10);

/** Shannon's expansion on the first event that either function tests, without recursion: diagrams may have any number of levels. */
function combined(diagram: DecisionDiagram, operation: number, f: number, g: number): number {
  let depth = 0;
  /** The result, if it is known; else −1, and an expansion more is under way. */
  const begin = (one: number, other: number): number => {
    const known = atOnce(operation, one, other);
    if (known >= 0) return known;
    const first = Math.min(one, other);
    const second = Math.max(one, other);
    const recalled = diagram.recall(operation, first, second);
    if (recalled >= 0) return recalled;
    if (depth === firsts.length)
      [firsts, seconds, lows] = [firsts, seconds, lows].map(doubled) as Int32Array<ArrayBuffer>[] as [
        Int32Array<ArrayBuffer>,
        Int32Array<ArrayBuffer>,
        Int32Array<ArrayBuffer>,
      ];
    firsts[depth] = first;
    seconds[depth] = second;
    lows[depth] = -1;
    depth++;
    return -1;
  };
  let result = begin(f, g);
  while (depth > 0) {
    const at = depth - 1;
    const first = firsts[at]!;
    const second = seconds[at]!;
    const firstLevel = diagram.level[first]!;
    const secondLevel = diagram.level[second]!;
    const level = Math.min(firstLevel, secondLevel);
    if (result < 0) {
      result = begin(
        firstLevel === level ? diagram.low[first]! : first,
        secondLevel === level ? diagram.low[second]! : second,
      );
    } else if (lows[at]! < 0) {
      lows[at] = result;
      result = begin(
        firstLevel === level ? diagram.high[first]! : first,
        secondLevel === level ? diagram.high[second]! : second,
      );
    } else {
      const low = lows[at]!;
      depth--;
      result = diagram.remember(operation, first, second, low === result ? low : diagram.node(level, low, result));
    }
  }
  return result;
}

const doubled = (values: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
};

// What may be mutated in a source file: places and what to put there. Nothing is executed here.
import { parseAst } from "vitest/node";

const BINARY = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "&": "|",
  "|": "&",
  "<<": ">>",
  ">>": "<<",
  ">>>": "<<",
  "&&": "||",
  "||": "&&",
  "+=": "-=",
  "-=": "+=",
  "*=": "/=",
  "/=": "*=",
  "++": "--",
  "--": "++",
};
const CONDITIONAL = new Set([
  "IfStatement",
  "ConditionalExpression",
  "WhileStatement",
  "DoWhileStatement",
  "ForStatement",
]);
/** TypeScript's words that hold code; whatever else begins with TS is a type, and is gone when tests run. */
const CODE_OF_TYPESCRIPT = new Set(["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"]);
/** Texts and their making: of a message it does not matter. */
const isText = ({ type, value }) => type === "TemplateLiteral" || (type === "Literal" && typeof value === "string");

const isNode = (value) => typeof value?.type === "string";
const children = (node) => Object.values(node).flat().filter(isNode);

/** All mutants of a TypeScript text, in order of place: `{start, end, replacement, line, kind}`. */
export function mutantsOf(code) {
  const found = [];
  const put = (start, end, replacement, kind) => {
    const line = code.slice(0, start).split("\n").length;
    found.push({ start, end, replacement, line, kind });
  };
  const text = ({ start, end }) => code.slice(start, end);

  /** Where the operator stands between two operands, comments and line breaks apart. */
  function putOperator(node, operand, kind) {
    const at = code.indexOf(node.operator, operand.end);
    put(at, at + node.operator.length, BINARY[node.operator], kind);
  }

  const mutate = {
    BinaryExpression(node) {
      if (!BINARY[node.operator] || [node.left, node.right].some(isText)) return;
      putOperator(node, node.left, /[<>=]=|^[<>]$/.test(node.operator) ? "comparison" : "arithmetic");
    },
    LogicalExpression: (node) => BINARY[node.operator] && putOperator(node, node.left, "boolean"),
    AssignmentExpression(node) {
      if (BINARY[node.operator] && !isText(node.right)) putOperator(node, node.left, "arithmetic");
    },
    UpdateExpression(node) {
      const at = node.prefix ? node.start : node.end - 2;
      put(at, at + 2, BINARY[node.operator], "arithmetic");
    },
    UnaryExpression(node) {
      if (/^[!-]$/.test(node.operator))
        put(node.start, node.start + 1, " ", node.operator === "!" ? "condition" : "arithmetic");
    },
    Literal(node) {
      if (typeof node.value === "boolean") put(node.start, node.end, `${!node.value}`, "literal");
      if (typeof node.value !== "number") return;
      for (const step of ["+", "-"]) put(node.start, node.end, `(${text(node)} ${step} 1)`, "literal");
    },
    ExpressionStatement(node) {
      if (node.expression.callee?.type !== "Super" && !node.directive) put(node.start, node.end, ";", "statement");
    },
    ThrowStatement: (node) => put(node.start, node.end, ";", "statement"),
    ReturnStatement: (node) => node.argument && put(node.argument.start, node.argument.end, "undefined", "return"),
    ArrowFunctionExpression(node) {
      if (node.body.type !== "BlockStatement") put(node.body.start, node.body.end, "undefined", "return");
    },
  };

  function visit(node) {
    if (node.type.startsWith("TS") && !CODE_OF_TYPESCRIPT.has(node.type) && node.type !== "TSParameterProperty") return;
    if (isText(node) || node.type === "ImportDeclaration") return;
    mutate[node.type]?.(node);
    if (CONDITIONAL.has(node.type) && node.test)
      put(node.test.start, node.test.end, `!(${text(node.test)})`, "condition");
    if (node.type === "ThrowStatement") return;
    for (const child of children(node)) if (child !== node.key || node.computed) visit(child);
  }
  visit(parseAst(code, { lang: "ts" }));
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

export const apply = (code, { start, end, replacement }) => code.slice(0, start) + replacement + code.slice(end);

/** What is there and what is put there, on one line each, with what stands beside it on its lines. */
export function inWords(code, { start, end, replacement, kind }) {
  const line = (part) => part.replace(/\s+/g, " ").trim();
  const short = (part) => (line(part).length > 90 ? `${line(part).slice(0, 89)}…` : line(part));
  const there = code.slice(start, end);
  if (kind === "statement") return `${short(there)} → removed`;
  const before = code.slice(Math.max(code.lastIndexOf("\n", start) + 1, start - 40), start);
  const after = code.slice(end, end + 40).split("\n", 1)[0];
  return `${line(before + short(there) + after)} → ${line(before + short(replacement) + after)}`;
}

/** `size` of them as drawn, without repetition, the same for the same seed (mulberry32); a smaller sample is the beginning of a larger one. */
export function sample(all, size, seed) {
  let state = seed | 0;
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const left = [...all];
  const draw = () => left.splice(Math.floor(chance() * left.length), 1)[0];
  return Array.from({ length: Math.min(size, all.length) }, draw);
}

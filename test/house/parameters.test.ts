/**
 * Who has more to say than five things says them by name. No exception: what the hot path calls for each event takes five at most, and
 * constructors and the like run once a world.
 */
import { expect, test } from "vitest";
import { parseAst } from "vitest/node";
import { sources } from "./sources.ts";

const POSITIONS_MAX = 5;
/** "path:line: parameters" of every function, method, constructor and signature that takes more by position. */
function crowded(path: string, text: string): string[] {
  const found: string[] = [];
  const look = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) look(each);
    if (node === null || typeof node !== "object" || Array.isArray(node)) return;
    const { type, params, start } = node as { type?: string; params?: { start: number; end: number }[]; start: number };
    if (params !== undefined && !type?.startsWith("TSTypeParameter") && params.length > POSITIONS_MAX)
      found.push(
        `${path}:${text.slice(0, start).split("\n").length}: ${text.slice(params[0]!.start, params.at(-1)!.end).replace(/\s+/g, " ")}`,
      );
    for (const part of Object.values(node)) look(part);
  };
  look(parseAst(text, { lang: path.endsWith(".tsx") ? "tsx" : "ts" }));
  return found;
}

test("the check sees each kind of function, and types have no positions", () => {
  const six = "a: 1, b: 2, c: 3, d: 4, e: 5, f: 6";
  const each = [
    `function x(${six}) {}`,
    `const x = (${six}) => 0;`,
    `class X { constructor(${six}) {} }`,
    `class X { m(${six}) {} }`,
    `abstract class X { abstract m(${six}): void }`,
    `interface X { m(${six}): void }`,
    `type X = (${six}) => void;`,
    `type X = new (${six}) => void;`,
    "function x(a: 1, b: 2, c: 3, d: 4, e: 5, ...f: 6[]) {}",
  ];
  for (const text of each) expect(crowded("a.ts", text)).toHaveLength(1);
  for (const text of [
    "function x(a: 1, b: 2, c: 3, d: 4, e: 5) {}",
    "type X = Y<1, 2, 3, 4, 5, 6>;",
    "f(1, 2, 3, 4, 5, 6)",
  ])
    expect(crowded("a.ts", text)).toEqual([]);
  expect(crowded("a.ts", `\nfunction x(${six}) {}`)).toEqual([`a.ts:2: ${six}`]);
});

test(`nothing takes more than ${POSITIONS_MAX} parameters by position`, () => {
  const ours = [...sources("src")].flatMap(([path, text]) => crowded(path, text));
  expect(ours).toEqual([]);
});

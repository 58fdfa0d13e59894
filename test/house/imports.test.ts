/** Imports run downwards only; analysis stays a second opinion; the outer world is touched in the outer rooms only. */
import { posix } from "node:path";
import { expect, test } from "vitest";
import { sources } from "./sources.ts";

/** Each rung may import from the rungs above it in this list, and from its own room. */
const LADDER = [
  ["units"],
  ["structure", "kernel", "random", "notation"],
  ["statistics", "description"],
  ["network"],
  ["sip"],
  ["ha"],
  ["architecture"],
  ["metrics"],
  ["scenario"],
  ["measurement"],
  ["experiment"],
  ["report"],
  ["thesis"],
  ["cli", "index.ts"], // two faces of the house: the command line and the library; neither needs the other
];
/** Rooms that may read less than their place on the ladder allows; analysis stands beside it altogether. */
const READS_ONLY: Readonly<Record<string, readonly string[]>> = {
  statistics: ["units", "random"],
  measurement: ["units", "random", "statistics", "metrics"],
  description: ["units", "structure"],
  analysis: ["units", "structure", "description"],
};
const READS_ANALYSIS = ["experiment", "report", "thesis", "cli", "index.ts"];

/** The description of a service is plain data, and so is who backs up whom by it; the rest of the room runs. */
const DESCRIPTION = ["src/architecture/description.ts", "src/architecture/virtual-routers.ts"];
const room = (path: string): string => (DESCRIPTION.includes(path) ? "description" : path.split("/")[1]!);
const rung = (name: string): number => LADDER.findIndex((names) => names.includes(name));

type Files = ReadonlyMap<string, string>;
const IMPORT = /^\s*(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"|^\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
const imports = (text: string): string[] => [...text.matchAll(IMPORT)].map(([, a, b, c]) => a ?? b ?? c ?? "");

/** File → the files of ours that it imports. */
const arrows = (files: Files): Map<string, string[]> =>
  new Map(
    [...files].map(([path, text]) => [
      path,
      imports(text)
        .filter((target) => target.startsWith("."))
        .map((target) => posix.join(posix.dirname(path), target)),
    ]),
  );

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const only = READS_ONLY[from];
  if (only) return only.includes(to);
  if (to === "analysis") return READS_ANALYSIS.includes(from);
  return rung(to) >= 0 && rung(to) < rung(from);
}

const forbidden = (files: Files): string[] =>
  [...arrows(files)].flatMap(([path, targets]) =>
    targets.filter((target) => !mayImport(room(path), room(target))).map((target) => `${path} → ${target}`),
  );

/** The first circle of files found, as a path that ends where it began. Types that know each other are no circle. */
function cycle(files: Files): string[] {
  const running = [...files].map(([path, text]) => [path, text.replace(/^import type\b[^"]*"[^"]+";/gm, "")] as const);
  const next = arrows(new Map(running));
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const target of next.get(path) ?? []) {
      const found = walk(target, [...trail, path]);
      if (found.length > 0) return found;
    }
    done.add(path);
    return [];
  };
  for (const path of next.keys()) {
    const found = walk(path, []);
    if (found.length > 0) return found;
  }
  return [];
}

/** Everything reachable from the files of a room. */
function reach(files: Files, from: string): Set<string> {
  const next = arrows(files);
  const seen = new Set([...files.keys()].filter((path) => room(path) === from));
  for (const path of seen) for (const target of next.get(path) ?? []) seen.add(target);
  return seen;
}

const ours = sources("src");

test("imports run downwards only", () => {
  expect(forbidden(ours)).toEqual([]);
  expect([...arrows(ours).values()].flat().length).toBeGreaterThanOrEqual(20);
});

test("every import leads to a file, and no file imports itself by a detour", () => {
  const dangling = [...arrows(ours).values()].flat().filter((target) => !ours.has(target));
  expect(dangling).toEqual([]);
  expect(cycle(ours)).toEqual([]);
});

test("analysis reaches neither the kernel nor chance nor SIP nor the failover machinery", () => {
  const reached = reach(ours, "analysis");
  expect([...reached].filter((path) => ["kernel", "random", "network", "sip", "ha"].includes(room(path)))).toEqual([]);
  expect(reached.size).toBeGreaterThan(1);
});

test("clock, chance, environment and files belong to the outer rooms", () => {
  const outer = /^src\/(?:cli|experiment)\/|^src\/report\/font-widths\.ts$/;
  const world =
    /\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.(?:env|argv|cwd|std|exit|hrtime|on)|"node:(?:fs|os|child_process)/;
  expect([...ours].filter(([path, text]) => !outer.test(path) && world.test(text)).map(([path]) => path)).toEqual([]);
});

test("the watch itself sees an arrow that points up, and a circle", () => {
  const bad = new Map([
    ["src/kernel/a.ts", 'import type { B } from "../sip/b.ts";'],
    ["src/sip/b.ts", 'export * from "./c.ts";'],
    ["src/sip/c.ts", 'const b = await import("./b.ts");'],
    ["src/analysis/d.ts", 'import {\n  a,\n} from "../kernel/a.ts";'],
  ]);
  expect(forbidden(bad)).toEqual(["src/kernel/a.ts → src/sip/b.ts", "src/analysis/d.ts → src/kernel/a.ts"]);
  expect(cycle(bad)).toEqual(["src/sip/b.ts", "src/sip/c.ts", "src/sip/b.ts"]);
});

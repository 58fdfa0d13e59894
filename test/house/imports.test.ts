/** Imports run downwards only; analysis stays a second opinion; the outer world is touched in the outer rooms only. */
import { posix } from "node:path";
import { expect, test } from "vitest";
import { sources } from "./sources.ts";

/** Each rung may import from the rungs above it in this list, and from its own room. */
const LADDER = [
  ["special"],
  ["units"],
  ["structure", "kernel", "random", "notation"],
  ["statistics", "description", "formula"],
  ["law"],
  ["analysed", "estimated", "core"],
  ["network"],
  ["sip"],
  ["ha"],
  ["simulated"],
  ["architecture"],
  ["metrics"],
  ["scenario"],
  ["configuration"],
  ["deployment"],
  ["measurement"],
  ["experiment"],
  ["trace", "availability"],
  ["fuzz", "capacity"],
  ["checks"],
  ["agreement", "maintenance"],
  ["report"],
  ["play"],
  ["library"],
  ["thesis"],
  ["cli", "index.ts"], // two faces of the house, neither of which needs the other
];
/** Rooms that may read less than their place on the ladder allows; analysis stands beside it altogether. */
const READS_ONLY: Readonly<Record<string, readonly string[]>> = {
  thesis: ["library"], // as anybody outside the house would
  formula: ["units", "special", "notation"],
  statistics: ["units", "special", "random"],
  measurement: ["units", "special", "random", "statistics", "metrics", "description", "law", "estimated", "simulated"],
  description: ["units", "structure", "notation"],
  configuration: ["units", "notation"], // daemons' files in their own words
  deployment: ["units", "notation", "configuration"],
  checks: ["units", "structure", "notation", "description", "scenario", "configuration", "deployment", "availability"],
  law: ["units", "special", "description"],
  analysed: ["units", "special", "structure", "statistics", "description", "law"],
  estimated: ["units", "special", "structure", "statistics", "description", "law", "analysed"],
  core: ["units", "special", "description"], // what a mechanism concludes, told the time: no engine, no world
  simulated: ["units", "special", "kernel", "random", "network", "sip", "ha", "description", "law", "core"],
  analysis: ["units", "special", "structure", "description", "law", "analysed"],
};
/** What the analyzer is made of: its room, and the laws of the concepts. */
const SECOND_OPINION = ["analysis", "analysed", "estimated"];
const READS_ANALYSIS = [
  "experiment",
  "availability",
  "capacity",
  "fuzz",
  "agreement",
  "report",
  "play",
  "cli",
  "library",
];
const READS_LIBRARY = ["thesis", "index.ts"];

/** In these rooms each concept has a folder, and the name of a file says on which side of the wall it stands. */
const CONCEPTS = ["detectors", "consequences", "bindings", "distributions", "faults"];
/** Files by their names, and what stands in a folder of such a name; contracts go with what fulfils them. */
const SIDES: Readonly<Record<string, string>> = {
  ...{ kind: "description", law: "analysed", fit: "estimated", mechanism: "simulated" },
  ...{
    fields: "description",
    links: "description",
    "node-state": "description",
    "by-chance": "description",
    scene: "description",
    recovery: "description",
    classes: "description",
  },
  duration: "description",
  ...{ maintenance: "simulated", beats: "simulated", times: "simulated", core: "core" },
  ...{ description: "description", analysed: "analysed", estimated: "estimated", simulated: "simulated" },
};
function room(path: string): string {
  const [, first, ...rest] = path.replace(/\.tsx?$/, "").split("/");
  if (first === "tiers" || first === "service") return "description";
  if (!CONCEPTS.includes(first!)) return path.split("/")[1]!;
  // The moments and quantiles of a distribution are mathematics of what is written, which both sides read.
  if (first === "distributions" && rest.includes("law")) return "law";
  return rest.map((part) => SIDES[part]).find((side) => side !== undefined) ?? "of no side";
}
/** The folder of one concept; undefined for registries, contracts, and everything else. */
const conceptOf = (path: string): string | undefined =>
  CONCEPTS.map((one) => new RegExp(`^src/${one}/[^/]+/`).exec(path)?.[0]).find((found) => found !== undefined);
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
  if (to === "library") return READS_LIBRARY.includes(from);
  if (SECOND_OPINION.includes(to)) return READS_ANALYSIS.includes(from);
  return rung(to) >= 0 && rung(to) < rung(from);
}

const forbidden = (files: Files): string[] =>
  [...arrows(files)].flatMap(([path, targets]) =>
    targets.filter((target) => !mayImport(room(path), room(target))).map((target) => `${path} → ${target}`),
  );

/** The same between the folders of `src/`. */
function arrowsOfFolders(files: Files): Map<string, string[]> {
  const folder = (path: string): string => path.split("/")[1]!;
  const next = new Map<string, string[]>();
  for (const [path, targets] of arrows(files))
    for (const target of targets)
      if (folder(target) !== folder(path)) next.set(folder(path), [...(next.get(folder(path)) ?? []), folder(target)]);
  return next;
}

/** The first circle found, as a path that ends where it began; types count. */
function cycle(next: ReadonlyMap<string, string[]>): string[] {
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

test("every import leads to a file, and neither a file nor a folder imports itself by a detour, be it for a type", () => {
  const dangling = [...arrows(ours).values()].flat().filter((target) => !ours.has(target));
  expect(dangling).toEqual([]);
  expect(cycle(arrows(ours))).toEqual([]);
  expect(cycle(arrowsOfFolders(ours))).toEqual([]);
});

test("what belongs to one concept is imported by its own folder and by the registry of its side", () => {
  const strangers = [...arrows(ours)].flatMap(([path, targets]) =>
    targets
      .filter((target) => {
        const concept = conceptOf(target);
        if (concept === undefined || path.startsWith(concept)) return false;
        const registry = `${posix.dirname(concept.slice(0, -1))}/${room(target)}.ts`;
        return path !== registry;
      })
      .map((target) => `${path} → ${target}`),
  );
  expect(strangers).toEqual([]);
  expect([...ours.keys()].filter((path) => conceptOf(path) !== undefined).length).toBeGreaterThan(10);
});

test("analysis reaches neither the kernel nor chance nor SIP nor the failover machinery", () => {
  for (const side of SECOND_OPINION) {
    const reached = reach(ours, side);
    const forbiddenRooms = ["kernel", "random", "network", "sip", "ha", "simulated"];
    expect([...reached].filter((path) => forbiddenRooms.includes(room(path)))).toEqual([]);
    expect(reached.size).toBeGreaterThan(side === "estimated" ? -1 : 1);
  }
});

test("clock, chance, environment and files belong to the outer rooms", () => {
  const outer = /^src\/(?:cli|experiment|play\/page)\/|^src\/(?:report\/font-widths|play\/main\.worker)\.ts$/;
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
    ["src/detectors/e/analysed.ts", 'import type { F } from "./simulated.ts";'],
    ["src/detectors/e/simulated.ts", 'import type { F } from "./analysed.ts";'],
    ["src/detectors/f/core.ts", 'import type { Lane } from "../../kernel/engine.ts";'],
    ["src/detectors/f/analysed.ts", 'import { F } from "./core.ts";'],
    ["src/thesis/g.ts", 'import { a } from "../library/h.ts";\nimport { c } from "../sip/c.ts";'],
    ["src/cli/i.ts", 'import { a } from "../library/h.ts";'],
  ]);
  expect(forbidden(bad)).toEqual([
    "src/kernel/a.ts → src/sip/b.ts",
    "src/analysis/d.ts → src/kernel/a.ts",
    "src/detectors/e/analysed.ts → src/detectors/e/simulated.ts",
    "src/detectors/e/simulated.ts → src/detectors/e/analysed.ts",
    "src/detectors/f/core.ts → src/kernel/engine.ts",
    "src/detectors/f/analysed.ts → src/detectors/f/core.ts",
    "src/thesis/g.ts → src/sip/c.ts",
    "src/cli/i.ts → src/library/h.ts",
  ]);
  expect(cycle(arrows(bad))).toEqual(["src/sip/b.ts", "src/sip/c.ts", "src/sip/b.ts"]);
  const types = new Map([
    ["src/sip/a.ts", 'import type { B } from "../ha/b.ts";'],
    ["src/ha/b.ts", 'import { c } from "./c.ts";'],
    ["src/ha/c.ts", 'import type { A } from "../sip/a.ts";'],
    ["src/ha/d.ts", 'import type { A } from "../sip/e.ts";'],
  ]);
  expect(cycle(arrows(types))).toEqual(["src/sip/a.ts", "src/ha/b.ts", "src/ha/c.ts", "src/sip/a.ts"]);
  types.delete("src/ha/c.ts"); // now no file, but still each folder needs the other
  expect(cycle(arrows(types))).toEqual([]);
  expect(cycle(arrowsOfFolders(types))).toEqual(["sip", "ha", "sip"]);
});

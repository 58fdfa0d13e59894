/** The package as somebody else gets it: packed, unpacked in a fresh project, compiled strictly, bundled, run in Node and in a browser. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";

const root = resolve(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "package-"));
const home = join(project, "node_modules", "sipnines");
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** The reference and the report of each entry, as the sources have them now. */
let pages: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  // A copy of what npm packs is completed and packed by itself, so that dist/ stays as other tests expect it.
  await ensureBuilt();
  const copy = mkdtempSync(join(tmpdir(), "copy-"));
  for (const name of ["package.json", "README.md", "LICENSE", "bin", "dist", "schema", "scenarios"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  const script = JSON.stringify(pathToFileURL(join(root, "scripts", "build.mjs")).href);
  const pagesOf = JSON.stringify(pathToFileURL(join(root, "scripts", "library-pages.mjs")).href);
  const built = `import { buildLibrary } from ${script}; import { pagesOf } from ${pagesOf};
    const names = await buildLibrary(${JSON.stringify(join(copy, "dist"))});
    console.log(JSON.stringify(pagesOf(names)));`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", built], { encoding: "utf8" });
  pages = JSON.parse(printed);
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: copy });
  const tarball = readdirSync(copy).find((name) => name.endsWith(".tgz"))!;
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", join(copy, tarball), "--strip-components=1", "-C", home]);
  // Its dependencies, as an installation would place them beside it.
  for (const name of Object.keys(packed().dependencies)) {
    const place = join(project, "node_modules", name);
    mkdirSync(join(place, ".."), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place);
  }
  writeFileSync(join(project, "package.json"), '{ "name": "fresh", "private": true, "type": "module" }');
});

const packed = () => JSON.parse(readFileSync(join(home, "package.json"), "utf8"));

test("docs/api says what the library is; a change of it stands in the report", () => {
  expect(Object.keys(pages).length).toBe(8);
  for (const [path, text] of Object.entries(pages))
    expect(readFileSync(join(root, path), "utf8"), `npm run reference writes ${path}`).toBe(text);
});

test("npx --no-install runs the program of the project, as npm links it", () => {
  mkdirSync(join(project, "node_modules", ".bin"));
  chmodSync(join(home, packed().bin.sipnines), 0o755);
  symlinkSync(join("..", "sipnines", packed().bin.sipnines), join(project, "node_modules", ".bin", "sipnines"));
  const here = { cwd: project, encoding: "utf8" } as const;
  const version = execFileSync("npx", ["--no-install", "sipnines", "--version"], here);
  expect(version.trim()).toBe(packed().version);
  const linked = (...words: string[]) => execFileSync(join(project, "node_modules", ".bin", "sipnines"), words, here);
  expect(linked("init", "iprs", "my-service.yaml")).toContain("sipnines run my-service.yaml");
  expect(linked("validate", "my-service.yaml")).toContain("✓ my-service.yaml");
  expect(linked("list")).toContain("scenarios/failover-iprs.yaml");
});

test("every name has its words, and what stands there is nothing but names of the library", () => {
  for (const [path, text] of Object.entries(pages).filter(([path]) => path.endsWith(".api.md"))) {
    expect(text.match(/^\/\/ @public$/gm)!.length, path).toBeGreaterThan(20);
    expect(text.match(/(?<=\(undocumented\)\n).*/g) ?? [], path).toEqual([]);
  }
});

test("every entry has its file, its types in one more, and a bundle for browsers", () => {
  const { exports: entries, sideEffects } = packed();
  expect(Object.keys(entries)).toEqual([
    ".",
    ...["analysis", "simulation", "statistics", "charts"].map((part) => `./${part}`),
    "./package.json",
  ]);
  expect(sideEffects).toBe(false);
  const files = readdirSync(home, { recursive: true, encoding: "utf8" });
  for (const { types, browser, default: file } of Object.values<Record<string, string>>(entries).slice(0, 5))
    for (const path of [types, browser, file]) expect(files).toContain(path!.slice(2));
  expect(files.filter((name) => name.endsWith(".d.ts")).length).toBe(5);
});

test("what only queues need is no dependency: a sentence asks for it, and nothing else misses it", () => {
  const { dependencies, peerDependenciesMeta } = packed();
  for (const name of ["bullmq", "ioredis"]) {
    expect(dependencies[name]).toBeUndefined();
    expect(peerDependenciesMeta[name]).toEqual({ optional: true });
  }
  const program = join(home, "bin", "sipnines.mjs");
  const run = (...words: string[]) => spawnSync(process.execPath, [program, ...words], { encoding: "utf8" });
  const { status, stderr } = run("worker", "--queue", "redis://127.0.0.1:1");
  expect(status).toBe(2);
  expect(stderr).toContain("found no bullmq and ioredis");
  expect(stderr).toContain("npm install bullmq@6 ioredis@6");
  expect(run("validate", join(root, "scenarios", "iprs.yaml")).status).toBe(0);
});

test("the licences of what is copied go with the copies: fonts, bundles, and the script in every report", () => {
  const read = (name: string) => readFileSync(join(home, "dist", name), "utf8");
  const notices = read("licences.txt");
  for (const name of ["dejavu-fonts-ttf", "vega", "d3-array", "commander", "yaml", "mathjs", "simjs", "pdfkit"])
    expect(notices).toMatch(new RegExp(`\\b${name} \\d+\\.`));
  expect(notices).toContain("Bitstream Vera");
  const script = read(join("live", "live.js"));
  expect(script.startsWith("/*!\n")).toBe(true);
  const head = script.slice(0, script.indexOf("*/"));
  for (const name of ["vega-embed", "vega-lite", "d3-scale"]) expect(head).toContain(`${name} `);
  expect(head).toContain("University of Washington");
  expect(head).not.toContain("commander");
});

/** A program of somebody else in one file, as small as a bundler makes it. */
async function bundled(program: string, platform: "node" | "browser"): Promise<string> {
  const { build: bundle } = await import("esbuild");
  const { outputFiles } = await bundle({
    stdin: { contents: program, resolveDir: project, sourcefile: "program.ts", loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform,
    target: "es2022",
    external: ["@resvg/resvg-js", "piscina"],
  });
  return outputFiles[0]!.text;
}

test.each(["node", "browser"] as const)("two closed forms cost a bundle for %s less than 50 kB", async (platform) => {
  const program = (entry: string) => `import { erlangC, kOfNOutage } from "${entry}";
    console.log(JSON.stringify([kOfNOutage(1, 3, 1500, 72).nines, erlangC(1, 0.5)]));`;
  for (const entry of ["sipnines/analysis", "sipnines"]) {
    const text = await bundled(program(entry), platform);
    expect(Buffer.byteLength(text), entry).toBeLessThan(50_000);
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", text], { encoding: "utf8" });
    const [nines, waits] = JSON.parse(printed);
    expect(nines, "eq. (2) of the thesis").toBeCloseTo(-3 * Math.log10(72 / 1572), 9);
    expect(waits, "with one server, P(wait) is its load").toBeCloseTo(0.5, 12);
  }
});

const SCENARIO = `
architecture: { preset: iprs }
traffic: { calls: { rate: 20/s, arrivals: paced, count: 200 }, clients: { retransmission: false } }
faults: [{ at: 5 s, kill: proxy-1 }]
run: { replications: 3 }`;

/** What a user of the library writes. In Node and in a browser it must print the same. */
const PROGRAM = `import { parseScenario, runScenario, type Scenario, type SweepPlan, sweepScenarios } from "sipnines";
import { type Assessment, assess, firstFailure, kOfNOutage, readChainRows, studiedScenario } from "sipnines/analysis";
import { type Frame, lineWithBands, renderSvg } from "sipnines/charts";
import type { Architecture } from "sipnines/simulation";
import { type MeanInterval, studentInterval } from "sipnines/statistics";

const { scenario, problems } = parseScenario(${JSON.stringify(SCENARIO)}, "mine.yaml");
if (scenario === undefined) throw new Error(problems?.map(({ found }) => found).join() ?? "nothing");
const read: Scenario = scenario;
const { summary, complete } = await runScenario(read, { engine: "native", workers: 0 });
const failed = summary.find(({ metric }) => metric.name === "failedCalls");
const nines: number = kOfNOutage(1, 3, 1500 * 3600, 72 * 3600).nines;
const architecture: Architecture = read.architecture;
const interval: MeanInterval = studentInterval([1, 2, 3]);
const plan: SweepPlan = {
  files: [{ name: "mine.yaml", text: ${JSON.stringify(SCENARIO)} }],
  design: { vary: ["rate=10,20"] },
  replications: 5,
};
const swept: unknown[] = [];
for await (const { values, summary: rows } of sweepScenarios(plan, { engine: "native", workers: 0 }))
  swept.push([values[0]?.value, rows.find(({ metric }) => metric.name === "failedCalls")?.interval.mean]);
const { chain, isUp } = readChainRows("2,1,0.2\\n1,2,1\\n1,0,0.1\\n0,1,1\\n0,down");
const assessment: Assessment = assess(studiedScenario(read));
const frame: Frame = { title: "t", subtitle: "s", x: { title: "x" }, y: { title: "y" }, source: "z" };
const chart = lineWithBands(
  frame,
  { bands: [], lines: [{ name: "l", points: [{ x: 0, y: 1 }, { x: 1, y: 2 }], ink: 0 }], points: [] },
);
const svg: string = await renderSvg(chart);
const result = {
  failed: failed?.interval.mean,
  complete,
  nines,
  drawn: svg.startsWith("<svg"),
  preset: architecture.preset,
  mean: interval.mean,
  swept,
  meanTime: firstFailure(chain, isUp).meanTime,
  unavailability: assessment.unavailability,
};
console.log(JSON.stringify(result));
export { result };
`;

const STRICTEST = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  target: "es2023",
  types: [],
};

test.each([
  ["as Node resolves it", { module: "nodenext", moduleResolution: "nodenext", lib: ["es2023", "dom"] }],
  ["as bundlers resolve it", { module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom"] }],
])("its types hold in the strictest project, %s", (_, how) => {
  writeFileSync(join(project, "program.ts"), PROGRAM);
  const config = { compilerOptions: { ...STRICTEST, ...how, outDir: "out" }, files: ["program.ts"] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], {
    cwd: project,
    encoding: "utf8",
  });
  const ours = stdout.split("\n").filter((line) => /^(node_modules\/sipnines|program)/.test(line));
  expect(ours).toEqual([]);
  expect(existsSync(join(project, "out", "program.js"))).toBe(true);
});

let printed = "";
test("it runs in Node", () => {
  printed = execFileSync(process.execPath, [join(project, "out", "program.js")], { encoding: "utf8", cwd: project });
  const { failed, complete, nines, drawn, preset, mean, swept, meanTime, unavailability } = JSON.parse(printed);
  expect(complete && drawn && preset === "iprs" && mean === 2).toBe(true);
  expect(swept.map(([rate]: [string]) => rate)).toEqual(["10", "20"]);
  // Two machines that fail with rate 0.1 and are repaired with rate 1: (3·0.1 + 1)/(2·0.1²).
  expect(meanTime).toBeCloseTo(65, 9);
  expect(unavailability).toBeGreaterThan(0);
  expect(failed).toBeGreaterThan(0);
  expect(nines, "thesis eq. (2): −3·log10(72/1572)").toBeCloseTo(-3 * Math.log10(72 / 1572), 9);
});

describe("in a browser", () => {
  test("the bundle asks for nothing of Node", () => {
    const folder = join(home, "dist", "browser");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files)
      expect(readFileSync(join(folder, name), "utf8"), name).not.toMatch(
        /from"node:|import\("node:|require\("(fs|path|worker_threads)"\)/,
      );
  });

  test.skipIf(CHROMIUM === undefined)(
    "the same program prints the same (skipped: there is no chromium)".replace(CHROMIUM ? / \(skipped.*/ : /$/, ""),
    async () => {
      const text = await bundled(PROGRAM, "browser");
      const page = `<!doctype html><meta charset="utf-8"><script type="module">${text.replaceAll("</script", "<\\/script")}</script>`;
      const server = createServer((_, response) => response.end(page)).listen(0, "127.0.0.1");
      const { chromium } = await import("playwright-core");
      const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox"] });
      try {
        const tab = await browser.newPage();
        const said: string[] = [];
        tab.on("console", (message) => said.push(message.text()));
        tab.on("pageerror", (error) => said.push(String(error)));
        const { port } = server.address() as { port: number };
        await tab.goto(`http://127.0.0.1:${port}/`);
        await expect.poll(() => said.length, { timeout: 240_000 }).toBeGreaterThan(0);
        expect(said).toEqual([printed.trim()]);
      } finally {
        await browser.close();
        server.close();
      }
    },
  );
});

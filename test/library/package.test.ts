/** The package as somebody else gets it: packed, unpacked in a fresh project, compiled strictly, run in Node and in a browser. */
import { execFileSync, spawnSync } from "node:child_process";
import {
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

const root = resolve(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "package-"));
const home = join(project, "node_modules", "sipnines");
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

beforeAll(() => {
  // A copy of what npm packs is built and packed by itself, so that dist/ stays as other tests expect it.
  const copy = mkdtempSync(join(tmpdir(), "copy-"));
  for (const name of ["package.json", "README.md", "LICENSE", "bin", "schema", "scenarios"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  const script = JSON.stringify(pathToFileURL(join(root, "scripts", "build.mjs")).href);
  const built = `import { build } from ${script}; await build({ outdir: ${JSON.stringify(join(copy, "dist"))}, library: true });`;
  execFileSync(process.execPath, ["--input-type=module", "-e", built]);
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: copy });
  const tarball = readdirSync(copy).find((name) => name.endsWith(".tgz"))!;
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", join(copy, tarball), "--strip-components=1", "-C", home]);
  // Its dependencies, as an installation would place them beside it.
  const { dependencies } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const place = join(project, "node_modules", name);
    mkdirSync(join(place, ".."), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place);
  }
  writeFileSync(join(project, "package.json"), '{ "name": "fresh", "private": true, "type": "module" }');
}, 120_000);

const SCENARIO = `
architecture: { preset: iprs }
traffic: { calls: { rate: 20/s, arrivals: paced, count: 200 }, clients: { retransmission: false } }
faults: [{ at: 5 s, kill: proxy-1 }]
run: { replications: 3 }`;

/** What a user of the library writes. In Node and in a browser it must print the same. */
const PROGRAM = `import { kOfNOutage, lineWithBands, parseScenario, renderSvg, runScenario, type Scenario } from "sipnines";

const { scenario, problems } = parseScenario(${JSON.stringify(SCENARIO)}, "mine.yaml");
if (scenario === undefined) throw new Error(problems?.map(({ found }) => found).join() ?? "nothing");
const read: Scenario = scenario;
const { summary, complete } = await runScenario(read, { engine: "native", workers: 0 });
const failed = summary.find(({ metric }) => metric.name === "failedCalls");
const nines: number = kOfNOutage(1, 3, 1500 * 3600, 72 * 3600).nines;
const chart = lineWithBands(
  { title: "t", subtitle: "s", x: { title: "x" }, y: { title: "y" }, source: "z" },
  { bands: [], lines: [{ name: "l", points: [{ x: 0, y: 1 }, { x: 1, y: 2 }], ink: 0 }], points: [] },
);
const svg: string = await renderSvg(chart);
const result = { failed: failed?.interval.mean, complete, nines, drawn: svg.startsWith("<svg") };
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
])("its types hold in the strictest project, %s", { timeout: 60_000 }, (_, how) => {
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
test("it runs in Node", { timeout: 60_000 }, () => {
  printed = execFileSync(process.execPath, [join(project, "out", "program.js")], { encoding: "utf8", cwd: project });
  const { failed, complete, nines, drawn } = JSON.parse(printed);
  expect(complete && drawn).toBe(true);
  expect(failed).toBeGreaterThan(0);
  expect(nines, "thesis eq. (2): −3·log10(72/1572)").toBeCloseTo(-3 * Math.log10(72 / 1572), 9);
});

describe("in a browser", () => {
  test("the bundle asks for nothing of Node", () => {
    const text = readFileSync(join(home, "dist", "browser", "index.js"), "utf8");
    expect(text).not.toMatch(/from"node:|import\("node:|require\("(fs|path|worker_threads)"\)/);
  });

  test.skipIf(CHROMIUM === undefined)(
    "the same program prints the same (skipped: there is no chromium)".replace(CHROMIUM ? / \(skipped.*/ : /$/, ""),
    { timeout: 60_000 },
    async () => {
      const { build: bundle } = await import("esbuild");
      const { outputFiles } = await bundle({
        entryPoints: [join(project, "program.ts")],
        absWorkingDir: project,
        bundle: true,
        write: false,
        format: "esm",
        platform: "browser",
        target: "es2022",
      });
      const page = `<!doctype html><script type="module">${outputFiles[0]!.text.replaceAll("</script", "<\\/script")}</script>`;
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
        await expect.poll(() => said.length, { timeout: 30_000 }).toBeGreaterThan(0);
        expect(said).toEqual([printed.trim()]);
      } finally {
        await browser.close();
        server.close();
      }
    },
  );
});

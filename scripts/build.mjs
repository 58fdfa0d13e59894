// Bundles the command line, the worker and the library into dist/. Every module that looks for a file beside it lands
// exactly one folder below dist/ (cli/, experiment/, chunks/), so `new URL("../experiment/worker.js", import.meta.url)`
// finds the worker from any of them, and "../fonts/" the fonts. dist/index.js holds none of these itself: what two entries use
// becomes a chunk.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildDigest, constants, PARTS, root } from "./inputs.mjs";
import { noticesOf } from "./licences.mjs";
import { simjsForEsbuild } from "./simjs-plugin.mjs";

const FONT_PACKAGE = "node_modules/dejavu-fonts-ttf";
const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
/** The script that goes into reports: one file that a browser runs as it is. */
const LIVE = "src/report/live/live.ts";
/**
 * What `sipnines play` puts into a page: its script and that of its worker; a browser runs each as it is. The worker holds the model, and in
 * place of what a browser lacks the twins that the library for browsers has.
 */
const PLAY = [
  { source: "src/play/page/main.tsx", target: join("play", "page.js"), format: "esm" },
  { source: "src/play/main.worker.ts", target: join("play", "worker.js"), format: "iife" },
  { source: "src/play/page/style.css", target: join("play", "style.css"), format: "esm" },
];
/** The library, and its parts by themselves. */
const LIBRARY = ["src/index.ts", ...PARTS.map((part) => `src/library/${part}.ts`)];
/**
 * Doors to large packages and texts. Each is a chunk of its own in the bundles for browsers, so that another bundler leaves out what a page does
 * not use: it takes or leaves whole files where a package does something when it is read.
 */
const DOORS = [
  "src/analysis/closed-form/tie.ts",
  "src/consequences/description.ts",
  "src/detectors/description.ts",
  "src/formula/mathjs.ts",
  "src/metrics/catalogue.ts",
  "src/notation/yaml-text.ts",
  "src/report/vega.ts",
];
/** Tests call the program within their own process; everybody else starts main. */
const ENTRIES = [
  "src/cli/main.ts",
  "src/cli/program.ts",
  "src/experiment/worker.ts",
  "src/index.ts",
  ...["analysis", "simulation", "statistics", "charts"].map((n) => `src/library/${n}.ts`),
];
/** The digest of what dist/ was built from. */
export const STAMP = "built-from.txt";

/** commander loads child_process for subcommands that are programs of their own, which we have none of; it costs `--help` 5 ms. */
const lateChildProcess = {
  name: "late child_process",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: "late" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "late" }, () => ({
      contents: 'module.exports = { get spawn() { return require("child_process").spawn; } };',
      loader: "js",
    }));
  },
};

/** Where a browser lacks what Node has, a twin stands in: `x.browser.ts` for `x.ts`, or another file for a package. */
const BROWSER_PACKAGES = {
  "@resvg/resvg-js": "src/report/resvg.browser.ts",
  "csv-stringify/sync": "node_modules/csv-stringify/dist/esm/sync.js",
};
const browserTwins = {
  name: "browser twins",
  setup(build) {
    for (const [name, file] of Object.entries(BROWSER_PACKAGES))
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: join(root, file) }));
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const twin = join(resolveDir, path).replace(/\.ts$/, ".browser.ts");
      return existsSync(twin) ? { path: twin } : undefined;
    });
  },
};

/** The library for browsers, and its types: what only a package needs, beside what is built. Returns what there is in it. */
export async function buildLibrary(outdir) {
  const { build: bundle } = await import("esbuild");
  const folder = join(outdir, "browser");
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: [...LIBRARY, ...DOORS],
    outbase: "src",
    outdir: folder,
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    define: constants(),
    plugins: [browserTwins, simjsForEsbuild],
    logLevel: "warning",
  });
  const doors = DOORS.map((door) => join(folder, door.replace(/^src\/(.*)\.ts$/, "$1.js")));
  for (const { path, contents } of outputFiles.filter((file) => !doors.includes(file.path))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  const { readLibrary } = await import("./public-types.mjs");
  const { typeFiles } = await import("./library-pages.mjs");
  const names = readLibrary();
  for (const [name, text] of Object.entries(typeFiles(names))) writeFileSync(join(outdir, name), text);
  return names;
}

/** The parser and the units of formulas, in a file that is loaded where a scenario has a formula: see src/formula/late.ts. */
const LATE = { source: "src/formula/mathjs.ts", target: join("formula", "mathjs.cjs") };

/**
 * Writes `outdir`, and removes what an earlier build left there. The stamp goes last: a build that was
 * interrupted never counts as done.
 *
 * @param library also what only a package needs: types, and bundles for browsers
 * @returns the names of the library, where it was built
 */
export async function build({ outdir = join(root, "dist"), entries = ENTRIES, library = false } = {}) {
  const { build: bundle } = await import("esbuild");
  const stamp = buildDigest();
  const result = await bundle({
    absWorkingDir: root,
    entryPoints: entries.filter((entry) => existsSync(join(root, entry))),
    outbase: "src",
    outdir,
    write: false,
    bundle: true,
    splitting: true,
    minifyWhitespace: true,
    minifySyntax: true,
    format: "esm",
    platform: "node",
    target: "node20",
    chunkNames: "chunks/[name]-[hash]",
    external: ["@resvg/resvg-js", "piscina", "bullmq", "ioredis"],
    metafile: true,
    define: constants(),
    plugins: [simjsForEsbuild, lateChildProcess],
    // Bundled CommonJS packages call require(), which an ES module does not have.
    banner: {
      js: 'import { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
    },
    logLevel: "warning",
  });

  const late =
    existsSync(join(root, LATE.source)) &&
    (await bundle({
      absWorkingDir: root,
      entryPoints: [LATE.source],
      outfile: join(outdir, LATE.target),
      write: false,
      metafile: true,
      bundle: true,
      minify: true,
      format: "cjs",
      platform: "node",
      target: "node20",
      logLevel: "warning",
    }));

  const forPages = await Promise.all(
    [{ source: LIVE, target: join("live", "live.js"), format: "iife" }, ...PLAY]
      .filter(({ source }) => existsSync(join(root, source)))
      .map(({ source, target, format }) =>
        bundle({
          absWorkingDir: root,
          entryPoints: [source],
          outfile: join(outdir, target),
          write: false,
          metafile: true,
          bundle: true,
          minify: true,
          format,
          platform: "browser",
          target: "es2022",
          charset: "utf8",
          legalComments: "none",
          define: constants(),
          plugins: [browserTwins, simjsForEsbuild],
          logLevel: "warning",
        }),
      ),
  );

  const written = new Set([join(outdir, STAMP)]);
  rmSync(join(outdir, STAMP), { force: true });
  const withNotices = (metafile, contents) => `/*!
${noticesOf([metafile]).replaceAll("*/", "* /")}*/
${contents}`;
  const bundles = [result, late, ...forPages].filter((one) => one);
  const notices = noticesOf(
    bundles.map(({ metafile }) => metafile),
    [FONT_PACKAGE],
  );
  for (const { path, contents } of [
    ...result.outputFiles,
    ...(late ? late.outputFiles : []),
    ...forPages.map(({ metafile, outputFiles: [{ path, text }] }) => ({ path, contents: withNotices(metafile, text) })),
    { path: join(outdir, "licences.txt"), contents: notices },
  ]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
    written.add(path);
  }
  mkdirSync(join(outdir, "fonts"), { recursive: true });
  for (const font of FONTS) {
    const target = join(outdir, "fonts", font);
    copyFileSync(join(root, FONT_PACKAGE, "ttf", font), target);
    written.add(target);
  }
  for (const name of readdirSync(outdir, { recursive: true })) {
    const path = join(outdir, name);
    if (!written.has(path) && statSync(path).isFile()) rmSync(path);
  }
  const names = library ? await buildLibrary(outdir) : null;
  writeFileSync(join(outdir, STAMP), `${stamp}\n`);
  return names;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await build({ library: process.argv.includes("--library") });

// Bundles the command line, the worker and the library into dist/. Every module that looks for a file beside it lands
// exactly one folder below dist/ (cli/, experiment/, chunks/), so `new URL("../experiment/worker.js", import.meta.url)`
// finds the worker from any of them, and "../fonts/" the fonts. The library, dist/index.js, holds none of these
// itself: the command line uses them as well, and what two entries use becomes a chunk.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildDigest, constants, root } from "./inputs.mjs";
import { simjsForEsbuild } from "./simjs-plugin.mjs";

const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
const ENTRIES = ["src/cli/main.ts", "src/experiment/worker.ts", "src/index.ts"];
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

/**
 * Writes `outdir`, and removes what an earlier build left there. The stamp goes last: a build that was
 * interrupted never counts as done.
 */
export async function build({ outdir = join(root, "dist"), entries = ENTRIES } = {}) {
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
    define: constants(),
    plugins: [simjsForEsbuild, lateChildProcess],
    // Bundled CommonJS packages call require(), which an ES module does not have.
    banner: {
      js: 'import { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
    },
    logLevel: "warning",
  });

  const written = new Set([join(outdir, STAMP)]);
  rmSync(join(outdir, STAMP), { force: true });
  for (const { path, contents } of result.outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
    written.add(path);
  }
  const { resolve } = createRequire(import.meta.url);
  mkdirSync(join(outdir, "fonts"), { recursive: true });
  for (const font of FONTS) {
    const target = join(outdir, "fonts", font);
    copyFileSync(resolve(`dejavu-fonts-ttf/ttf/${font}`), target);
    written.add(target);
  }
  for (const name of readdirSync(outdir, { recursive: true })) {
    const path = join(outdir, name);
    if (!written.has(path) && statSync(path).isFile()) rmSync(path);
  }
  writeFileSync(join(outdir, STAMP), `${stamp}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await build();

// Bundles the bench and runs it: `npm run bench`, `npm run bench -- w3 --peer sipnines --n 100`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensure } from "./ensure.mjs";
import { constants, root } from "./inputs.mjs";
import { simjsForEsbuild } from "./simjs-plugin.mjs";

await ensure();
const { build } = await import("esbuild");
const outfile = join(root, "dist", "bench", "main.js");
await build({
  absWorkingDir: root,
  entryPoints: ["bench/main.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  define: { ...constants(), "import.meta.url": JSON.stringify(new URL("../bench/main.ts", import.meta.url).href) },
  plugins: [simjsForEsbuild],
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
  },
  logLevel: "warning",
});
process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;

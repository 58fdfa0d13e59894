import { defineConfig } from "vitest/config";
import { constants } from "./scripts/inputs.mjs";
import { simjsForVite } from "./scripts/simjs-plugin.mjs";

export default defineConfig({
  plugins: [simjsForVite],
  define: constants(),
  test: {
    include: process.env["SIPNINES_LONG"] ? ["test/**/*.test.ts", "test/**/*.long.ts"] : ["test/**/*.test.ts"],
    server: { deps: { inline: ["simjs"] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

#!/usr/bin/env node
// Loads the built command line. In a clone that was never built it installs and builds first.
import { existsSync } from "node:fs";

const built = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(built)) {
  const { ensure } = await import("../scripts/ensure.mjs");
  await ensure();
}
await import(built.href);

#!/usr/bin/env node
// Loads the built command line. In a clone that was never built it installs and builds first.
import { existsSync } from "node:fs";

const built = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(built)) {
  const { ensure } = await import("../scripts/ensure.mjs");
  await ensure();
}
try {
  await import(built.href);
} catch (error) {
  if (error?.code !== "EMFILE" && error?.code !== "ENFILE") throw error;
  process.stderr.write(
    `The system gives no more file descriptors (${error.message}).\nRaise the limit, as in: ulimit -n 1024\n`,
  );
  process.exitCode = 3;
}

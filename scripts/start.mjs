// npm start: installs if needed, builds if needed, reproduces the thesis. Arguments go to `sipnines reproduce`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensure } from "./ensure.mjs";
import { root } from "./inputs.mjs";

await ensure();
const command = [join(root, "dist", "cli", "main.js"), "reproduce", ...process.argv.slice(2)];
const { status, signal } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
process.exitCode = status ?? (signal === "SIGINT" ? 130 : 3);

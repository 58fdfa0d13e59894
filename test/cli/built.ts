/** The command line as it is shipped: dist/, built anew when the sources have changed since. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
/** Holds the digest of what dist/ was built from. */
export const stamp = `${root}dist/built-from.txt`;

/** Builds if needed. */
export async function ensureBuilt(): Promise<void> {
  const { buildDigest } = (await import(`${root}scripts/inputs.mjs`)) as { buildDigest(): string };
  if (existsSync(stamp) && readFileSync(stamp, "utf8").trim() === buildDigest()) return;
  const { build } = (await import(`${root}scripts/build.mjs`)) as { build(): Promise<void> };
  await build();
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Interrupts the process (Ctrl-C) once it has said this on stderr. */
  readonly interruptAt?: string | RegExp;
}

/** Runs `sipnines` with these words, to its end; a process that hangs is killed after four minutes and has no exit code. */
export function sipnines(
  words: readonly string[],
  { cwd = root, env = {}, stdin = "", interruptAt }: Started = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { NO_COLOR: _, FORCE_COLOR: __, ...outer } = process.env;
    const child = spawn(process.execPath, [`${root}bin/sipnines.mjs`, ...words], { cwd, env: { ...outer, ...env } });
    const patience = setTimeout(() => child.kill("SIGKILL"), 240_000);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const before = stderr;
      stderr += text;
      if (interruptAt !== undefined && before.search(interruptAt) < 0 && stderr.search(interruptAt) >= 0)
        child.kill("SIGINT");
    });
    child.stdin.on("error", () => {}).end(stdin);
    child.on("error", reject).on("close", (code) => {
      clearTimeout(patience);
      resolve({ code, stdout, stderr });
    });
  });
}

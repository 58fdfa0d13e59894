// What the build is made from, and one digest over it: content, not dates, so that a checkout or a copy of the clone
// cannot make an old build look new.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** The parts of the library: entries of the package, and files of src/library. The root has all their names. */
export const PARTS = ["analysis", "simulation", "statistics", "charts"];

/** Rooms that only print or dispatch what the others computed; a change in them changes no number. */
const ROOMS_WITHOUT_NUMBERS = ["cli", "library", "play", "report"];

/** All files below `folder`, sorted, relative to `from` with forward slashes; nothing when it does not exist. */
export function filesBelow(folder, from = root) {
  const start = join(from, folder);
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(from, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .sort();
}

/** SHA-256 over names and contents; line ends do not count. */
function digest(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file), "utf8").replaceAll("\r\n", "\n"))
      .update("\0");
  }
  return hash.digest("hex");
}

const sources = () => filesBelow("src");

/** Digest of everything that decides what dist/ holds. */
export const buildDigest = () =>
  digest([...sources(), ...filesBelow("scripts"), "package.json", "package-lock.json", "tsconfig.json"]);

/** Version from package.json, and the digest of every source file and locked dependency that can change a result. */
export function identity() {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const decisive = sources().filter((file) => !ROOMS_WITHOUT_NUMBERS.includes(file.split("/")[1]));
  return { version, model: digest([...decisive, "package-lock.json"]).slice(0, 16) };
}

/** The two constants that esbuild and vitest put into the code: `SIPNINES_VERSION` and `SIPNINES_MODEL`. */
export function constants() {
  const { version, model } = identity();
  return { SIPNINES_VERSION: JSON.stringify(version), SIPNINES_MODEL: JSON.stringify(model) };
}

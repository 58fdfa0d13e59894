/** The repository's own text, for the tests that read it. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The text of one file of the repository. */
export const read = (path: string): string => readFileSync(root + path, "utf8");

/** Every TypeScript file below `folder`, path → text, sorted; paths are relative to the root, with forward slashes. */
export function sources(folder: "src" | "test" | "bench"): ReadonlyMap<string, string> {
  const names = (readdirSync(root + folder, { recursive: true }) as string[]).map((name) => name.replaceAll("\\", "/"));
  const paths = names
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
  return new Map(paths.map((path) => [path, read(path)]));
}

import { statSync } from "node:fs";
import { readBounded } from "../experiment/store/bounded-file.ts";
import type { Known } from "../notation/json-shape.ts";
import type { Setting } from "../notation/settings.ts";
import { BYTES_MAX } from "../notation/yaml-text.ts";
import type { MANIFEST as MANIFEST_FILE } from "../report/json/requests.ts";
import { IDENTITY } from "./build-identity.ts";
import type { CommandLine } from "./command-line.ts";
import { documentText } from "./printing.ts";

/** Where a result came from, as a file beside it. */
export type ManifestFile = Known<(typeof MANIFEST_FILE)["shape"]>;

export const MANIFEST = "manifest.json";
/** The scenario as it was read, so that the directory can be understood, and its result made again, without its surroundings. */
const COPY = "scenario.yaml";

/** Options that say where output goes, not what it is. */
const OUTPUT = { valued: ["--out", "--junit"], flags: ["--json", "--quiet"] } as const;

/**
 * The manifest and the copy of the scenario that go beside a result.
 * @param file the scenario; null for a result that was made from several files
 */
export function manifestFiles(
  file: string | null,
  settings: readonly Setting[],
  line: CommandLine,
): Record<string, string> {
  const text = file === null ? null : textOf(file);
  const manifest: ManifestFile = {
    sipnines: { version: IDENTITY.version, model: IDENTITY.model },
    command: line.without(OUTPUT.valued, OUTPUT.flags),
    scenario: text === null ? null : COPY,
    settings: settings.map(({ path, value }) => `${path}=${value}`),
  };
  return { [MANIFEST]: documentText<"manifest">(manifest), ...(text === null ? {} : { [COPY]: text }) };
}

/** The text of a scenario file; null for what can be read only once, and for what the reader of scenarios will complain about. */
const textOf = (file: string): string | null =>
  statSync(file, { throwIfNoEntry: false })?.isFile() ? readBounded(file, BYTES_MAX).toString("utf8") : null;

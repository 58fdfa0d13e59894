import { renderWarning, type Warning } from "../notation/warning.ts";

/** Says on stderr what is legal in a scenario and almost surely not meant; it changes no exit code. */
export function tell(warnings: readonly Warning[], { quiet = false }: { readonly quiet?: boolean | undefined }): void {
  if (!quiet) for (const warning of warnings) process.stderr.write(`${renderWarning(warning)}\n`);
}

/** Warnings of several readings of the same file, each once. */
export function distinct(warnings: readonly Warning[]): Warning[] {
  const key = ({ file, path, found, consequence }: Warning) => JSON.stringify([file, path, found, consequence]);
  return [...new Map(warnings.map((warning) => [key(warning), warning])).values()];
}

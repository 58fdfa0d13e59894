import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Files in the making end so; what an interruption leaves behind is known by it. */
export const UNFINISHED = ".part";

/** Makes the names in a directory outlast a power cut. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes a file that is either there as a whole or not at all, whatever happens meanwhile: under another name first, then to the
 * disk, then renamed.
 *
 * @param chunks its content, in pieces
 */
export function writeDurably(path: string, chunks: Iterable<string | Uint8Array>): void {
  const draft = `${path}.${randomBytes(6).toString("hex")}${UNFINISHED}`; // machines that share a disk share process numbers
  try {
    const handle = openSync(draft, "w");
    try {
      for (const chunk of chunks) {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
        for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

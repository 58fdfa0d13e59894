import { StoreFailure } from "../experiment/sweep.ts";

/** What stops a disk. */
const DISK: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full",
  EDQUOT: "The quota of disk space is used up",
  EACCES: "The directory may not be written to any more",
  EROFS: "The file system has become read-only",
  ENOENT: "The directory has vanished",
  EIO: "The disk has failed",
};

/**
 * What is said when results cannot be written, and how to go on; null if it was something else that went wrong.
 *
 * @param command that goes on when the disk has been mended
 */
export function diskFailure(error: unknown, command: string): string | null {
  if (!(error instanceof Error)) return null;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (!(error instanceof StoreFailure) && !Object.hasOwn(DISK, code)) return null;
  return `${DISK[code] ?? "The results cannot be written"} (${error.message}).\nAll that was reported as finished is kept. When there is room again: ${command}\n`;
}

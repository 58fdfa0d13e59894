import { WriteFailure } from "../experiment/store/durable-file.ts";

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
  if (!(error instanceof WriteFailure)) return null;
  const { code, message } = error;
  return `${DISK[code] ?? "The results cannot be written"} (${message}).\nAll that was reported as finished is kept. When there is room again: ${command}\n`;
}

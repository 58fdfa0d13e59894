import { WriteFailure } from "../experiment/store/durable-file.ts";
import type { Said } from "../report/json/documents.ts";
import { EXIT } from "./exit-codes.ts";
import { documentText } from "./printing.ts";

/** What stops a disk. */
const DISK: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full",
  EDQUOT: "The quota of disk space is used up",
  EACCES: "The directory may not be written to any more",
  EROFS: "The file system has become read-only",
  ENOENT: "The directory has vanished",
  EIO: "The disk has failed",
};

/** What the request is not to blame for. */
type Failure = Said<"failed">["error"];

/** A sound request that failed, no stack, but how to go on or to see it again; with --json as the one document on stdout too. Returns the exit code. */
function tell(failure: Failure, text: string, isJson: boolean): number {
  if (isJson) process.stdout.write(documentText<"failed">({ error: failure }));
  process.stderr.write(text);
  return failure.kind === "disk" ? EXIT.interrupted : EXIT.ourFault;
}

/** Says an internal error, or that the system gives no more. */
export function tellFailure(error: unknown, words: readonly string[]): number {
  const { message, code }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  const command = ["sipnines", ...words].join(" ").replace(/(\brediss?:\/\/[^:\s]*:)\S*@/g, "$1***@"); // no passwords
  const isOfSystem = code === "EMFILE" || code === "ENFILE";
  const text = isOfSystem
    ? `The system gives no more file descriptors (${message}).\nRaise the limit, as in: ulimit -n 1024; then: ${command}\n`
    : `Internal error: ${message}\nThis makes it happen again: ${command}\n`;
  return tell({ kind: isOfSystem ? "system" : "internal", message, command }, text, words.includes("--json"));
}

/**
 * Says that results cannot be written, and how to go on; null if it was something else that went wrong.
 *
 * @param command that goes on when the disk has been mended
 */
export function tellDiskFailure(error: unknown, command: string, isJson: boolean): number | null {
  if (!(error instanceof WriteFailure)) return null;
  const { code, message } = error;
  const text = `${DISK[code] ?? "The results cannot be written"} (${message}).\nAll that was reported as finished is kept. When there is room again: ${command}\n`;
  return tell({ kind: "disk", message, command }, text, isJson);
}

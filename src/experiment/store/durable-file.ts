import { randomBytes } from "node:crypto";
import { closeSync, fchmodSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Names of files in the making; what an interruption leaves behind is known by it. */
export const isUnfinished = (name: string): boolean => /\.[0-9a-f]{12}\.part$/.test(name);

/** A file cannot be written. What was said to be written before is kept. */
export class WriteFailure extends Error {
  override readonly name = "WriteFailure";
  /** As the operating system calls it, such as ENOSPC. */
  readonly code: string;

  /** @throws the error itself if it does not come from the system */
  static of(error: unknown): WriteFailure {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== "string" || !(error instanceof Error)) throw error;
    return new WriteFailure(code, error.message);
  }

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

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
 * A file in the making. It grows under another name beside its own and takes its own when it is whole: there is never half a file, and
 * a link of that name is replaced, never followed.
 */
export class Draft {
  readonly #path: string;
  readonly #draft: string;
  readonly #handle: number;

  /**
   * @param mode permissions; left out: those of the file that it replaces, or the usual ones
   * @throws WriteFailure
   */
  constructor(path: string, mode?: number) {
    this.#path = path;
    this.#draft = `${path}.${randomBytes(6).toString("hex")}.part`; // machines that share a disk share process numbers
    try {
      this.#handle = openSync(this.#draft, "wx");
      const before = lstatSync(path, { throwIfNoEntry: false });
      const kept = mode ?? (before?.isFile() ? before.mode & 0o777 : undefined);
      if (kept !== undefined) fchmodSync(this.#handle, kept);
    } catch (error) {
      throw WriteFailure.of(error);
    }
  }

  /** @throws WriteFailure, and then nothing is left of the draft */
  write(chunk: string | Uint8Array): void {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    this.#orNothing(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at);
    });
  }

  /**
   * Gives the file its name.
   * @param isDurable whether it must outlast a power cut from now on
   * @throws WriteFailure, and then nothing is left of the draft
   */
  finish(isDurable = false): void {
    this.#orNothing(() => {
      if (isDurable) fsyncSync(this.#handle);
      closeSync(this.#handle);
      renameSync(this.#draft, this.#path);
      if (isDurable) syncDirectory(dirname(this.#path));
    });
  }

  /** Leaves nothing behind. */
  abandon(): void {
    try {
      closeSync(this.#handle);
    } catch {
      // closed already
    }
    rmSync(this.#draft, { force: true });
  }

  #orNothing(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.abandon();
      throw WriteFailure.of(error);
    }
  }
}

/**
 * Writes a file that is either there as a whole or not at all.
 * @param chunks its content, in pieces
 * @throws WriteFailure
 */
export function writeWhole(path: string, chunks: Iterable<string | Uint8Array>, mode?: number): void {
  written(new Draft(path, mode), chunks).finish();
}

/** The same of a file that outlasts a power cut. */
export function writeDurably(path: string, chunks: Iterable<string | Uint8Array>): void {
  written(new Draft(path), chunks).finish(true);
}

function written(draft: Draft, chunks: Iterable<string | Uint8Array>): Draft {
  try {
    for (const chunk of chunks) draft.write(chunk);
    return draft;
  } catch (error) {
    draft.abandon();
    throw error;
  }
}

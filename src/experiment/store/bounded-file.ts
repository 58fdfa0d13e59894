import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";
import { type Problem, problemOfFile } from "../../notation/problem.ts";

/** A file that cannot be read, and why. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  /** What stands in the way, as the object of "found …". */
  readonly found: string;
  readonly #path: string;

  constructor(path: string, found: string) {
    super(`${path}: ${found}`);
    this.found = found;
    this.#path = path;
  }

  get problem(): Problem {
    return problemOfFile(this.#path, this.found, "a file that can be read");
  }
}

/** What the system's codes mean to somebody who has named a file. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "a file that may not be read",
  EPERM: "a file that may not be read",
  EISDIR: "a directory",
  ENOTDIR: "a path through something that is no directory",
  ELOOP: "a circle of links",
  ENAMETOOLONG: "a name that is too long",
  EROFS: "a read-only file system",
  ENOSPC: "a full disk",
  EEXIST: "a file",
  ENXIO: "a device or socket",
  EAGAIN: "nothing to read yet",
  EIO: "a disk that has failed",
};

/** @throws the error itself if it does not come from the system, or if it says that there are too few file descriptors */
export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== "string" || code === "EMFILE" || code === "ENFILE") throw error;
  return REASONS[code] ?? `a file that cannot be read (${code})`;
}

/** What a shell connects to something else: it has no size and is read to its end. */
const isStream = (path: string): boolean => /^\/(?:dev\/(?:stdin|stdout|stderr|fd\/)|proc\/self\/fd\/)/.test(path);

const CHUNK = 1 << 16;

/**
 * Reads a file. No more than `most` bytes are taken in, whatever its size is said to be, and nothing is waited for that may never come.
 *
 * @param path of a file, or 0 for standard input
 * @param most bytes
 * @throws Unreadable
 */
export const readBounded = (path: string | 0, most: number): Buffer => readFrom(path, most, 0);

function readFrom(path: string | 0, most: number, flags: number): Buffer {
  const name = path === 0 ? "standard input" : path;
  const refuse = (found: string): never => {
    throw new Unreadable(name, found);
  };
  try {
    if (path === 0) return take(0, most, refuse);
    if (path.includes("\0")) return refuse("a name with a zero byte in it");
    if (!isStream(path)) refuseOddities(statSync(path), refuse);
    // Without O_NONBLOCK the opening of a FIFO would wait for somebody who writes into it.
    const handle = openSync(path, constants.O_RDONLY | flags | (isStream(path) ? 0 : constants.O_NONBLOCK));
    try {
      const stat = fstatSync(handle);
      if (stat.isDirectory()) refuse("a directory");
      if (!isStream(path)) refuseOddities(stat, refuse);
      if (stat.isFile() && stat.size > most) refuse(`a file of ${stat.size} bytes`);
      return take(handle, most, refuse);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    return refuse(reasonOf(error));
  }
}

function refuseOddities(stat: ReturnType<typeof fstatSync>, refuse: (found: string) => never): void {
  if (stat.isDirectory()) refuse("a directory");
  if (stat.isFIFO()) refuse("a FIFO");
  if (stat.isCharacterDevice() || stat.isBlockDevice()) refuse("a device");
  if (stat.isSocket()) refuse("a socket");
}

function take(handle: number, most: number, refuse: (found: string) => never): Buffer {
  const chunks: Buffer[] = [];
  for (let size = 0; ; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK << Math.min(chunks.length, 8), most + 1));
    const read = readSync(handle, chunk);
    if (read === 0) return Buffer.concat(chunks, size);
    size += read;
    if (size > most) refuse(`more than ${most} bytes`);
    chunks.push(chunk.subarray(0, read));
  }
}

/** A name that cannot lead anywhere but into the directory that it is looked for in, on any system. */
const isPlainName = (name: string): boolean =>
  name !== "" && name !== "." && name !== ".." && !/[/\\:\p{Cc}]/u.test(name) && !isAbsolute(name);

/** What stands at a path, links not followed; undefined if nothing does, or if part of the way is no directory. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

/**
 * Reads a file of a directory that somebody else may have made: only one that stands in the directory itself, never through a link.
 *
 * @returns null if it is not there
 * @throws Unreadable for links, devices, more than `most` bytes, and names that lead elsewhere
 */
export function readInside(directory: string, name: string, most: number): Buffer | null {
  if (!isPlainName(name)) throw new Unreadable(directory, `${JSON.stringify(name)}, which is no name of a file in it`);
  const path = join(directory, name);
  const stat = entryAt(path);
  if (stat === undefined) return null;
  if (stat.isSymbolicLink()) throw new Unreadable(path, "a link");
  return readFrom(path, most, constants.O_NOFOLLOW ?? 0);
}

/**
 * A directory within another that somebody else may have made; null if it is not there.
 * @throws Unreadable for a link, or what is no directory
 */
export function folderInside(directory: string, name: string): string | null {
  const path = join(directory, name);
  const stat = entryAt(path);
  if (stat === undefined) return null;
  if (stat.isSymbolicLink()) throw new Unreadable(path, "a link to a directory");
  if (!stat.isDirectory()) throw new Unreadable(path, "something that is no directory");
  return path;
}

/** Names of the files in a directory, sorted; those of links and of what is no file are left out. */
export const filesIn = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

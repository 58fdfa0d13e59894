import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { readInside } from "./bounded-file.ts";
import { WriteFailure } from "./durable-file.ts";

/** Who holds a directory. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process was started, in ticks since the machine was; null where the system does not tell. */
  readonly started: string | null;
}

/** Another process works in the directory. */
export class Locked extends Error {
  override readonly name = "Locked";
  readonly holder: Holder;
  readonly path: string;

  constructor(holder: Holder, path: string) {
    super(`process ${holder.pid} on ${holder.host} works in this directory`);
    this.holder = holder;
    this.path = path;
  }
}

/** A process number is used again sooner or later; together with the time of its start it is not. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** This process. */
export const ownHolder = (): Holder => ({ pid: process.pid, host: hostname(), started: startOf(process.pid) });

/** Whether a process is still there; one of another machine is taken to be. */
export function isAlive({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return true; // cannot be known from here
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const now = startOf(pid);
  return started === null || now === null || now === started;
}

/** Bytes of a lock at most. */
const LOCK_MAX = 4096;

/** Who is named by a text; null for a text that names nobody. */
export function holderOfText(text: string): Holder | null {
  try {
    const { pid, host, started = null } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    if (!Number.isInteger(pid) || (pid as number) < 1 || typeof host !== "string") return null;
    return { pid: pid as number, host, started: typeof started === "string" ? started : null };
  } catch {
    return null;
  }
}

function holderIn(path: string): Holder | null {
  try {
    return holderOfText(readInside(dirname(path), basename(path), LOCK_MAX)?.toString("utf8") ?? "");
  } catch {
    return null;
  }
}

/**
 * Takes a directory for this process. The lock of a process of this machine that is no more is taken over; one of another machine is
 * not, since nobody here can know.
 *
 * @returns a function that gives the directory free again
 * @throws Locked if another process holds it
 */
export function takeLock(directory: string): () => void {
  const path = join(directory, "lock");
  const draft = join(directory, `lock.${process.pid}`);
  const own = ownHolder();
  try {
    rmSync(draft, { force: true }); // of an earlier process of this number
    writeFileSync(draft, `${JSON.stringify(own)}\n`, { flag: "wx" });
    for (;;) {
      try {
        linkSync(draft, path); // fails if it is there: the one step that only one process can make
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      removeDead(path);
    }
  } catch (error) {
    throw error instanceof Locked ? error : WriteFailure.of(error);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    const holder = holderIn(path);
    if (holder?.pid !== own.pid || holder.host !== own.host) return;
    try {
      rmSync(path, { force: true });
    } catch {
      // A disk that has failed keeps the lock; when this process is no more, the next one takes it over.
    }
  };
}

/** The process that is at work in a directory; null if none is, or it is no more. */
export function holderOf(directory: string): Holder | null {
  const holder = holderIn(join(directory, "lock"));
  return holder && isAlive(holder) ? holder : null;
}

/** Clears away the lock of a process that is no more. */
function removeDead(path: string): void {
  const holder = holderIn(path);
  if (holder && isAlive(holder)) throw new Locked(holder, path);
  const aside = `${path}.dead-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return; // somebody else was faster
    throw error;
  }
  const taken = holderIn(aside);
  if (taken && isAlive(taken)) {
    // Between the two looks another process had cleared it away and locked the directory: give it back.
    linkSync(aside, path);
    rmSync(aside);
    throw new Locked(taken, path);
  }
  rmSync(aside);
}

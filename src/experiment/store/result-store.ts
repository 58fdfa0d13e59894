import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import { filesIn, folderInside, readInside, Unreadable } from "./bounded-file.ts";
import { type CallRecord, decodeCalls } from "./call-records.ts";
import { isUnfinished, syncDirectory, writeDurably } from "./durable-file.ts";
import { takeLock } from "./lock.ts";
import { bytesOf, callsOf, figuresOf, impossibleIn, type StoredUnit, type UnitAddress, unitsIn } from "./unit.ts";

/** A parcel whose bytes are not those that were written. */
export interface Damage {
  readonly file: string;
  /** In words: cut short, empty, not what was written. */
  readonly what: string;
}

/** Replications from `first` to before `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

interface Kept {
  readonly parcel: number;
  readonly unit: StoredUnit;
}

const ENDING = ".units";
/** Parcels kept in memory: points are read in the order in which they were computed, so that the last few will do. */
const PARCELS_CACHED = 8;

/** Bytes of a parcel at most: far more than a second's work comes to. */
const PARCEL_MAX = 2 ** 30;
const UNITS = "units";
const METRICS = CATALOGUE.length;

/** The directory of units in a study's directory. */
const unitsFolder = (directory: string): string => join(directory, UNITS);

/**
 * Writes units into a study's directory as one parcel, and returns when it will outlast a power cut. The parcel is called by what it
 * holds. May be called from any thread of the process that has locked the directory.
 *
 * @param bytes encoded units, one after the other
 * @returns the name of the file
 */
export function writeParcel(directory: string, bytes: Buffer): string {
  const name = `${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}${ENDING}`;
  writeDurably(join(unitsFolder(directory), name), [bytes]);
  return name;
}

/**
 * All finished units of a study, found by point and replication number. Nothing in it is ever changed: more replications and more
 * points come as more units.
 */
export class ResultStore {
  readonly directory: string;
  /** What was found unsound when the store was opened; its units count as missing. */
  readonly damaged: readonly Damage[];
  /** Whether a unit that does not hold its calls counts as missing. */
  readonly needsCalls: boolean;
  readonly #parcels: string[] = [];
  readonly #kept = new Map<string, Kept[]>();
  readonly #cache = new Map<number, Buffer>();
  #release: (() => void) | null;

  /**
   * Opens a directory to write into, made if need be. Drafts of an interrupted process are cleared away, unsound parcels put aside.
   *
   * @throws Locked if another process has it open
   * @throws Unreadable if its units are a link to elsewhere
   */
  static open(directory: string, needsCalls = false): ResultStore {
    if (folderInside(directory, UNITS) === null) mkdirSync(unitsFolder(directory), { recursive: true });
    const release = takeLock(directory);
    try {
      for (const folder of [directory, unitsFolder(directory)])
        for (const name of filesIn(folder)) if (isUnfinished(name)) rmSync(join(folder, name));
      return new ResultStore(directory, release, needsCalls);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Opens a directory to read from, whoever writes to it meanwhile. */
  static read(directory: string, needsCalls = false): ResultStore {
    return new ResultStore(directory, null, needsCalls);
  }

  private constructor(directory: string, release: (() => void) | null, needsCalls: boolean) {
    this.directory = directory;
    this.#release = release;
    this.needsCalls = needsCalls;
    this.damaged = folderInside(directory, UNITS) === null ? [] : this.#index();
  }

  #index(): Damage[] {
    const folder = unitsFolder(this.directory);
    const damaged: Damage[] = [];
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith(ENDING)) continue;
      const file = join(folder, name);
      let bytes: Buffer;
      try {
        bytes = readInside(folder, name, PARCEL_MAX)!;
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        damaged.push({ file, what: error.found });
        continue;
      }
      const content = unitsIn(bytes);
      // Those of another version of the model have other figures, and belong to none of our points.
      const units = content.units.filter((unit) => unit.metrics !== METRICS || impossibleIn(bytes, unit) === null);
      const damage = content.damage ?? (units.length < content.units.length ? "figures that no run can have" : null);
      if (damage === null || this.#release === null) this.#add(name, units);
      else this.#rescue(file, bytes, units);
      if (damage !== null) damaged.push({ file, what: damage });
    }
    return damaged;
  }

  /** Writes what is sound of a parcel anew, and puts the parcel aside unless that has replaced it. */
  #rescue(file: string, bytes: Buffer, units: readonly StoredUnit[]): void {
    const sound = units.map((unit) => bytesOf(bytes, unit));
    const name = sound.length > 0 ? writeParcel(this.directory, Buffer.concat(sound)) : null;
    if (name !== null) this.adopt(name);
    if (name !== null && join(unitsFolder(this.directory), name) === file) return;
    renameSync(file, `${file}.damaged`);
    syncDirectory(unitsFolder(this.directory));
  }

  #add(name: string, units: readonly StoredUnit[]): void {
    const parcel = this.#parcels.push(name) - 1;
    for (const unit of units) {
      const kept = this.#kept.get(unit.key);
      if (kept) kept.push({ parcel, unit });
      else this.#kept.set(unit.key, [{ parcel, unit }]);
    }
  }

  /** Takes up a parcel that `writeParcel` has written meanwhile. */
  adopt(name: string): void {
    this.#add(name, unitsIn(readInside(unitsFolder(this.directory), name, PARCEL_MAX)!).units);
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0;
  }

  /** Units of points that the given set does not hold, such as those of an earlier design or version. */
  unitsBeside(keys: ReadonlySet<string>): number {
    let count = 0;
    for (const [key, kept] of this.#kept) if (!keys.has(key)) count += kept.length;
    return count;
  }

  /** All units, by parcel: for copying into another store. */
  *units(): Generator<{ readonly address: UnitAddress; readonly bytes: Buffer }> {
    for (const kept of this.#kept.values())
      for (const { parcel, unit } of kept) yield { address: unit, bytes: bytesOf(this.#parcel(parcel), unit) };
  }

  /** The replications below `end` that are not there. */
  missing(key: string, end: number): Range[] {
    const missing: Range[] = [];
    let at = 0;
    for (const { unit } of this.#inOrder(key)) {
      if (this.needsCalls && unit.calls === 0) continue;
      if (unit.first >= end) break;
      if (unit.first > at) missing.push({ first: at, end: unit.first });
      at = Math.max(at, unit.first + unit.count);
    }
    if (at < end) missing.push({ first: at, end });
    return missing;
  }

  /** Replications from `end` on that are there. */
  beyond(key: string, end: number): number {
    return this.#inOrder(key).reduce((sum, { unit }) => {
      const { first, count } = unit;
      return sum + Math.max(0, first + count - Math.max(first, end));
    }, 0);
  }

  /** The first replications of a point, as many as there are without a gap, at most `most`. */
  figures(key: string, most: number): Figures[] {
    const figures: Figures[] = [];
    for (const kept of this.#inOrder(key)) {
      const { first } = kept.unit;
      if (figures.length >= most || first > figures.length) break;
      for (const one of this.#figures(kept).slice(figures.length - first)) figures.push(one);
    }
    return figures.slice(0, most);
  }

  /** The calls of the first replications of a point, as many as there are without a gap, below `end`. */
  *calls(key: string, end: number): Generator<CallRecord & { readonly replication: number }> {
    let at = 0;
    for (const { parcel, unit } of this.#inOrder(key)) {
      if (at >= end || unit.first > at) return;
      if (unit.calls === 0 || unit.first + unit.count <= at) continue;
      for (const record of decodeCalls(callsOf(this.#parcel(parcel), unit))) {
        const replication = unit.first + record.replication;
        if (replication >= at && replication < end) yield { ...record, replication };
      }
      at = unit.first + unit.count;
    }
  }

  #inOrder(key: string): readonly Kept[] {
    const kept = (this.#kept.get(key) ?? []).filter(({ unit }) => unit.metrics === METRICS);
    return kept.sort((x, y) => x.unit.first - y.unit.first);
  }

  #figures({ parcel, unit }: Kept): Figures[] {
    return figuresOf(this.#parcel(parcel), unit);
  }

  #parcel(parcel: number): Buffer {
    let bytes = this.#cache.get(parcel);
    if (bytes === undefined) {
      bytes = readInside(unitsFolder(this.directory), this.#parcels[parcel]!, PARCEL_MAX)!;
      if (this.#cache.size >= PARCELS_CACHED) this.#cache.delete(this.#cache.keys().next().value!);
      this.#cache.set(parcel, bytes);
    }
    return bytes;
  }

  /** Gives the directory free. */
  close(): void {
    this.#release?.();
    this.#release = null;
  }
}

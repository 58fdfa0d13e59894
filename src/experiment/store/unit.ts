import { createHash } from "node:crypto";
import type { Figures } from "../../metrics/collector.ts";
import { impossibleFigure } from "../../metrics/range.ts";
import { KEY_BYTES } from "../point-key.ts";
import { areCalls } from "./call-records.ts";

/** Some replications of one point of a study: the smallest thing that is kept or lost. */
export interface UnitAddress {
  /** Key of the point, as `pointKey` gives it. */
  readonly key: string;
  readonly first: number;
  readonly count: number;
}

/** Where a unit stands in the bytes of its parcel. */
export interface StoredUnit extends UnitAddress {
  readonly offset: number;
  readonly metrics: number;
  /** Bytes of its calls; 0 if calls were not recorded. */
  readonly calls: number;
}

/**
 * A unit as bytes, little-endian: the mark, the point's key, first replication, number of replications, number of metrics, the
 * figures by replication and metric, and the SHA-256 of all that. Several follow one another in a parcel. A unit with calls has
 * another mark, the number of bytes of its calls behind the number of metrics, and the calls behind the figures.
 */
const MARK = Buffer.from("9unit\u0001\r\n", "latin1"); // a line end, so that a transfer as text shows
const MARK_OF_CALLS = Buffer.from("9unit\u0002\r\n", "latin1");
const HEAD = MARK.length + KEY_BYTES + 12;
const DIGEST = 32;

/** Bytes before the figures of a unit. */
const headSize = (calls: number): number => (calls === 0 ? HEAD : HEAD + 4);
/** Bytes that a unit takes. */
const unitSize = (count: number, metrics: number, calls: number): number =>
  headSize(calls) + 8 * count * metrics + calls + DIGEST;

const digestOf = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

/**
 * The bytes of a unit.
 *
 * @param calls of its replications, as `encodeCalls` gives them; null if they are not recorded
 */
export function encodeUnit(
  { key, first, count }: UnitAddress,
  figures: readonly Figures[],
  calls: Buffer | null = null,
): Buffer {
  const metrics = figures[0]?.length ?? 0;
  const bytes = Buffer.alloc(unitSize(count, metrics, calls?.length ?? 0));
  (calls ? MARK_OF_CALLS : MARK).copy(bytes);
  bytes.write(key, MARK.length, "hex");
  let at = MARK.length + KEY_BYTES;
  for (const number of [first, count, metrics]) at = bytes.writeUInt32LE(number, at);
  if (calls) at = bytes.writeUInt32LE(calls.length, at);
  for (const replication of figures)
    for (const value of replication) at = bytes.writeDoubleLE(Number.isNaN(value) ? Number.NaN : value, at);
  if (calls) at += calls.copy(bytes, at);
  digestOf(bytes.subarray(0, at)).copy(bytes, at);
  return bytes;
}

/** What became of reading a parcel: its sound units, and whether anything in it was not sound. */
export interface ParcelContent {
  readonly units: readonly StoredUnit[];
  /** In words; null if every byte was as written. */
  readonly damage: string | null;
}

/**
 * Finds the units in the bytes of a parcel and checks them. After the first one that is cut short or has lost its mark nothing more
 * can be found; one whose digest is wrong is left out.
 */
export function unitsIn(parcel: Buffer): ParcelContent {
  const units: StoredUnit[] = [];
  let damage: string | null = parcel.length === 0 ? "empty" : null;
  let offset = 0;
  while (offset < parcel.length) {
    if (parcel.length - offset < HEAD) return { units, damage: "cut short" };
    const mark = parcel.subarray(offset, offset + MARK.length);
    const hasCalls = mark.equals(MARK_OF_CALLS);
    if (!hasCalls && !mark.equals(MARK)) return { units, damage: "not what was written" };
    const fields = offset + MARK.length + KEY_BYTES;
    const [first, count, metrics] = [0, 4, 8].map((at) => parcel.readUInt32LE(fields + at)) as [number, number, number];
    if (hasCalls && parcel.length - offset < HEAD + 4) return { units, damage: "cut short" };
    const calls = hasCalls ? parcel.readUInt32LE(offset + HEAD) : 0;
    const end = offset + unitSize(count, metrics, calls);
    if (end > parcel.length) return { units, damage: "cut short" };
    if (digestOf(parcel.subarray(offset, end - DIGEST)).equals(parcel.subarray(end - DIGEST, end)))
      units.push({ key: parcel.toString("hex", offset + MARK.length, fields), first, count, metrics, calls, offset });
    else damage = "not what was written";
    offset = end;
  }
  return { units, damage };
}

/** A figure or a call in a unit that no replication can have come to, in words; null if there is none. */
export function impossibleIn(parcel: Buffer, unit: StoredUnit, longest?: number): string | null {
  for (const figures of figuresOf(parcel, unit)) {
    const odd = impossibleFigure(figures, longest);
    if (odd !== null) return odd;
  }
  return unit.calls === 0 || areCalls(callsOf(parcel, unit), unit.count) ? null : "calls that are none";
}

/** The bytes of a unit within its parcel. */
export const bytesOf = (parcel: Buffer, { offset, count, metrics, calls }: StoredUnit): Buffer =>
  parcel.subarray(offset, offset + unitSize(count, metrics, calls));

/** The calls of a unit, to be read by `decodeCalls`. */
export function callsOf(parcel: Buffer, { offset, count, metrics, calls }: StoredUnit): Buffer {
  const start = offset + headSize(calls) + 8 * count * metrics;
  return parcel.subarray(start, start + calls);
}

/** The figures of a unit that `unitsIn` has found sound. */
export function figuresOf(parcel: Buffer, { offset, count, metrics, calls }: StoredUnit): Figures[] {
  const start = offset + headSize(calls);
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: metrics }, (__, metric) => parcel.readDoubleLE(start + 8 * (i * metrics + metric))),
  );
}

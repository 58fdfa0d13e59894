import type { World } from "../../architecture/world.ts";
import { CAUSES, CallState } from "../../sip/calls.ts";

/** One call of a replication. */
export interface CallRecord {
  /** Counted from 0, in the order in which the calls began. */
  readonly call: number;
  /** When its INVITE was sent [s]. */
  readonly startedAt: number;
  /** From INVITE to the first 200 [s]; NaN if none came. */
  readonly callSetupTime: number;
  /** When it succeeded or failed, or the run ended [s]. */
  readonly endedAt: number;
  /** Why it failed, as a place in `CAUSES`; 0 if it succeeded, `UNFINISHED` if the run ended first. */
  readonly cause: number;
  /** The service's address that it aimed at last, counted from 0. */
  readonly address: number;
  /** User that it called, counted from 0. */
  readonly callee: number;
}

/** In place of a cause: the call was under way when the run ended. */
export const UNFINISHED = 255;

/** Bytes of a call: three times, cause, address, callee. */
const CALL = 24 + 1 + 2 + 4;

/** The calls of the replication that a world has just finished, as bytes, little-endian: their number, then one after the other. */
export function encodeCalls({ calls, network }: World): Buffer {
  const { created, times } = calls;
  if (times === null) throw new Error("the times of the calls were not kept");
  const bytes = Buffer.allocUnsafe(4 + CALL * created);
  let at = bytes.writeUInt32LE(created);
  for (let call = 0; call < created; call++) {
    const delay = times.answeredAt[call]! - calls.startedAt[call]!;
    at = bytes.writeDoubleLE(calls.startedAt[call]!, at);
    at = bytes.writeDoubleLE(Number.isNaN(delay) ? Number.NaN : delay, at);
    at = bytes.writeDoubleLE(times.endedAt[call]!, at);
    at = bytes.writeUInt8(causeByte(calls, call), at);
    at = bytes.writeUInt16LE(calls.target[call]! - network.hosts, at);
    at = bytes.writeInt32LE(calls.callee[call]!, at);
  }
  return bytes;
}

const causeByte = ({ state, blame }: World["calls"], call: number): number =>
  state[call] === CallState.UNFINISHED ? UNFINISHED : state[call] === CallState.FAILED ? blame[call]! : 0;

/** The calls of several replications, each encoded by `encodeCalls`, with the place of their replication among these. */
export function* decodeCalls(bytes: Buffer): Generator<CallRecord & { readonly replication: number }> {
  let replication = 0;
  for (let at = 0; at < bytes.length; replication++) {
    const count = bytes.readUInt32LE(at);
    at += 4;
    for (let call = 0; call < count; call++, at += CALL)
      yield {
        replication,
        call,
        startedAt: bytes.readDoubleLE(at),
        callSetupTime: bytes.readDoubleLE(at + 8),
        endedAt: bytes.readDoubleLE(at + 16),
        cause: bytes.readUInt8(at + 24),
        address: bytes.readUInt16LE(at + 25),
        callee: bytes.readInt32LE(at + 27),
      };
  }
}

/** Whether bytes hold the calls of so many replications, each with a known cause and times that are numbers. */
export function areCalls(bytes: Buffer, replications: number): boolean {
  let at = 0;
  for (let replication = 0; replication < replications; replication++) {
    if (at + 4 > bytes.length) return false;
    const end = at + 4 + CALL * bytes.readUInt32LE(at);
    if (end > bytes.length) return false;
    for (at += 4; at < end; at += CALL)
      if (!(bytes.readDoubleLE(at) >= 0) || bytes.readUInt8(at + 24) >= CAUSES.length) return false;
  }
  return at === bytes.length;
}

/** The cause of a failed call in words; null for a successful or an unfinished one. */
export const causeOf = ({ cause }: CallRecord): string | null =>
  cause === 0 || cause === UNFINISHED ? null : CAUSES[cause]!;

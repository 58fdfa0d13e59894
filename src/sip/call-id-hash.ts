import { kindOf, subjectOf } from "../network/message.ts";
import { ofCall } from "./message.ts";

/** A Call-ID's hash, 32 bits: all messages of a call share it; calls and registrations are numbered apart. */
export const callIdHash = (message: number): number =>
  mixed(Math.imul(subjectOf(message) + (ofCall(kindOf(message)) ? 0 : 0x40000000), 0x9e3779b1));

/** 32 bits stirred until each of them depends on all (the finish of MurmurHash 3, A. Appleby). */
export function mixed(bits: number): number {
  let h = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

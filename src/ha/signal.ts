import { messageOf, subjectOf } from "../network/message.ts";

/**
 * A message between the middleware of two nodes: heartbeats, tokens, advertisements, checks. Its subject is
 * payload (8 bits) | channel (6 bits) | a host (12 bits). Each detector has channels of its own.
 */
export const signal = (kind: number, channel: number, host: number, payload: number): number =>
  messageOf(kind, host | (channel << 12) | ((payload & 0xff) << 18));

export const hostOf = (message: number): number => subjectOf(message) & 0xfff;
export const channelOf = (message: number): number => (subjectOf(message) >>> 12) & 63;
export const payloadOf = (message: number): number => (subjectOf(message) >>> 18) & 0xff;

/** Takes a signal of one channel. */
export type Ear = (host: number, payload: number, envelope: number) => void;

/** In the extra bits of an answer over TCP: no process listens, and the operating system has reset the connection. */
export const REFUSED = 3;

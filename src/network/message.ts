/**
 * A message in flight is two integers, because millions of them fly: `message` says what it is and what it belongs to, `envelope`
 * where it goes and where its answer has to go. What a kind means is for those to know who send and hear it. A message takes all 32 bits:
 * its sign says nothing.
 *
 *     message  = kind (6 bits) | subject (26 bits)
 *     envelope = destination address (12 bits) | where the answer goes, in SIP the topmost Via (12 bits) | extra (7 bits)
 */
export const KINDS = 64;

/** Subjects are numbered from 0 up to this. */
export const SUBJECTS = 2 ** 26;

export const messageOf = (kind: number, subject: number): number => kind | (subject << 6);
export const kindOf = (message: number): number => message & 63;
export const subjectOf = (message: number): number => message >>> 6;

export const envelopeOf = (to: number, via: number, extra = 0): number => to | (via << 12) | (extra << 24);
export const toOf = (envelope: number): number => envelope & 0xfff;
export const viaOf = (envelope: number): number => (envelope >>> 12) & 0xfff;
export const extraOf = (envelope: number): number => envelope >>> 24;

import { counted } from "../../../units/number.ts";
import type { FailedCall, Happening } from "../../watched/happenings.ts";

/** What a mark stands for: something breaks or is mended, somebody comes to a verdict, an address moves, calls begin to fail. */
export const MARKS = ["fault", "verdict", "takeover", "failed calls"] as const;
export type MarkKind = (typeof MARKS)[number];

/** A moment to jump to. */
export interface Mark {
  readonly time: number;
  readonly kind: MarkKind;
  readonly text: string;
}

const KIND_OF: Partial<Record<Happening["kind"], MarkKind>> = {
  node: "fault",
  links: "fault",
  verdict: "verdict",
  quorum: "verdict",
  fencing: "verdict",
  takeover: "takeover",
  address: "takeover",
};

/** The kind of mark that an incident is; undefined: none. */
export const kindOfMark = (kind: Happening["kind"]): MarkKind | undefined => KIND_OF[kind];

/** Failed calls closer together than this are one mark [s]. */
const APART = 1;

/** Calls that fail one after another, from the first to the last [s]. */
export interface Burst {
  readonly from: number;
  to: number;
  count: number;
}

/** @param calls in the order of time */
export function burstsOf(calls: readonly Pick<FailedCall, "time">[]): Burst[] {
  const bursts: Burst[] = [];
  for (const { time } of calls) {
    const last = bursts.at(-1);
    if (last !== undefined && time - last.to < APART) {
      last.to = time;
      last.count++;
    } else bursts.push({ from: time, to: time, count: 1 });
  }
  return bursts;
}

/** All marks in the order of time. */
export function marksOf(incidents: readonly Happening[], calls: readonly Pick<FailedCall, "time">[]): Mark[] {
  const marks: Mark[] = incidents.flatMap(({ time, kind, text }) => {
    const mark = kindOfMark(kind);
    return mark === undefined ? [] : [{ time, kind: mark, text }];
  });
  for (const { from, count } of burstsOf(calls))
    marks.push({
      time: from,
      kind: "failed calls",
      text: count === 1 ? "a call fails" : `${counted(count, "call")} fail, this is the first`,
    });
  return marks.sort((a, b) => a.time - b.time);
}

/** The first mark after a time [s], or the last one before it. */
export const nearestMark = (marks: readonly Mark[], from: number, by: 1 | -1): Mark | undefined =>
  by > 0 ? marks.find(({ time }) => time > from) : marks.findLast(({ time }) => time < from);

import type { VerbName } from "../../faults/description.ts";
import { formatDuration } from "../../units/duration.ts";
import type { Happening } from "../watched/happenings.ts";
import type { Seen } from "./story.ts";

/** A metric as it stands; 0 where it has no value yet. */
export const metric = ({ view }: Seen, name: string): number => view.counters[name] ?? 0;

/** Whether the run has come to a time [s], or to its end. */
export const isAt =
  (time: number) =>
  ({ view }: Seen) =>
    view.isOver || view.time >= time;
export const isOver = ({ view }: Seen): boolean => view.isOver;

/** The first incident of a kind whose sentence says so, if there was one, not before a time [s]. */
export const incident = (
  { incidents }: Seen,
  kind: Happening["kind"],
  words: RegExp,
  since = 0,
): Happening | undefined => incidents.find((one) => one.kind === kind && one.time >= since && words.test(one.text));

/** What was done by hand with this verb to one of these nodes, the last of it; any node, where none is named. */
export const deed = ({ deeds }: Seen, verb: VerbName, ...nodes: readonly string[]) =>
  deeds.findLast(
    (one) =>
      one.verb === verb &&
      (nodes.length === 0 || nodes.includes(String((one as unknown as Record<string, unknown>)[verb]))),
  );

/** Messages that wait or are in service at a node, by its name. */
export const queueOf = ({ view, scene }: Seen, node: string): number => {
  const host = scene.participants.names.indexOf(node);
  const found = view.nodes.find((one) => one.host === host);
  return found === undefined ? 0 : found.waiting + found.inService;
};

/** "1 043", with a narrow space that does not break. */
export const count = (number: number): string => String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** "1 call", "65 calls". */
export const amount = (number: number, noun: string): string =>
  `${count(number)} ${noun}${Math.round(number) === 1 ? "" : "s"}`;

/** A duration to three significant digits, with its unit. */
export const time = (seconds: number): string => formatDuration(Number(seconds.toPrecision(3)));

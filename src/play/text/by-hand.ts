import { isSeq, parseDocument } from "yaml";
import type { FaultNotation } from "../../faults/description.ts";

/** Faults strike at whole microseconds, so that a file says their times exactly. */
const RESOLUTION = 1e6;

/** The first moment after `now` at which something can be done by hand [s]. */
export const nextMoment = (now: number): number => (Math.floor(now * RESOLUTION) + 1) / RESOLUTION;

/** A time as a file says it: "12.000301 s". */
export const moment = (time: number): string => `${Number(time.toFixed(6))} s`;

/** What is done by hand, without its time. */
export type Deed = Omit<FaultNotation, "at">;

const WIDTH = { lineWidth: 120 } as const;

/** The text of a scenario with one more line in its fault script, at a time [s]; all else, comments too, stays as it is. */
export function withFault(text: string, at: number, deed: Deed): string {
  const document = parseDocument(text);
  const line = document.createNode({ at: moment(at), ...deed }, { flow: true });
  if (isSeq(document.get("faults"))) document.addIn(["faults"], line);
  else document.set("faults", document.createNode([line]));
  return document.toString(WIDTH);
}

/** The same with the last line of its fault script left out. */
export function withoutLastFault(text: string): string {
  const document = parseDocument(text);
  const faults = document.get("faults");
  if (!isSeq(faults)) return text;
  faults.items.pop();
  if (faults.items.length === 0) document.delete("faults");
  return document.toString(WIDTH);
}

/**
 * The text of a scenario as one replication of it is played: phases of clocks are not stratified over replications, which would make them
 * depend on the time of the first fault, and so what was before a fault on the fault.
 */
export function asPlayed(text: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !document.hasIn(["run", "stratify"])) return text;
  document.deleteIn(["run", "stratify"]);
  return document.toString(WIDTH);
}

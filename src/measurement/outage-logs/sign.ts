/** What a line of a log says of a component: that something is broken, or well again. */
import type { Outage } from "../outages.ts";
import type { LogLine } from "./log-line.ts";

export interface Sign {
  readonly component: string;
  /** What is broken: a unit, a script, an instance. A component is down as long as any of its causes lasts. */
  readonly cause: string;
  /** What dies, as the simulator has it. */
  readonly class: "process" | "host" | "link";
  readonly isDown: boolean;
  readonly time: number;
  readonly line: number;
}

/** What one program's lines say; it may remember those before. */
export type SignReader = (line: LogLine) => readonly Sign[];

/** A sign of a line, about its host unless said otherwise. */
export const signOf = (
  { host, time, line }: LogLine,
  cause: string,
  kind: Sign["class"],
  isDown: boolean,
  component = host,
): Sign => ({ component, cause, class: kind, isDown, time, line });

/** Outages from what was said, in order of time: from the first cause of a component until none is left; of the class of the first. */
export function outagesOfSigns(signs: readonly Sign[]): Outage[] {
  const open = new Map<string, { readonly first: Sign; readonly causes: Set<string> }>();
  const outages: Outage[] = [];
  for (const sign of signs.toSorted((a, b) => a.time - b.time)) {
    const down = open.get(sign.component);
    if (sign.isDown) {
      if (down === undefined) open.set(sign.component, { first: sign, causes: new Set([sign.cause]) });
      else down.causes.add(sign.cause);
    } else if (down?.causes.delete(sign.cause) === true && down.causes.size === 0) {
      open.delete(sign.component);
      outages.push(outageOf(down.first, sign.time));
    }
  }
  for (const { first } of open.values()) outages.push(outageOf(first, null));
  return outages.sort((a, b) => a.start - b.start);
}

const outageOf = ({ component, time, line, class: kind }: Sign, end: number | null): Outage => ({
  ...{ component, start: time, end, line, class: kind },
});

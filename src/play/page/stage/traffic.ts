import { type Flight, type Flow, SORTS } from "../../watched/flights.ts";

/** How far a message is on its way, 0 … 1; one that takes longer than usual waits at the end. */
export const progressOf = ({ sentAt, delay }: Pick<Flight, "sentAt" | "delay">, now: number): number =>
  delay > 0 ? Math.min(1, Math.max(0, (now - sentAt) / delay)) : 1;

/** A hop that takes less than this on the screen is not seen as a movement [s]. */
const SEEN = 0.12;
/** With more than this many messages under way single ones are not told apart. */
const TOLD_APART = 150;

/**
 * Whether messages are shown one by one, at the places where they are, or as flows: by how long a hop takes on the screen, and how many are
 * under way.
 *
 * @param speed simulated seconds per second; 0: time stands still
 */
export function areShownSingly(delay: number, speed: number, inFlight: number): boolean {
  return inFlight <= TOLD_APART && (speed === 0 || delay / speed >= SEEN);
}

/** Messages sent on a way since an earlier time, or per second, in the order of `SORTS`. */
export interface WayCounts {
  readonly from: number;
  readonly towards: number;
  readonly counts: readonly number[];
}

/**
 * What was sent on each way between two moments of one run; ways on which nothing was sent are left out. Ways are in the order in which they
 * were first used, so that those of the earlier moment come first; empty if the later is none of the same run.
 */
export function sentBetween(before: readonly Flow[], after: readonly Flow[]): WayCounts[] {
  const counts: WayCounts[] = [];
  for (const [i, { from, towards, sent }] of after.entries()) {
    const known = before[i];
    if (known !== undefined && (known.from !== from || known.towards !== towards)) return [];
    let isUsed = false;
    for (let sort = 0; sort < sent.length; sort++) {
      const more = sent[sort]! - (known?.sent[sort] ?? 0);
      if (more < 0) return [];
      if (more > 0) isUsed = true;
    }
    if (isUsed) counts.push({ from, towards, counts: sent.map((count, sort) => count - (known?.sent[sort] ?? 0)) });
  }
  return counts;
}

/** The same per simulated second, of moments so far apart [s]. */
export const ratesOf = (counts: readonly WayCounts[], seconds: number): WayCounts[] =>
  seconds <= 0
    ? []
    : counts.map(({ counts: list, ...way }) => ({ ...way, counts: list.map((count) => count / seconds) }));

/** Ways of the same ends taken together, such as those to all nodes of a crowded tier. */
export function together<K>(
  ways: readonly WayCounts[],
  keyOf: (from: number, towards: number) => K,
): Map<K, WayCounts> {
  const all = new Map<K, WayCounts>();
  for (const way of ways) {
    const key = keyOf(way.from, way.towards);
    const known = all.get(key);
    all.set(
      key,
      known === undefined ? way : { ...known, counts: SORTS.map((_, i) => known.counts[i]! + way.counts[i]!) },
    );
  }
  return all;
}

/** A mark that moves along a way in fast time, for messages of one sort. */
export interface Pulse {
  readonly from: number;
  readonly towards: number;
  readonly sort: number;
  /** How many messages it stands for. */
  messages: number;
  /** When it began, by the clock of the screen [ms]. */
  readonly begunAt: number;
}

/** How long a mark is on its way at most, and the least between two of one sort on one way [ms of the screen]. */
export const [PULSE, APART] = [1500, 90] as const;
/** How far a mark gets [px/ms]. */
const PACE = 0.22;
/** Marks at once, at most. */
const PULSES = 1500;

/**
 * Messages in fast time as marks that follow each other on each way. A mark stands for all that were sent since the one before it, so that
 * none is left out, however many there are.
 */
export class Pulses {
  #all: Pulse[] = [];
  readonly #waiting = new Map<number, { pulse: Omit<Pulse, "begunAt">; last: number }>();

  get all(): readonly Pulse[] {
    return this.#all;
  }

  clear(): void {
    this.#all = [];
    this.#waiting.clear();
  }

  /** Takes what was sent since it was last told, at a time of the screen's clock [ms]; marks that have arrived go. */
  tell(sent: readonly WayCounts[], clock: number): void {
    for (const { from, towards, counts } of sent)
      for (let sort = 0; sort < counts.length; sort++)
        if (counts[sort]! > 0) {
          const key = (from * 4096 + towards + 1) * 8 + sort;
          const waiting = this.#waiting.get(key) ?? { pulse: { from, towards, sort, messages: 0 }, last: -APART };
          this.#waiting.set(key, waiting);
          waiting.pulse.messages += counts[sort]!;
        }
    this.#all = this.#all.filter(({ begunAt }) => clock - begunAt < PULSE);
    for (const waiting of this.#waiting.values()) {
      const { pulse, last } = waiting;
      if (pulse.messages === 0 || clock - last < APART || this.#all.length >= PULSES) continue;
      this.#all.push({ ...pulse, begunAt: clock });
      pulse.messages = 0;
      waiting.last = clock;
    }
  }
}

/** How far a mark is on a way of this length [px], at a time of the screen's clock [ms]; above 1 it has arrived. */
export const placeOf = ({ begunAt }: Pick<Pulse, "begunAt">, length: number, clock: number): number =>
  (clock - begunAt) / Math.min(PULSE, length / PACE);

/** How large a mark is that stands for so many messages [px]. */
export const sizeOf = (messages: number): number => Math.min(7, 3 + 1.1 * Math.log10(messages));

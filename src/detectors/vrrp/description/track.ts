import { defaulted, object, optional } from "../../../notation/object.ts";
import { duration, flag, wholeNumber } from "../../../notation/quantities.ts";
import { converted, type Shape, type Written } from "../../../notation/shape.ts";

/** How the VRRP daemon of a host looks after the server process beside it: Keepalived's `vrrp_script`, or `vrrp_track_process`. */
export interface Track {
  /** From one look to the next [s]; 0: it is told the moment that the process dies or starts; Infinity: it does not look. */
  readonly interval: number;
  /** How long a script that asks waits for an answer [s], at most `interval`. */
  readonly timeout: number;
  /** Looks in a row that find it dead until that counts, ≥ 1. */
  readonly fall: number;
  /** Looks in a row that find it alive until that counts again, ≥ 1. */
  readonly rise: number;
  /** 0: a dead process makes the router unfit to be master; below: added to the priority while it counts as dead; above: while it does not. */
  readonly weight: number;
  /** Whether it asks the process, so that one that hangs is found as well. */
  readonly asks: boolean;
}

/** The priority of a router whose check has found its process alive or dead: between 1 and 254, and 255 always (keepalived.conf(5)). */
export function effectivePriority(configured: number, { weight }: Pick<Track, "weight">, isAlive: boolean): number {
  if (configured === 255 || weight > 0 !== isAlive) return configured;
  return Math.max(1, Math.min(254, configured + weight));
}

const WORDS = { never: Infinity, "with process": null, "at death": 0 };
const interval = duration("1 s", { above: 0, words: WORDS });

const fields = object("a check of the process", {
  interval: defaulted("From one look to the next.", duration("1 s", { above: 0, words: { "at death": 0 } }), 1, "1 s"),
  timeout: optional(
    "How long a script that asks waits for an answer; left out, its interval.",
    duration("1 s", { above: 0 }),
  ),
  fall: defaulted("Looks in a row that find the process dead until that counts.", wholeNumber(1, 1000, 3), 1),
  rise: defaulted("Looks in a row that find it alive until that counts again.", wholeNumber(1, 1000, 2), 1),
  weight: defaulted(
    "0: a dead process makes the router unfit (fault state); below 0: added to its priority while the process is dead; above: while it lives. No effect at priority 255.",
    wholeNumber(-253, 253, -20),
    0,
  ),
  asks: defaulted(
    "Whether the script asks the process, and so finds one that hangs; otherwise it looks whether there is one.",
    flag,
    false,
  ),
});

/** A script that looks every so often [s], and believes what it sees. */
export const looking = (every: number): Track => ({
  interval: every,
  timeout: every,
  fall: 1,
  rise: 1,
  weight: 0,
  asks: false,
});

const script: Shape<Track, Written<typeof fields>> = converted(fields, looking(1), ({ timeout, ...read }, place) => {
  const ownTimeout = timeout ?? read.interval;
  if (ownTimeout > read.interval && !place.isBroken)
    place
      .at("timeout")
      .report("a script that outlasts its interval", "at most the interval: the next look waits for it");
  if (timeout !== undefined && !read.asks && !place.isBroken)
    place.at("timeout").report("a time-out of a script that asks nothing", "asks: true beside it, or no timeout");
  if (read.interval === 0 && (read.asks || read.fall + read.rise > 2) && !place.isBroken)
    place.report(
      "a daemon that is told of each death, and counts or asks",
      "an interval, or neither asks, fall nor rise",
    );
  return { ...read, timeout: ownTimeout };
});

/** An interval or a word alone, or all of it; null: the daemon is part of the process. */
export const track: Shape<Track | null, string | Written<typeof fields>> = {
  expected: `${interval.expected}, or a map with interval, timeout, fall, rise, weight and asks`,
  schema: { anyOf: [interval.schema, fields.schema] },
  sample: null,
  read(node, place) {
    if (node.kind === "map") return script.read(node, place);
    const every = interval.read(node, place);
    return every === null ? null : looking(every);
  },
};

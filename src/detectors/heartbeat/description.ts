import { defaulted, object, optional } from "../../notation/object.ts";
import { duration, wholeNumber, word } from "../../notation/quantities.ts";
import { converted, ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, type Lateness, nothing, time } from "../kind.ts";

const probeFields = object("a probe", {
  interval: defaulted("From one probe to the next (periodSeconds).", duration("10 s", { above: 0 }), 10, "10 s"),
  timeout: defaulted("How long an answer is awaited (timeoutSeconds).", duration("1 s", { above: 0 }), 1, "1 s"),
  fall: defaulted(
    "Probes that fail in a row until the host says that its process is not ready (failureThreshold).",
    wholeNumber(1, 100, 3),
    3,
  ),
  rise: defaulted(
    "Probes that succeed in a row until it says that it is again (successThreshold).",
    wholeNumber(1, 100, 1),
    1,
  ),
});

const fields = ofKind(
  "heartbeat",
  object("a heartbeat detector", {
    interval: defaulted("Between two beats of a node.", duration("100 ms", { above: 0 }), 0.1, "100 ms"),
    misses: defaulted("Silent intervals after which a node is considered down.", wholeNumber(1, 1000, 3), 3),
    of: optional(
      "Down after that many misses among so many of the watcher's own intervals, in a row or not; judged at its own ticks.",
      wholeNumber(1, 31, 5),
    ),
    judged: defaulted(
      "Down the moment the time-out passes, or at the watcher's own next beat.",
      word("at timeout", "at own tick"),
      "at timeout" as const,
    ),
    stagger: defaulted(
      "First beat of the j-th node at j times this; random: at a random time within the first interval.",
      duration("10 ms", { words: { random: null } }),
      null,
      "random",
    ),
    probe: optional(
      "A program of the host beats (a kubelet renews its lease), whatever becomes of the server process, and asks that by probes: what it finds it says at once.",
      probeFields,
    ),
  }),
);

/** Beats every `interval`; silent for `misses` of them is down. */
export type Heartbeat = Read<typeof fields>;

/** A beat of which that many are awaited. */
export const bears = ({ misses, interval }: Pick<Heartbeat, "misses" | "interval">): Lateness => ({
  most: (misses - 1) * interval,
  hops: 1,
});

export const heartbeat: DetectorKind<Heartbeat, { readonly heartbeat: Written<typeof fields> }> = {
  meaning: "Every node tells the others that it lives, at a fixed interval; silence for several intervals is death.",
  shape: converted(fields, fields.sample, (value, place): Heartbeat => {
    if (value.of === undefined) return value;
    if (value.of < value.misses && !place.isBroken)
      place.at("of").report(`${value.misses} misses of ${value.of}`, `at least ${value.misses}, the misses`);
    return { ...value, judged: "at own tick" };
  }),
  elections: "none",
  channels: "watch",
  counted: "heartbeats",
  outlivesProcess: ({ probe }) => probe !== undefined,
  hearsHang: () => true,
  check: ({ probe, of }, { watched, watchers }, place) => {
    if (probe === undefined) return;
    const at = place.at("probe");
    if (of !== undefined) at.report("probes, and misses of so many intervals", "misses in a row: leave `of` out");
    if (watched === watchers)
      at.report(
        `probes of ${watched.name} by hosts that watch each other`,
        "watchers of another tier, such as directors",
      );
    if (probe.timeout >= probe.interval)
      at.at("timeout").report("a probe that outlasts the interval to the next", "a time-out below the interval");
  },
  warn: nothing,
  bears,
  name: ({ interval, misses, of }) =>
    `heartbeat ${time(interval)} × ${of === undefined ? misses : `${misses} of ${of}`}`,
  words: ({ interval, misses, probe }) =>
    `heartbeats every ${formatDuration(interval, 3)}, dead after ${misses} without one${probe === undefined ? "" : `, or ${probe.fall} probes every ${formatDuration(probe.interval, 3)}`}`,
  work: ({ interval }, _, watched, watchers) => ({ period: interval, pairs: watched * watchers }),
  cheaper: (detector) => detector,
  drawn: (dice) => {
    const misses = dice.whole(1, 3);
    return {
      heartbeat: {
        interval: dice.seconds(0.05, 0.1, 0.3),
        misses,
        ...(dice.happens(0.2) ? { of: misses + dice.whole(0, 2) } : { judged: dice.pick("at timeout", "at own tick") }),
        stagger: dice.pick("random", "10 ms"),
      },
    };
  },
};

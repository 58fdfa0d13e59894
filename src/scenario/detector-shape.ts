import type { Detector } from "../architecture/description.ts";
import { choiceOf, defaulted, named, object, optional } from "../notation/object.ts";
import { duration, wholeNumber, word } from "../notation/quantities.ts";
import { converted, type Shape } from "../notation/shape.ts";
import { warnOfDetector } from "./warnings/detector-warnings.ts";

const seconds = (example: string) => duration(example, { above: 0 });

const heartbeatFields = object("a heartbeat detector", {
  interval: defaulted("Between two beats of a node.", seconds("100 ms"), 0.1, "100 ms"),
  misses: defaulted("Silent intervals after which a node is held dead.", wholeNumber(1, 1000, 3), 3),
  of: optional(
    "Dead after that many misses among so many of the watcher's own intervals, in a row or not; judged at its own ticks.",
    wholeNumber(1, 31, 5),
  ),
  judged: defaulted(
    "Dead the moment the time-out passes, or at the watcher's own next beat.",
    word("at timeout", "at own tick"),
    "at timeout" as const,
  ),
  stagger: defaulted(
    "First beat of the j-th node at j times this; random: at a random time within the first interval.",
    duration("10 ms", { words: { random: null } }),
    null,
    "random",
  ),
});

/** A time of a ring: a duration, or as many times the token's, as corosync derives its own ("1.2 x token"). */
type TokenTime = (token: number) => number;
const TIMES_TOKEN = /^(\d+(?:\.\d+)?|\.\d+) ?x ?token$/;
const tokenTime = (example: string): Shape<TokenTime> => {
  const plain = duration(example);
  return {
    expected: `a duration, or a multiple of the token's, such as "${example}" or "1.2 x token"`,
    schema: { anyOf: [plain.schema, { type: "string", pattern: TIMES_TOKEN.source }] },
    sample: () => 0.2,
    read(node, place) {
      const factor =
        node.kind === "scalar" && typeof node.value === "string" ? TIMES_TOKEN.exec(node.value)?.[1] : undefined;
      if (factor !== undefined) return (token) => Number(factor) * token;
      const seconds = plain.read(node, place);
      return () => seconds;
    },
  };
};

const totemFields = object("a Totem detector", {
  token: defaulted("Silence after which the token is held lost.", seconds("1 s"), 1, "1 s"),
  consensus: defaulted(
    "How long joins are awaited before the silent are left out.",
    tokenTime("200 ms"),
    () => 0.2,
    "200 ms",
  ),
  reform: defaulted("From agreement to the new ring.", duration("50 ms"), 0.05, "50 ms"),
  hold: defaulted("How long a node keeps the token.", tokenTime("5 ms"), () => 0.005, "5 ms"),
  supervisor: defaulted(
    "From the death of a process until a program on its living host has told the group; none: the ring notices the silence.",
    duration("8 ms", { words: { none: null } }),
    null,
    "none",
  ),
});

const vrrpFields = object("a VRRP detector", {
  version: defaulted("2 (RFC 3768) or 3 (RFC 5798).", wholeNumber(2, 3, 2), 2),
  advertisement: defaulted("Between two advertisements of the master.", seconds("1 s"), 1, "1 s"),
  priority: defaulted("Priority of the backup; the higher, the shorter it waits.", wholeNumber(1, 254, 100), 100),
  priorities: defaulted(
    "Priorities of single nodes, by name; the owner of the address has the highest.",
    named("nodes", wholeNumber(1, 255, 100), 0, 64),
    [],
    {},
  ),
  virtualRouters: defaulted(
    "Priorities in the virtual router of one address, by address and node; an active node named here backs up another's address.",
    named("addresses", named("nodes", wholeNumber(1, 255, 100), 1, 64), 0, 64),
    [],
    {},
  ),
  track: defaulted(
    "Interval of the script that looks whether the server process lives; never: a daemon that does not look; with process: a daemon that dies with it.",
    duration("1 s", { above: 0, words: { never: Infinity, "with process": null } }),
    null,
    "with process",
  ),
});

const pollFields = object("a polling detector", {
  interval: defaulted("From one check to the next.", seconds("6 s"), 6, "6 s"),
  timeout: defaulted("How long an answer is awaited.", seconds("3 s"), 3, "3 s"),
  retries: defaulted("Further tries before the verdict.", wholeNumber(0, 100, 1), 1),
  retryDelay: defaulted("From a failed try to the next.", duration("3 s"), 3, "3 s"),
});

const optionsFields = object("an OPTIONS detector", {
  interval: defaulted("From one OPTIONS request to the next.", seconds("10 s"), 10, "10 s"),
  timeout: defaulted("How long an answer is awaited.", seconds("2 s"), 2, "2 s"),
  misses: defaulted("Requests without an answer in a row after which a node is held dead.", wholeNumber(1, 100, 1), 1),
  answers: defaulted("Answers in a row after which it is held alive again.", wholeNumber(1, 100, 1), 1),
});

/** What each kind of detector is, in the order in which they are listed. */
export const DETECTORS = {
  heartbeat: "Every node tells the others that it lives, at a fixed interval; silence for several intervals is death.",
  totem: "Totem (corosync, OpenAIS): a lost token, then consensus, then the ring is formed again without the dead.",
  vrrp: "VRRP: the master advertises, the backup takes over after three intervals and a skew without.",
  poll: "Active checks at an interval, as Keepalived makes them: dead after a time-out and its retries.",
  options: "SIP OPTIONS requests that queue with the traffic: an overloaded server may be held dead.",
} as const;

const readAs = <K extends Detector["kind"], A extends object>(kind: K, value: A) => ({ kind, ...value });

/** The longest interval that an advertisement can name [s]: eight bits of seconds, or twelve of hundredths. */
const ADVERTISED_MAX = {
  2: { longest: 255, source: "RFC 3768 §5.3.7" },
  3: { longest: 40.95, source: "RFC 5798 §5.2.7" },
};

const choices = choiceOf("a detector", {
  heartbeat: {
    meaning: DETECTORS.heartbeat,
    shape: converted<typeof heartbeatFields.sample, Detector>(
      heartbeatFields,
      { kind: "heartbeat", interval: 0.1, misses: 3, judged: "at timeout", stagger: null },
      ({ of, ...value }, place) => {
        if (of !== undefined && of < value.misses && !place.isBroken)
          place.at("of").report(`${value.misses} misses of ${of}`, `at least ${value.misses}, the misses`);
        return of === undefined
          ? readAs("heartbeat", value)
          : { kind: "heartbeat", ...value, judged: "at own tick", of };
      },
    ),
  },
  totem: {
    meaning: DETECTORS.totem,
    shape: converted<typeof totemFields.sample, Detector>(
      totemFields,
      { kind: "totem", token: 1, consensus: 0.2, reform: 0.05, hold: 0.005 },
      ({ token, consensus, reform, hold, supervisor }, place) => {
        const held = hold(token);
        if (held <= 0) place.at("hold").report("a ring that never keeps its token", 'a time above 0, such as "5 ms"');
        return {
          kind: "totem",
          token,
          consensus: consensus(token),
          reform,
          hold: held > 0 ? held : 0.005,
          ...(supervisor === null ? {} : { supervisor }),
        };
      },
    ),
  },
  vrrp: {
    meaning: DETECTORS.vrrp,
    shape: converted<typeof vrrpFields.sample, Detector>(
      vrrpFields,
      { kind: "vrrp", version: 2, advertisement: 1, priority: 100 },
      ({ priorities, virtualRouters, track, ...value }, place) => {
        const version = value.version === 3 ? 3 : 2;
        const { longest, source } = ADVERTISED_MAX[version];
        if (value.advertisement > longest && !place.at("advertisement").isBroken)
          place
            .at("advertisement")
            .report(
              `${value.advertisement} s between advertisements of version ${version}`,
              `at most ${longest} s: longer ones cannot be said in an advertisement (${source})`,
            );
        return {
          kind: "vrrp",
          ...value,
          version,
          ...(priorities.length === 0 ? {} : { priorities: Object.fromEntries(priorities) }),
          ...(virtualRouters.length === 0
            ? {}
            : {
                virtualRouters: Object.fromEntries(virtualRouters.map(([name, of]) => [name, Object.fromEntries(of)])),
              }),
          ...(track === null ? {} : { track }),
        };
      },
    ),
  },
  poll: {
    meaning: DETECTORS.poll,
    shape: converted<typeof pollFields.sample, Detector>(pollFields, readAs("poll", pollFields.sample), (value) =>
      readAs("poll", value),
    ),
  },
  options: {
    meaning: DETECTORS.options,
    shape: converted<typeof optionsFields.sample, Detector>(
      optionsFields,
      readAs("options", optionsFields.sample),
      (value) => readAs("options", value),
    ),
  },
});

/** How a death is noticed. */
export const detectorShape: Shape<Detector> = converted<Detector, Detector>(
  choices,
  choices.sample,
  (detector, place) => {
    if (!place.isBroken) warnOfDetector(detector, place.at(detector.kind));
    return detector;
  },
);

import type { DurationNotation } from "../../distributions/description.ts";
import { type Duration, durations } from "../../distributions/duration.ts";
import { defaulted, object, optional } from "../../notation/object.ts";
import { duration, word } from "../../notation/quantities.ts";
import { converted, type Shape, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, type Lateness, membersOf } from "../kind.ts";
import { type Monitor, monitorShape } from "./description/monitor.ts";

/** Totem (corosync, OpenAIS): token loss, then consensus, then the ring is re-formed; times [s]. */
export interface Totem {
  readonly kind: "totem";
  readonly token: number;
  readonly consensus: number;
  readonly reform: number;
  /** How long a node keeps the token. */
  readonly hold: number;
  /** From the death of a process until a program on its host has told the group; left out: the ring notices the silence. */
  readonly supervisor?: Duration;
  /** How a cluster manager looks after the process of each host, while the ring is kept by a program of its own; left out: it dies with the process. */
  readonly monitor?: Monitor;
  /** As long as it is not known how many nodes take part: what each beyond the second adds to the token, and times that follow from it. */
  readonly perNode?: { readonly token: number; readonly consensus: TokenTime; readonly hold: TokenTime };
}

/** A time of a ring: a duration [s], or as many times the token's, as corosync derives its own ("1.2 x token"). */
type TokenTime = { readonly seconds: number } | { readonly times: number };
const inSeconds = (time: TokenTime, token: number): number => ("times" in time ? time.times * token : time.seconds);

const TIMES_TOKEN = /^(\d+(?:\.\d+)?|\.\d+) ?x ?token$/;
const tokenTime = (example: string): Shape<TokenTime, string> => {
  const plain = duration(example);
  return {
    expected: `a duration, or a multiple of the token's, such as "${example}" or "1.2 x token"`,
    schema: { anyOf: [plain.schema, { type: "string", pattern: TIMES_TOKEN.source }] },
    sample: { seconds: 0.2 },
    read(node, place) {
      const factor =
        node.kind === "scalar" && typeof node.value === "string" ? TIMES_TOKEN.exec(node.value)?.[1] : undefined;
      return factor === undefined ? { seconds: plain.read(node, place) } : { times: Number(factor) };
    },
  };
};

const reporting = durations("8 ms");
const supervisorTime: Shape<Duration | null, DurationNotation> = {
  ...reporting,
  expected: `${reporting.expected}, or none`,
  schema: { anyOf: [reporting.schema, { enum: ["none"] }] },
  read: (node, place) => (node.kind === "scalar" && node.value === "none" ? null : reporting.read(node, place)),
};

/** What holds where a file says nothing [s]. An idle ring of corosync keeps its token at one node for 0.18 of its time (corosync.conf(5)). */
const VERSIONS = {
  openais: { token: 1, perNode: 0, consensus: { seconds: 0.2 }, hold: { seconds: 0.005 } },
  "corosync up to 3.0": { token: 1, perNode: 0.65, consensus: { times: 1.2 }, hold: { times: 0.18 } },
  "corosync from 3.1": { token: 3, perNode: 0.65, consensus: { times: 1.2 }, hold: { times: 0.18 } },
} as const satisfies Record<string, { token: number; perNode: number; consensus: TokenTime; hold: TokenTime }>;

const fields = object("a Totem detector", {
  version: defaulted(
    "Whose defaults hold: of OpenAIS in 2006–08; of corosync up to 3.0, token 1 s; from 3.1 on, 3 s. In corosync 650 ms more for each node beyond two, consensus 1.2 x token, hold 0.18 x token. Beside a preset: also instead of the preset's times.",
    word("openais", "corosync up to 3.0", "corosync from 3.1"),
    "openais" as const,
  ),
  token: optional(
    "Silence after which the token is considered lost; left out, as the version says.",
    duration("1 s", { above: 0 }),
  ),
  tokenCoefficient: optional(
    "What each node beyond the second adds to the token (corosync's token_coefficient); left out, as the version says.",
    duration("650 ms"),
  ),
  consensus: optional(
    "How long joins are awaited before the silent are left out; left out, as the version says.",
    tokenTime("200 ms"),
  ),
  reform: defaulted("From agreement to the new ring.", duration("50 ms"), 0.05, "50 ms"),
  hold: optional("How long a node keeps the token; left out, as the version says.", tokenTime("5 ms")),
  supervisor: defaulted(
    "From the death of a process until a program on its living host has told the group; none: the ring notices the silence.",
    supervisorTime,
    null,
    "none",
  ),
  monitor: optional(
    "How Pacemaker looks after the process on its host, Corosync being a program of its own; left out: the ring dies with the process.",
    monitorShape,
  ),
});

/** Members of a ring are bits of a word. */
const RING_MAX = 31;
/** Rounds of the token within its time-out: enough for nobody to be left out, few enough to simulate. */
const ROUNDS = 4;

/** The first token of a new ring finds members that have formed it. */
export const bears = ({ hold }: Pick<Totem, "hold">): Lateness => ({ most: hold, hops: 1 });

const monitorWords = ({ interval }: Monitor): string =>
  interval === Infinity ? "no monitor of the process" : `a monitor of the process every ${formatDuration(interval, 3)}`;

export const totem: DetectorKind<Totem, { readonly totem: Written<typeof fields> }> = {
  meaning: "Totem (corosync, OpenAIS): a lost token, then consensus, then the ring is formed again without the dead.",
  shape: converted(
    fields,
    { kind: "totem", token: 1, consensus: 0.2, reform: 0.05, hold: 0.005 },
    ({ version, token, tokenCoefficient, consensus, reform, hold, supervisor, monitor }, place) => {
      const usual = VERSIONS[version];
      const perNode = {
        token: tokenCoefficient ?? usual.perNode,
        consensus: consensus ?? usual.consensus,
        hold: hold ?? usual.hold,
      };
      const ofTwo = token ?? usual.token;
      const held = inSeconds(perNode.hold, ofTwo);
      if (held <= 0) place.at("hold").report("a ring that never keeps its token", 'a time above 0, such as "5 ms"');
      if (supervisor !== null && monitor !== undefined)
        place.at("monitor").report("a monitor beside a supervisor", "one of the two: who tells of a dead process");
      return {
        kind: "totem",
        token: ofTwo,
        consensus: inSeconds(perNode.consensus, ofTwo),
        reform,
        hold: held > 0 ? held : 0.005,
        ...(supervisor === null ? {} : { supervisor }),
        ...(monitor && { monitor }),
        ...(perNode.token > 0 && { perNode }),
      };
    },
  ),
  among: ({ perNode, ...detector }, nodes) => {
    if (perNode === undefined) return detector;
    const token = detector.token + perNode.token * Math.max(0, nodes - 2);
    const of = (time: TokenTime): number => inSeconds(time, token);
    return { ...detector, token, consensus: of(perNode.consensus), hold: of(perNode.hold) };
  },
  elections: "none",
  channels: "watch",
  counted: "rings",
  outlivesProcess: ({ supervisor, monitor }) => supervisor !== undefined || monitor !== undefined,
  monitors: ({ monitor }) => monitor !== undefined && monitor.interval < Infinity,
  hearsHang: ({ monitor }) => monitor?.asks ?? false,
  check: (_, watched, place) => {
    const members = membersOf(watched);
    if (members > RING_MAX) place.report(`a Totem ring of ${members} nodes`, `at most ${RING_MAX} nodes`);
  },
  warn: ({ token, hold }, watched, place) => {
    const members = membersOf(watched);
    if (members * hold >= token)
      place
        .at("hold")
        .warn(
          `a token that each of ${members} nodes keeps for ${formatDuration(hold)}, and that is considered lost after ${formatDuration(token)}`,
          "it does not come round in time: the ring falls apart again and again, and living members are taken for dead",
          "Let hold be far below token divided by the number of members.",
        );
  },
  bears,
  name: ({ token, consensus }) =>
    `Totem ${formatDuration(Number(token.toPrecision(3)))} + ${formatDuration(Number(consensus.toPrecision(3)))}`,
  words: ({ token, consensus, monitor }) =>
    `Totem, token ${formatDuration(token, 3)}, consensus ${formatDuration(consensus, 3)}${monitor === undefined ? "" : `, ${monitorWords(monitor)}`}`,
  work: ({ hold, token }, delay) => ({ period: Math.min(hold + delay, token), pairs: 2 }),
  cheaper: (detector, members) => ({
    ...detector,
    hold: Math.max(detector.hold, detector.token / (ROUNDS * members)),
  }),
  drawn: (dice) => ({
    totem: {
      token: dice.seconds(0.2, 0.5),
      consensus: dice.pick("50 ms", "1.2 x token"),
      reform: dice.seconds(0, 0.05),
      hold: dice.seconds(0.02, 0.05),
      supervisor: dice.pick("none", "8 ms"),
    },
  }),
};

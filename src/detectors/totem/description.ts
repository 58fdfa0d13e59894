import type { DurationNotation } from "../../distributions/description.ts";
import { type Duration, durations } from "../../distributions/duration.ts";
import { defaulted, object } from "../../notation/object.ts";
import { duration } from "../../notation/quantities.ts";
import { converted, type Shape, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import { type DetectorKind, membersOf } from "../kind.ts";

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
}

/** A time of a ring: a duration, or as many times the token's, as corosync derives its own ("1.2 x token"). */
type TokenTime = (token: number) => number;
const TIMES_TOKEN = /^(\d+(?:\.\d+)?|\.\d+) ?x ?token$/;
const tokenTime = (example: string): Shape<TokenTime, string> => {
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

const reporting = durations("8 ms");
const supervisorTime: Shape<Duration | null, DurationNotation> = {
  ...reporting,
  expected: `${reporting.expected}, or none`,
  schema: { anyOf: [reporting.schema, { enum: ["none"] }] },
  read: (node, place) => (node.kind === "scalar" && node.value === "none" ? null : reporting.read(node, place)),
};

const fields = object("a Totem detector", {
  token: defaulted("Silence after which the token is considered lost.", duration("1 s", { above: 0 }), 1, "1 s"),
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
    supervisorTime,
    null,
    "none",
  ),
});

/** Members of a ring are bits of a word. */
const RING_MAX = 31;
/** Rounds of the token within its time-out: enough for nobody to be left out, few enough to simulate. */
const ROUNDS = 4;

export const totem: DetectorKind<Totem, { readonly totem: Written<typeof fields> }> = {
  meaning: "Totem (corosync, OpenAIS): a lost token, then consensus, then the ring is formed again without the dead.",
  shape: converted(
    fields,
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
  elections: "none",
  channels: "watch",
  counted: "rings",
  outlivesProcess: ({ supervisor }) => supervisor !== undefined,
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
  name: ({ token, consensus }) =>
    `Totem ${formatDuration(Number(token.toPrecision(3)))} + ${formatDuration(Number(consensus.toPrecision(3)))}`,
  words: ({ token, consensus }) =>
    `Totem, token ${formatDuration(token, 3)}, consensus ${formatDuration(consensus, 3)}`,
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

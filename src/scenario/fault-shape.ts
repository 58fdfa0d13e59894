import type { Distribution } from "../distributions/description.ts";
import { distribution } from "../distributions/description.ts";
import { momentsOf } from "../distributions/law.ts";
import type { Chance, DrawnTime, FailureCoverage, Fault } from "../ha/fault.ts";
import { nearest, oneOf } from "../notation/nearest.ts";
import {
  defaulted,
  type Fields,
  listOf,
  name,
  object,
  optional,
  refuseUnknownKeys,
  required,
} from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, flag, numberAbove, probability, wholeNumber, word } from "../notation/quantities.ts";
import { converted, described, type JsonSchema, type Shape } from "../notation/shape.ts";
import { coverageShape, STANDBY, standbyShape } from "./availability-shape.ts";

const KIND = word("host", "process", "link");
const TIME = distribution("10 s");
const when = {
  at: optional(
    "When it strikes; a distribution: drawn anew in each replication, such as { uniform: [10 s, 11 s] }.",
    TIME,
  ),
  after: optional("Instead of at: so long after the line before it strikes; or a distribution.", distribution("1 s")),
};
const lasting = optional("It ends by itself after this time.", duration("30 s", { above: 0 }));
const node = (meaning: string) => required(meaning, name);
const within = defaulted("Longest wait for work that is under way.", duration("30 s"), 30, "30 s");

const ENDS = "two names of nodes, tiers, sites, users, callers or callees, or one to part it from all others";
/** `cut: proxy-1` or `cut: [proxy-1, database]`. */
const ends = ((): Shape<readonly string[]> => {
  const pair = listOf("names", name, 1, 2);
  return {
    expected: `${ENDS}, such as [proxy-1, database]`,
    schema: { anyOf: [name.schema, pair.schema] },
    sample: [],
    read(found, place) {
      if (found.kind === "scalar") return [name.read(found, place)];
      if (found.kind === "list") return pair.read(found, place);
      return place.refuse(described(found), this.expected, this.sample);
    },
  };
})();
const all = ((): Shape<"all" | readonly string[]> => ({
  expected: "all, or the names that were cut, degraded or divided",
  schema: { anyOf: [{ const: "all" }, name.schema, { type: "array", items: name.schema }] },
  sample: "all",
  read(found, place) {
    if (found.kind === "scalar" && found.value === "all") return "all";
    if (found.kind === "scalar") return [name.read(found, place)];
    return listOf("names", name, 1, 200).read(found, place);
  },
}))();

const names = ((): Shape<readonly string[]> => {
  const list = listOf("names of nodes or tiers", name, 1, 200);
  return {
    expected: "a node or tier, or a list of them, such as [proxies, database]",
    schema: { anyOf: [name.schema, list.schema] },
    sample: [],
    read(found, place) {
      return found.kind === "scalar" ? [name.read(found, place)] : list.read(found, place);
    },
  };
})();
const weight = numberAbove(0, 1e6, 0.8);
const weights = object("kinds of death by weight", {
  process: optional("Weight of the death of a process.", weight),
  host: optional("Weight of the death of a host.", weight),
  link: optional("Weight of the death of a link.", weight),
});
const anyKind = ((): Shape<Chance["kind"]> => ({
  expected: "host, process, link, or several by weight, such as { process: 0.8, host: 0.2 }",
  schema: { anyOf: [KIND.schema, weights.schema] },
  sample: "host",
  read(found, place) {
    if (found.kind !== "map") return KIND.read(found, place);
    const given = Object.entries(weights.read(found, place)).filter(([, value]) => value !== undefined);
    return given.length === 0 ? place.refuse("no kind", this.expected, this.sample) : Object.fromEntries(given);
  },
}))();
const anyCoverage = ((): Shape<FailureCoverage> => ({
  expected: "a probability, or a map with probability, uncovered and manualRecovery",
  schema: { anyOf: [probability.schema, coverageShape.schema] },
  sample: coverageShape.sample,
  read(found, place) {
    if (found.kind === "map") return coverageShape.read(found, place);
    return { probability: probability.read(found, place), uncovered: "blocks place" };
  },
}))();
const byChance = {
  timeToRepair: optional(
    "From the begin of a repair to its end; left out: as the tier's lifetimes have it.",
    distribution("4 h", 0),
  ),
  kind: defaulted("What dies, or several kinds by weight.", anyKind, "host" as const),
  coverage: optional(
    "That the failure of a node that serves is handled as designed: a probability, else nobody steps in until the repair; or as availability.coverage is written. Left out: as there, or always.",
    anyCoverage,
  ),
  crews: optional(
    "Repairs of this line at a time; the others wait. Left out: by the crew of availability, which such lines share, or unlimited.",
    wholeNumber(1, 1000, 1, { unlimited: Infinity }),
  ),
};
const from = defaulted("From when on.", duration("0 s"), 0, "0 s");

/** What each kind of line is, by its verb, in the order in which they are listed. */
const VERBS = {
  kill: {
    kill: node("Name of the node that dies."),
    kind: defaulted(
      "A dead process leaves a host that refuses connections; a dead host answers nothing; a cut link leaves a node that nobody hears.",
      KIND,
      "host" as const,
    ),
    for: lasting,
    covered: optional("Whether the failover works; false: nobody steps in until the node is back.", flag),
  },
  restart: {
    restart: node("Name of the node; what is alive of it is stopped first."),
    kind: optional("What starts again; left out: everything that is dead, or if nothing is, the process.", KIND),
    takes: defaulted("How long it takes to be back.", duration("30 s"), 30, "30 s"),
  },
  hang: { hang: node("Name of the node whose process stops working without dying."), for: lasting },
  resume: { resume: node("Name of the node whose process goes on.") },
  slow: {
    slow: node("Name of the node that becomes slow."),
    factor: required("So many times as long as usual takes every message.", numberAbove(0, 1e6, 10)),
    for: lasting,
  },
  cut: { cut: required(`Nothing passes any more between ${ENDS}.`, ends), for: lasting },
  degrade: {
    degrade: required(`What passes takes longer and gets lost more often between ${ENDS}.`, ends),
    delay: defaulted("Delay that is added, one way.", duration("50 ms"), 0, "0 s"),
    loss: defaulted("Probability of loss that is added.", probability, 0, "0 %"),
    for: lasting,
  },
  partition: {
    partition: required(
      "Groups whose members reach each other and nobody else; all that are not named are one more group.",
      listOf("groups", listOf("names", name, 1, 200), 1, 64),
    ),
    for: lasting,
  },
  heal: {
    heal: required("What was cut, degraded or divided is whole again: all, or what was said of these names.", all),
  },
  loseArp: {
    loseArp: node("Name of the node whose gratuitous ARPs are lost."),
    next: defaulted("So many of its next ones; with for: all of that time.", wholeNumber(1, 1000, 1), 1),
    for: lasting,
  },
  drain: {
    drain: node("Name of the node that gives its work away, finishes what it has, and is stopped."),
    within,
    takes: optional("From its stop until it is back; left out: it stays down.", duration("60 s")),
  },
  upgrade: {
    upgrade: required(
      "Name of the tier whose nodes are drained, stopped and started again in turn, standbys first.",
      name,
    ),
    within,
    takes: defaulted("From the stop of a node until it is back.", duration("60 s"), 60, "60 s"),
    pause: defaulted("From the return of a node to the drain of the next.", duration("5 s"), 5, "5 s"),
  },
  chance: {
    at: from,
    chance: required("Nodes or tiers that break by chance, each node for itself.", names),
    timeToFailure: optional(
      "From repair to failure; left out: as the tier's lifetimes have it.",
      distribution("1500 h", 0),
    ),
    standby: optional(`How nodes stand by: ${STANDBY}. Left out: as availability has it, or hot.`, standbyShape),
    commonCause: optional(
      "Share of failures that take down all nodes of a tier at once. Left out: as availability has it, or none.",
      probability,
    ),
    ...byChance,
  },
  shock: {
    at: from,
    shock: required("Nodes or tiers that are struck together (common cause).", names),
    every: required("From one shock to the next.", distribution("1 y", 0)),
    probability: defaulted("Probability that a node breaks in a shock.", probability, 1, "100 %"),
    ...byChance,
  },
} as const satisfies Readonly<Record<string, Fields>>;

type Verb = keyof typeof VERBS;
const NAMES = Object.keys(VERBS) as readonly Verb[];
const SHAPES = Object.fromEntries(
  NAMES.map((verb) => {
    const timed = verb === "chance" || verb === "shock" ? {} : when;
    return [verb, object(`a fault with ${verb}`, { ...timed, ...VERBS[verb] } as Fields)];
  }),
) as unknown as Readonly<Record<Verb, Shape<Line>>>;
const KEYS = [...new Set(["at", "after", ...NAMES.flatMap((verb) => Object.keys(VERBS[verb]))])];
const SCHEMA: JsonSchema = { oneOf: NAMES.map((verb) => SHAPES[verb].schema) };

/** A line as a file says it. */
type Line = Omit<Fault, "at" | "drawn"> & {
  readonly at: number | Distribution | undefined;
  readonly after?: Distribution | undefined;
};

/** One line of a fault script: a time and what happens then. */
const lineShape: Shape<Line> = {
  expected: `a fault: a time and what happens, such as { at: 10 s, kill: proxy-1 }; with at and one of ${oneOf(NAMES)}`,
  schema: SCHEMA,
  sample: { at: 10, kill: "", kind: "host" } as Line,
  read(found, place) {
    if (found.kind !== "map") return place.refuse(described(found), this.expected, this.sample);
    const verbs = NAMES.filter((verb) => found.entries.has(verb));
    if (verbs.length === 1) return SHAPES[verbs[0]!].read(found, place);
    if (verbs.length > 1) return place.refuse(`${verbs.join(" and ")} in one line`, "a line for each", this.sample);
    refuseUnknownKeys(found, place, KEYS);
    const isMistyped = [...found.entries.keys()].some(
      (key) => !KEYS.includes(key) && nearest(key, NAMES) !== undefined,
    );
    return isMistyped ? this.sample : place.refuse("nothing that happens", oneOf(NAMES), this.sample);
  },
};

/** The lines of a fault script, each with its time or the law of it. */
export const faultsShape: Shape<readonly Fault[]> = converted(
  listOf("faults", lineShape, 0, 1000),
  [],
  (lines, place) => {
    const faults: Fault[] = [];
    for (const [i, line] of lines.entries()) faults.push(timed(line, faults[i - 1], i, place.at(i)));
    return faults;
  },
);

/** A line with its time, which may be drawn, or counted from that of the line before. */
function timed({ at, after, ...rest }: Line, before: Fault | undefined, line: number, place: Place): Fault {
  const struck = (time: number, drawn?: DrawnTime) => ({ ...rest, at: time, ...(drawn && { drawn }) }) as Fault;
  if (typeof at === "number") return struck(at); // lines of chance hold from a time on
  if ((at === undefined) === (after === undefined)) {
    if (at !== undefined) place.at("after").report("at and after in one line", "one of them");
    else if (!place.isBroken) place.at("at").report('no key "at"', `at: ${TIME.expected}; or after`);
    return struck(0);
  }
  if (at !== undefined) return isFixed(at) ? struck(at.value) : struck(momentsOf(at).mean, { law: at, plus: 0 });
  if (before === undefined || "chance" in before || "shock" in before) {
    place.at("after").report("after, and no line before it that strikes at one time", "at: a time or a distribution");
    return struck(0);
  }
  const law = after!;
  const mean = before.at + momentsOf(law).mean;
  return isFixed(law) && before.drawn === undefined ? struck(mean) : struck(mean, { law, plus: 0, after: line - 1 });
}

const isFixed = (law: Distribution) => law.kind === "deterministic";

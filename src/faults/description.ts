import { nearest, oneOf } from "../notation/nearest.ts";
import { refuseUnknownKeys } from "../notation/object.ts";
import { described, type Read, type Shape, type Written } from "../notation/shape.ts";
import { formatDuration } from "../units/duration.ts";
import { chance } from "./chance/description.ts";
import { cut } from "./cut/description.ts";
import { degrade } from "./degrade/description.ts";
import { drain } from "./drain/description.ts";
import { freeze } from "./freeze/description.ts";
import { hang } from "./hang/description.ts";
import { heal } from "./heal/description.ts";
import { kill } from "./kill/description.ts";
import type { FaultVerb } from "./kind.ts";
import { loseArp } from "./loseArp/description.ts";
import { partition } from "./partition/description.ts";
import { restart } from "./restart/description.ts";
import { resume } from "./resume/description.ts";
import type { Timed } from "./scene.ts";
import { shock } from "./shock/description.ts";
import { slow } from "./slow/description.ts";
import { upgrade } from "./upgrade/description.ts";

/** Every line of a fault script by its verb, in the order in which they are listed. The other registry must name the same. */
export const FAULTS = {
  ...{
    kill,
    restart,
    hang,
    resume,
    freeze,
    slow,
    cut,
    degrade,
    partition,
    heal,
    loseArp,
    drain,
    upgrade,
    chance,
    shock,
  },
};

/** The verbs of a fault script. */
export type VerbName = keyof typeof FAULTS;
/** What a line says, by verb, as it is read. */
export type FaultLines = { readonly [K in VerbName]: Read<(typeof FAULTS)[K]["shape"]> };
type Notations = { readonly [K in VerbName]: Written<(typeof FAULTS)[K]["shape"]> };

/** A line as it is read: its time may depend on that of the line before. */
export type Line = FaultLines[VerbName];
/** The same as a file says it. */
export type FaultNotation<K extends VerbName = VerbName> = Notations[K];
/** One line of a fault script: at a time [s] something goes wrong, is done on purpose, or ends. Where the time is drawn, `at` is its mean. */
export type Fault<K extends VerbName = VerbName> = { [P in K]: { readonly verb: P } & Timed<FaultLines[P]> }[K];

type VerbFor<K extends VerbName> = FaultVerb<Fault<K>, Notations[K], FaultLines[K]>;
const VERBS: { readonly [K in VerbName]: VerbFor<K> } = FAULTS;
type AnyVerb = (typeof VERBS)[VerbName];
export const ALL_VERBS: readonly AnyVerb[] = Object.values(VERBS);

/** What a line is, by one of them. */
export const faultVerb = <K extends VerbName>(fault: Fault<K>): VerbFor<K> => VERBS[fault.verb];

/** The same by a line as a file says it. */
export const verbsWritten = (keys: readonly string[]): readonly (readonly [name: string, verb: AnyVerb])[] =>
  Object.entries(VERBS).filter(([name]) => keys.includes(name));

/** Whether a line breaks or mends links between hosts; whether it strikes by chance, again and again. */
export const isOfLinks = (fault: Fault): boolean => faultVerb(fault).of === "links";
export const isByChance = (fault: Fault): boolean => faultVerb(fault).of === "chance";
/** Whether a class of `failures` says so, and no line of the script. */
export const isOfClass = (fault: Fault): boolean => "failure" in fault && fault.failure !== undefined;
/** Whether nodes fail or messages get lost by it so rarely that what has never been seen may still happen. */
export const isRare = (fault: Fault): boolean => faultVerb(fault).isRare(fault);
/** Whether what it says is more than that something dies for good. */
export const canEnd = (fault: Fault): boolean => !faultVerb(fault).isForGood(fault);

/** "at 10 s", "between 2 s and 3 s", "1 s later", "from 0 s". */
export function momentInWords(fault: Pick<Fault, "at" | "drawn">): string {
  const { at, drawn } = fault;
  if (drawn === undefined) return `at ${formatDuration(at)}`;
  const { law, plus, after } = drawn;
  const later = after === undefined ? "" : " later";
  if (law.kind === "deterministic") return `${formatDuration(plus + law.value)}${later}`;
  if (law.kind !== "uniform") return `at a random time, ${formatDuration(at, 3)} on average`;
  return `between ${formatDuration(plus + law.low)} and ${formatDuration(plus + law.high)}${later}`;
}

/** When it happens, and for how long. */
function timeInWords(fault: Fault): string {
  const lasting = "for" in fault && fault.for !== undefined ? ` for ${formatDuration(fault.for)}` : "";
  return `${isByChance(fault) ? `from ${formatDuration(fault.at)}` : momentInWords(fault)}${lasting}`;
}

/** What happened, when and for how long: one line of a script as part of a sentence. */
export const faultInWords = (fault: Fault): string => `${faultVerb(fault).words(fault).past} ${timeInWords(fault)}`;
/** The same as it happens. */
export const faultAsItHappens = (fault: Fault): string =>
  `${faultVerb(fault).words(fault).present} ${timeInWords(fault)}`;

const ALL_NAMES = Object.keys(VERBS);
const ALL_KEYS = [...new Set(ALL_VERBS.flatMap(({ keys }) => keys))];

/** One line of a fault script: a time and what happens then. */
export const lineShape: Shape<Line, FaultNotation> = {
  expected: `a fault: a time and what happens, such as { at: 10 s, kill: proxy-1 }; with at and one of ${oneOf(ALL_NAMES)}`,
  schema: { oneOf: ALL_VERBS.map(({ shape }) => shape.schema) },
  sample: kill.shape.sample,
  read(found, place) {
    if (found.kind !== "map") return place.refuse(described(found), this.expected, this.sample);
    const keys = [...found.entries.keys()];
    const given = verbsWritten(keys);
    const [first] = given;
    if (given.length > 1)
      return place.refuse(`${given.map(([name]) => name).join(" and ")} in one line`, "a line for each", this.sample);
    if (first !== undefined) return first[1].shape.read(found, place);
    refuseUnknownKeys(found, place, ALL_KEYS);
    const isMistyped = keys.some((key) => !ALL_KEYS.includes(key) && nearest(key, ALL_NAMES) !== undefined);
    return isMistyped ? this.sample : place.refuse("no fault", oneOf(ALL_NAMES), this.sample);
  },
};

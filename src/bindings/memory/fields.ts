import { durations } from "../../distributions/duration.ts";
import { didYouMean } from "../../notation/nearest.ts";
import { defaulted, listOf, name, object, optional, required } from "../../notation/object.ts";
import { duration, wholeNumber, word } from "../../notation/quantities.ts";
import { described, type Read, type Shape, scalar, type Written } from "../../notation/shape.ts";
import { parseDuration } from "../../units/duration.ts";
import { quoted, UnitError } from "../../units/unit-error.ts";

/**
 * How bindings are copied: all copies confirmed before the 200 is sent; so many seconds after the 200, or, if the lag is negative,
 * so long before it, without waiting for confirmations; or never.
 */
export type Checkpoint =
  | { readonly mode: "synchronous" }
  | { readonly mode: "lagged"; readonly lag: number }
  | { readonly mode: "none" };

const modeWord = word("synchronous", "none");
const LAG = 'a duration, such as "50 ms", or a negative one, such as "-1 ms"';
/** A duration after the answer, or before it if a minus stands ahead. */
const lagShape = scalar<number, string>(
  LAG,
  0.05,
  { anyOf: [duration("50 ms").schema, { type: "string", pattern: "^[-−].*$" }] },
  (value) => {
    const before = typeof value === "string" ? /^[-−](.*)$/s.exec(value) : null;
    if (typeof value === "boolean") throw new UnitError(quoted(value), LAG);
    return before ? -parseDuration(before[1]!) : parseDuration(value);
  },
);
const lagFields = object("a checkpoint with a lag", {
  lag: required("How long after the answer bindings are copied; with a minus, before it.", lagShape),
});
export type CheckpointNotation = Written<typeof modeWord> | Written<typeof lagFields>;
export const checkpointShape: Shape<Checkpoint, CheckpointNotation> = {
  expected: 'synchronous, none or { lag: "50 ms" }',
  schema: { anyOf: [modeWord.schema, lagFields.schema] },
  sample: { mode: "none" },
  read(node, place) {
    if (node.kind === "map") return { mode: "lagged", lag: lagFields.read(node, place).lag };
    if (node.kind === "scalar" && (node.value === "synchronous" || node.value === "none")) return { mode: node.value };
    const hint = node.kind === "scalar" ? didYouMean(String(node.value), ["synchronous", "none", "lag"]) : "";
    return place.refuse(described(node), this.expected, this.sample, hint);
  },
};

const pauseFields = object("a pause of a transfer", {
  after: required("Bindings that are sent before it, as batch_size.", wholeNumber(1, 10_000_000, 1000)),
  for: required("How long it is, as batch_usleep.", duration("10 ms", { above: 0 })),
});

/** What is so where nothing else is said of a transfer. */
const USUAL = {
  from: "one peer",
  received: 0,
  contacts: 10,
  room: Infinity,
  meanwhile: "refuse",
  fallback: 5,
} as const;

export const transferFields = object("a transfer of bindings", {
  start: defaulted("From the start of the process until it asks a peer.", durations("180 ms"), 0.18, "180 ms"),
  from: defaulted(
    "Whom it asks: the first peer that works, or all, each of which sends all that it knows, as dmq_usrloc does.",
    word("one peer", "all peers"),
    USUAL.from,
  ),
  each: defaulted(
    "What one binding costs a worker of the peer that sends it, at speed 1: so long later the next one follows.",
    duration("0.2 ms"),
    0.2e-3,
    "0.2 ms",
  ),
  received: defaulted(
    "What one binding costs a worker of the process that gets it, at speed 1. What its full queue drops is sent again after 500 ms, then twice as long each time, up to 4 s (timer E).",
    duration("0.1 ms"),
    USUAL.received,
    "0 s",
  ),
  contacts: defaulted("Bindings in one message, as batch_msg_contacts.", wholeNumber(1, 10_000, 50), USUAL.contacts),
  pause: optional("The peer rests after so many bindings; left out: it does not.", pauseFields),
  room: defaulted(
    "Messages of a transfer that a peer has room for, each for 5 s after it was sent (wt_timer of tm): one more exhausts its memory, and its process dies.",
    wholeNumber(1, 10_000_000, 20_000, { unlimited: Infinity }) as Shape<number, number | "unlimited">,
    USUAL.room,
    "unlimited",
  ),
  meanwhile: defaulted(
    "What the process does with a request for a user it has not heard of yet: refuse it by 404, ask a peer, or serve nobody at all until it has all bindings (readiness).",
    word("refuse", "ask a peer", "out of service"),
    USUAL.meanwhile,
  ),
  fallback: defaulted(
    "Out of service, a seed that finds no peer to ask for so long serves with what it has (seed_fallback_interval); never: it waits for one.",
    duration("5 s", { words: { never: Infinity } }),
    USUAL.fallback,
    "5 s",
  ),
  seeds: optional(
    "The nodes that fall back; left out: all. Any other waits for a peer that has bindings.",
    listOf("names of nodes", name, 1, 64),
  ),
});
/** How a process that starts again gets the bindings that its peers know; times in seconds. */
export type FullTransfer = Read<typeof transferFields>;
/** The same, of which all but these may be left out. */
export type Transfer = Pick<FullTransfer, "start" | "each"> & Partial<FullTransfer>;

/** A transfer with all that may be left out. */
export const fullTransfer = (transfer: Transfer): FullTransfer => ({ ...USUAL, ...transfer });

/**
 * From one binding to the next, on average [s]: what it costs the peer, with its share of the pauses, or the process that gets it, whichever
 * is slower.
 *
 * @param peers how many there are to ask
 */
export function timePerBinding(transfer: Transfer, peers: number): number {
  const { from, received } = fullTransfer(transfer);
  return Math.max(sendingTime(transfer), received * (from === "all peers" ? peers : 1));
}

/** The same for the peer alone. */
export const sendingTime = ({ each, pause }: Transfer): number => each + (pause ? pause.for / pause.after : 0);

/** Pauses between so many bindings: nobody waits for one behind the last. */
export const pausesOf = ({ after }: NonNullable<Transfer["pause"]>, bindings: number): number =>
  Math.max(0, Math.ceil(bindings / after) - 1);

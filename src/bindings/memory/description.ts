import { isAnycast } from "../../consequences/description.ts";
import { durations } from "../../distributions/duration.ts";
import { didYouMean } from "../../notation/nearest.ts";
import { defaulted, object, optional, required } from "../../notation/object.ts";
import { duration, word } from "../../notation/quantities.ts";
import { converted, described, type Read, type Shape, scalar, type Written } from "../../notation/shape.ts";
import { formatDuration, parseDuration } from "../../units/duration.ts";
import { quoted, UnitError } from "../../units/unit-error.ts";
import type { BindingsKind } from "../kind.ts";

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
type CheckpointNotation = Written<typeof modeWord> | Written<typeof lagFields>;
const checkpointShape: Shape<Checkpoint, CheckpointNotation> = {
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

const transferFields = object("a transfer of bindings", {
  start: defaulted("From the start of the process until it asks a peer.", durations("180 ms"), 0.18, "180 ms"),
  each: defaulted(
    "What one binding costs a worker of the peer that sends it, at speed 1: so long later the next one follows.",
    duration("0.2 ms"),
    0.2e-3,
    "0.2 ms",
  ),
});
/** How a process that starts again gets the bindings that its peers know; times in seconds. */
export type Transfer = Read<typeof transferFields>;

const fields = object("bindings in memory", {
  checkpoint: defaulted(
    "Whether and when REGISTERs are copied to other nodes.",
    checkpointShape,
    { mode: "synchronous" },
    "synchronous",
  ),
  copiedTo: defaulted(
    "Who gets the copies. With all proxies, each finds every user, whatever address the user registered at.",
    word("standbys", "all proxies"),
    "standbys" as const,
  ),
  transfer: optional(
    "How a process that starts again gets the bindings that its peers know; until then it answers 404 to callers of the others. Left out: it knows them all one round trip after its start.",
    transferFields,
  ),
});

/** Each proxy keeps bindings in its memory and copies them to others. */
export interface InMemory {
  readonly kind: "memory";
  readonly checkpoint: Checkpoint;
  readonly copiedTo: "standbys" | "all proxies";
  /** "at once": all one round trip after the start. */
  readonly transfer: Transfer | "at once";
}

const areCommon = ({ copiedTo }: InMemory): boolean => copiedTo === "all proxies";

export const memory: BindingsKind<InMemory, { readonly memory: Written<typeof fields> }> = {
  meaning: "In the memory of the proxies.",
  shape: converted<Read<typeof fields>, InMemory, Written<typeof fields>>(
    fields,
    { kind: "memory", checkpoint: { mode: "none" }, copiedTo: "standbys", transfer: "at once" },
    ({ checkpoint, copiedTo, transfer }) => ({
      kind: "memory",
      checkpoint,
      copiedTo,
      transfer: transfer ?? "at once",
    }),
  ),
  areVolatile: true,
  asked: () => ({ lookUps: null, registers: null }),
  areCommon,
  check: (bindings, { tiers, addresses, watches }, place) => {
    const at = place.at("bindings");
    if (!areCommon(bindings))
      for (const address of addresses)
        if (tiers.some(({ name, role }) => name === address.tier && role === "director"))
          at.report(
            `bindings in memory behind the directors of ${address.tier}`,
            "a database, or copiedTo: all proxies; else memory holds what was registered at a proxy's own address",
          );
    if (at.isBroken) return;
    if (areCommon(bindings) && bindings.checkpoint.mode === "none")
      at.at("memory", "copiedTo").report(
        "copies to all proxies that are never made",
        'a checkpoint, such as { lag: "1 ms" }',
      );
    const anycast = watches.find(
      (watch) => isAnycast(watch) && (tiers.find(({ name }) => name === watch.tier)?.active ?? 0) > 1,
    );
    if (anycast && !areCommon(bindings))
      at.at("memory").report(
        `bindings in the memory of single nodes of ${anycast.tier}, whose address is anycast`,
        "copiedTo: all proxies, or a database: a user's call and registration may reach different nodes",
      );
  },
  words: ({ checkpoint }) => {
    const copies = {
      synchronous: "copied to the standbys before a REGISTER is answered",
      lagged: `copied to the standbys ${checkpoint.mode === "lagged" && checkpoint.lag > 0 ? `${formatDuration(checkpoint.lag, 3)} ` : ""}after a REGISTER is answered`,
      none: "not copied",
    }[checkpoint.mode];
    return `Bindings are kept in the servers' memory, ${copies}.`;
  },
  label: ({ checkpoint }) =>
    checkpoint.mode === "none"
      ? "bindings in memory, not copied"
      : `bindings in memory, copied to standbys ${checkpoint.mode === "synchronous" ? "at once" : "later"}`,
  drawn: (written, dice) => ({
    memory:
      written.copiedTo === undefined
        ? { checkpoint: dice.pick<CheckpointNotation>("synchronous", "none", { lag: "100 ms" }, { lag: "-1 ms" }) }
        : written,
  }),
};

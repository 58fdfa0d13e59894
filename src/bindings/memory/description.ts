import { isAnycast } from "../../consequences/description.ts";
import { isKnown } from "../../notation/known.ts";
import { defaulted, object, optional } from "../../notation/object.ts";
import { word } from "../../notation/quantities.ts";
import { converted, type Read, type Written } from "../../notation/shape.ts";
import { isRegistrar } from "../../tiers/description.ts";
import { formatDuration } from "../../units/duration.ts";
import type { BindingsKind } from "../kind.ts";
import { warnOfTransfers } from "./description/transfer-warnings.ts";
import {
  type Checkpoint,
  type CheckpointNotation,
  checkpointShape,
  fullTransfer,
  type Transfer,
  transferFields,
} from "./fields.ts";

export type { Checkpoint, Transfer };

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
    "How a process that starts again gets the bindings that its peers know. Left out: it knows them all one round trip after its start.",
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
    const { transfer } = bindings;
    if (transfer !== "at once" && fullTransfer(transfer).meanwhile !== "out of service")
      for (const key of ["fallback", "seeds"])
        if (at.at("memory", "transfer", key).isWritten)
          at.at("memory", "transfer", key).report(
            `${key} of a process that serves while it gets its bindings`,
            "meanwhile: out of service beside it, or no such key",
          );
    const names = tiers.filter(isRegistrar).flatMap(({ nodes }) => nodes.map((node) => node.name));
    for (const [i, seed] of (transfer === "at once" ? [] : (transfer.seeds ?? [])).entries())
      isKnown(seed, names, "a proxy", at.at("memory", "transfer", "seeds", i));
    const anycast = watches.find(
      (watch) => isAnycast(watch) && (tiers.find(({ name }) => name === watch.tier)?.active ?? 0) > 1,
    );
    if (anycast && !areCommon(bindings))
      at.at("memory").report(
        `bindings in the memory of single nodes of ${anycast.tier}, whose address is anycast`,
        "copiedTo: all proxies, or a database: a user's call and registration may reach different nodes",
      );
  },
  warn: (bindings, use, place) => {
    const known = use.users * (areCommon(bindings) ? 1 : use.addresses.length);
    if (bindings.transfer !== "at once") warnOfTransfers(bindings.transfer, known, use, place.at("transfer"));
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

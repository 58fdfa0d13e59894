import { isAnycast } from "../../consequences/description.ts";
import { durations } from "../../distributions/duration.ts";
import { isKnown } from "../../notation/known.ts";
import { defaulted, name, object, optional, required } from "../../notation/object.ts";
import { duration, word } from "../../notation/quantities.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import type { BindingsKind } from "../kind.ts";

const fields = ofKind(
  "usrloc",
  object("bindings as usrloc keeps them", {
    mode: required(
      "db_mode: memory (0), write-through (1), write-back (2), database only (3, which is bindings: { database: … }), load only (4: it never writes).",
      word("memory", "write-through", "write-back", "database only", "load only"),
    ),
    tier: optional("Tier with the role database; left out in memory alone.", name),
    interval: defaulted(
      "Between two writes of what has changed, in write-back (timer_interval).",
      duration("60 s", { above: 0 }),
      60,
      "60 s",
    ),
    start: defaulted("From the start of the process until it loads.", durations("70 ms"), 0.07, "70 ms"),
    load: defaulted(
      "What loading one binding takes; the process serves nobody until it has loaded all.",
      duration("0.02 ms"),
      0.02e-3,
      "0.02 ms",
    ),
  }),
);

/** Each proxy keeps bindings in its memory, with a database behind it that it writes to and loads at its start; times in seconds. */
export type InUsrloc = Read<typeof fields>;

const WRITES: Readonly<Record<InUsrloc["mode"], string>> = {
  memory: "and nowhere else",
  "write-through": "and written to the database before a REGISTER is answered",
  "write-back": "and written to the database now and then",
  "database only": "in the database only",
  "load only": "loaded from the database at their start and never written to it",
};

export const usrloc: BindingsKind<InUsrloc, { readonly usrloc: Written<typeof fields> }> = {
  meaning: "As Kamailio's usrloc keeps them, by its modes: in the memory of each proxy, with a database behind it.",
  shape: fields,
  areVolatile: false,
  asked: ({ mode, tier = null }) => ({ lookUps: null, registers: mode === "write-through" ? tier : null }),
  areCommon: () => false,
  check: ({ mode, tier }, { tiers, addresses, watches }, place) => {
    const at = place.at("bindings", "usrloc");
    if (mode === "database only") {
      at.at("mode").report("usrloc's database only", "bindings: { database: { tier: … } }, which is that mode");
      return;
    }
    const idle = { interval: mode !== "write-back", start: mode === "memory", load: mode === "memory" };
    for (const [key, isIdle] of Object.entries(idle))
      if (isIdle && at.at(key).isWritten)
        at.at(key).report(`${key} in mode ${mode}, where it means nothing`, "another mode, or no such key");
    if (mode === "memory" && tier !== undefined)
      at.at("tier").report("a database that is neither written nor read", "another mode, or no such key");
    const databases = tiers.filter(({ role }) => role === "database").map((one) => one.name);
    if (mode !== "memory" && tier === undefined) at.report(`${mode} without a database`, "tier: with the name of one");
    else if (tier !== undefined) isKnown(tier, databases, "a tier with role: database", at.at("tier"));
    for (const address of addresses)
      if (tiers.some(({ name: one, role }) => one === address.tier && role === "director"))
        at.report(
          `bindings in the memory of single proxies behind the directors of ${address.tier}`,
          "database, or memory with copiedTo: all proxies",
        );
    const anycast = watches.find((watch) => isAnycast(watch));
    if (anycast !== undefined)
      at.report(
        `bindings in the memory of single nodes of ${anycast.tier}, whose address is anycast`,
        "database, or memory with copiedTo: all proxies",
      );
  },
  warn: () => {},
  words: ({ mode, interval }) =>
    `Bindings are kept in the servers' memory, ${WRITES[mode]}${mode === "write-back" ? ` (every ${formatDuration(interval, 3)})` : ""}.`,
  label: ({ mode }) => `bindings in memory, ${mode}`,
  drawn: (written) => ({ usrloc: written }),
};

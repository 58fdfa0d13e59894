import { type Duration, durations } from "../../distributions/duration.ts";
import { converted, type Read, type Written } from "../../notation/shape.ts";
import { type ConsequenceKind, nothing, time } from "../kind.ts";

const after = durations("0 s");
const shape = converted<Duration, { readonly kind: "removal"; readonly delay: Duration }, Written<typeof after>>(
  after,
  { kind: "removal", delay: 0 },
  (delay) => ({ kind: "removal", delay }),
);

/** The watching directors stop dispatching to the dead node, `delay` [s] after the verdict. */
export type Removal = Read<typeof shape>;

export const removal: ConsequenceKind<Removal, { readonly removal: Written<typeof shape> }> = {
  meaning: "Directors stop dispatching to the dead node, so long after the verdict.",
  shape,
  example: "removal: 0 s",
  effect: "dispatch stops",
  mayElect: false,
  goesBack: () => false,
  arp: () => "none",
  check: (_, { watched, watchers }, place) => {
    if (watchers.role !== "director")
      place
        .at("by")
        .report(
          `${watchers.name}, whose role is ${watchers.role}`,
          "a tier of directors: only they dispatch, and so remove",
        );
    if (watched.role !== "proxy")
      place
        .at("tier")
        .report(`${watched.name}, whose role is ${watched.role}`, "a tier of proxies: to those directors dispatch");
  },
  warn: nothing,
  warnOfEnd: nothing,
  words: ({ delay }) => `taken off the dispatch list${delay !== 0 ? ` after ${time(delay)}` : ""}`,
  drawn: (dice) => ({ removal: dice.pick("0 s", "100 ms") }),
};

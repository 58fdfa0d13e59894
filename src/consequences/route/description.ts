import { durations } from "../../distributions/duration.ts";
import { defaulted, object } from "../../notation/object.ts";
import { ofKind, type Read, type Written } from "../../notation/shape.ts";
import { type ConsequenceKind, checkOwned, nothing, time } from "../kind.ts";

const fields = ofKind(
  "route",
  object("a lost route", {
    convergence: defaulted("From the verdict until all routers agree on another way.", durations("1 s"), 1, "1 s"),
  }),
);

/** Routers lose their route to the dead node, the tier's address being anycast; times in seconds. */
export type Route = Read<typeof fields>;

export const route: ConsequenceKind<Route, { readonly route: Written<typeof fields> }> = {
  meaning: "Routers lose their route to the dead node: the tier's addresses are anycast.",
  shape: fields,
  example: "route: { }",
  effect: "routes change",
  mayElect: false,
  goesBack: () => false,
  arp: () => "none",
  check: (_, watched, place) => {
    checkOwned(watched, "which owns no address", place);
    const { name } = watched.watched;
    if (watched.addresses.filter(({ tier }) => tier === name).length > 1)
      place.at("route").report(`several anycast addresses of ${name}`, "one, which all its nodes announce");
  },
  warn: nothing,
  warnOfEnd: nothing,
  words: ({ convergence }) => `the route to it is withdrawn; the routers agree after ${time(convergence)}`,
  drawn: (dice) => ({ route: { convergence: dice.pick("0 s", "200 ms") } }),
};

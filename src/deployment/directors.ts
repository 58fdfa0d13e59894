import type { DispatcherDestination } from "../configuration/dispatcher-list/read.ts";
import { byDefault } from "../configuration/place.ts";
import type { Dispatch } from "./dispatch.ts";
import { assumed, branch, type Entry, leaf, saidWithin } from "./entry.ts";
import type { Notes } from "./watch.ts";

/** Algorithms of `ds_select_dst` (README.dispatcher of either) that a scenario has a word for. */
const POLICIES: Readonly<Record<Dispatch["daemon"], Readonly<Record<number, string>>>> = {
  kamailio: {
    0: "call-id hash",
    4: "round robin",
    6: "random",
    8: "round robin",
    9: "random",
    10: "call load",
    11: "random",
  },
  opensips: { 0: "call-id hash", 4: "round robin", 6: "random", 8: "round robin" },
};
const BY_PRIORITY = 8;
const BY_LOAD = 10;
const BY_RELATIVE_WEIGHT = 11;

interface Proxy {
  readonly name: string;
  readonly destination: DispatcherDestination | null;
}

/** How directors choose a proxy. */
export function directorsEntry(
  { daemon, algorithm, origin }: Dispatch,
  isStateful: boolean,
  proxies: readonly Proxy[],
  notes: Notes,
): Entry {
  const isKamailio = daemon === "kamailio";
  const isUncounted = isKamailio && algorithm === BY_LOAD && !isStateful;
  const policy = algorithm === null ? undefined : isUncounted ? "round robin" : POLICIES[daemon][algorithm];
  if (policy === undefined)
    notes.leftOut.push(
      `algorithm ${algorithm ?? "?"} of ds_select_dst has no word in a scenario; the hash of the Call-ID stands for it`,
    );
  if (isUncounted)
    notes.leftOut.push(
      "algorithm 10 of ds_select_dst counts the calls of a server without transactions, which a scenario does not; turns stand for it",
    );
  const inTurn = algorithm === BY_PRIORITY ? turnsOf(proxies, isKamailio) : null;
  const own = proxies.map(({ name, destination }, index): [string, Entry] => {
    const weight = algorithm === BY_RELATIVE_WEIGHT ? destination?.relativeWeight : destination?.weight;
    const isWeighed =
      isKamailio && (algorithm === 9 || algorithm === BY_RELATIVE_WEIGHT) && weight !== undefined && weight.value > 0;
    return [
      name,
      branch({
        weight: isWeighed ? saidWithin(weight, 1, 1000) : null,
        priority: inTurn?.[index] ?? null,
        maxLoad:
          policy === "call load" && destination !== null && destination.maxLoad.value > 0
            ? saidWithin(destination.maxLoad, 1, 1_000_000)
            : null,
      }),
    ];
  });
  const different = own.filter(([, entry]) => "entries" in entry && entry.entries.length > 0);
  const choice =
    policy === undefined
      ? assumed("call-id hash", `ds_select_dst's algorithm ${algorithm ?? "?"}`)
      : isUncounted
        ? assumed(policy, "algorithm 10 of a server without transactions")
        : leaf(policy, origin);
  return different.length === 0 ? choice : branch({ policy: choice, proxies: branch(Object.fromEntries(different)) });
}

/**
 * The priority of each destination under algorithm 8, which sends everything to the first of its list: the highest priority, and of equal ones under
 * Kamailio the last of the file (dispatch.c, `add_dest2list` and its reindexing), under OpenSIPS the first. Equal ones get numbers that say so.
 */
function turnsOf(proxies: readonly Proxy[], isLastFirst: boolean): readonly Entry[] {
  const priorities = proxies.map(({ destination }) => destination?.priority.value ?? 0);
  if (new Set(priorities).size === priorities.length)
    return proxies.map(({ destination }) =>
      saidWithin(destination?.priority ?? byDefault(0, "the dispatcher"), 0, 1000),
    );
  return priorities.map((value, index) =>
    assumed(
      String(
        priorities.filter(
          (other, at) => other < value || (other === value && at < index === isLastFirst && at !== index),
        ).length,
      ),
      `of equal priorities algorithm 8 takes the ${isLastFirst ? "last" : "first"} of the list first`,
    ),
  );
}

import type { PacemakerFacts } from "../configuration/pacemaker/facts.ts";
import type { Place } from "../configuration/place.ts";
import { serverAmong } from "../deployment/cluster.ts";
import type { Check, Seen } from "./check.ts";
import { cib, ring } from "./examples-of-clusters.ts";
import { placeOf, processDies } from "./vrrp.ts";

const option = (name: string, value: string): string =>
  `        <nvpair id="${name}" name="${name}" value="${value}"/>\n`;

const TWO_HOLDERS =
  "No run shows it: in the model users who reach both holders of an address are served by either, and what both of them write, such as a database, is no part of it.";

export const NO_FENCING: Check = {
  code: "SN303",
  title: "Nodes that are silent are not fenced",
  severity: "warning",
  about: "`stonith-enabled` false: a node that nobody hears is taken for dead. It may live, and go on serving.",
  mend: "`stonith-enabled` true and a fencing device for each node.",
  ill: cib({ options: option("stonith-enabled", "false") }),
  well: cib({ options: option("stonith-enabled", "true") }),
  notRun: TWO_HOLDERS,
  find: (seen) =>
    clustersOf(seen)
      .filter(({ facts }) => !facts.fences.value && facts.nodes.length > 1)
      .map(({ facts, place }) => ({
        place: placeOf(facts.fences, place),
        message: "stonith-enabled is false",
        consequence:
          "Where the network divides, or a node hangs for longer than the token, both sides may hold the addresses at once",
      })),
};

export const NOTHING_TO_FENCE_WITH: Check = {
  code: "SN304",
  title: "Fencing is on, and there is nothing to fence with",
  severity: "error",
  about:
    "Pacemaker starts no resource while `stonith-enabled` is true, its default, and no device (class `stonith`, or a watchdog) is there.",
  mend: "A fencing device for each node; `stonith-watchdog-timeout` where the hosts have a watchdog.",
  ill: cib({ fence: "" }),
  well: cib(),
  notRun: "No run is needed: nothing is started, and every call fails.",
  find: (seen) =>
    clustersOf(seen)
      .filter(
        ({ facts: { fences, resources, stonithWatchdogTimeout } }) =>
          fences.value && stonithWatchdogTimeout.value === 0 && resources.length > 0 && !resources.some(isDevice),
      )
      .map(({ facts, place }) => ({
        place: placeOf(facts.fences, place),
        message: "stonith-enabled is true, and no fencing device is configured",
        consequence: "Pacemaker starts no resource: nobody serves",
      })),
};

export const NO_MONITOR: Check = {
  code: "SN305",
  title: "A resource is never looked at",
  severity: "error",
  about:
    "Pacemaker looks at a resource only where it has a `monitor` with an interval above 0; there is none by default.",
  mend: "`monitor` every 10 s, with a time-out, for each resource.",
  ill: { ...ring(""), ...cib({ monitor: "" }) },
  well: { ...ring(""), ...cib() },
  find: (seen) =>
    clustersOf(seen).flatMap(({ facts }) =>
      facts.resources
        .filter((one) => !isDevice(one) && !one.monitors.some(({ interval }) => interval.value > 0))
        .map((one) => ({
          place: one.place,
          message: `${one.id} (${one.agent}) has no monitor`,
          consequence: "When it dies and its node lives, nobody notices and nothing takes over",
          ...(one === serverAmong(facts.resources) && seen.behind.length === 0 && { trial: processDies(seen.victim) }),
        })),
    ),
};

export const QUORUM_IGNORED: Check = {
  code: "SN306",
  title: "A node without quorum goes on, and is not fenced",
  severity: "error",
  about:
    "`no-quorum-policy` ignore: each side of a divided network takes all resources. Beside fencing that is how two nodes are run; without it both sides serve.",
  mend: "Leave `no-quorum-policy` out, with `two_node: 1` in corosync.conf and fencing.",
  ill: cib({ options: option("no-quorum-policy", "ignore") + option("stonith-enabled", "false") }),
  well: cib({ options: option("no-quorum-policy", "ignore") }),
  notRun: TWO_HOLDERS,
  find: (seen) =>
    clustersOf(seen)
      .filter(({ facts }) => facts.noQuorumPolicy.value === "ignore" && !facts.fences.value)
      .map(({ facts, place }) => ({
        place: placeOf(facts.noQuorumPolicy, place),
        message: "no-quorum-policy is ignore, and nothing is fenced",
        consequence: "Where the network divides each side holds all addresses for as long as it is divided",
      })),
};

const isDevice = ({ agent }: { readonly agent: string }): boolean => agent.startsWith("stonith:");

const clustersOf = ({ readings }: Seen): readonly { readonly facts: PacemakerFacts; readonly place: Place }[] =>
  readings.flatMap((one) =>
    one.kind === "pacemaker" ? [{ facts: one.facts, place: { file: one.path, line: 1 } }] : [],
  );

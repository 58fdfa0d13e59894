import { isKnown } from "../../notation/known.ts";
import { defaulted, named, object, optional } from "../../notation/object.ts";
import type { Place } from "../../notation/place.ts";
import { duration, flag, wholeNumber } from "../../notation/quantities.ts";
import { converted, type Written } from "../../notation/shape.ts";
import { formatDuration } from "../../units/duration.ts";
import type { DetectorKind, DetectorWatch, Lateness } from "../kind.ts";
import { checkStates, type States, statesField, warnOfStates } from "./description/states.ts";
import { effectivePriority, looking, type Track, track } from "./description/track.ts";
import { type Priorities, virtualRouters } from "./description/virtual-routers.ts";

/** VRRP advertisements (RFC 3768 version 2, RFC 5798 version 3). */
export type Vrrp = Priorities & {
  readonly kind: "vrrp";
  readonly version: 2 | 3;
  /** Between two advertisements of the master [s]. */
  readonly advertisement: number;
  /** Priority of the master whose death is met; absent in a description. */
  readonly masterPriority?: number;
  /** How long a router waits before it takes over from a living master of lower priority [s]; absent: not at all. */
  readonly preemptDelay?: number;
  /** What each router is told to begin as; absent: all as backups. */
  readonly states?: States;
  /** Whether the addresses of a node are virtual routers of one `vrrp_sync_group`, where checks with a weight are left out. */
  readonly syncGroup?: boolean;
  /** How the daemon looks after the server process; absent: it is part of the process and dies with it. */
  readonly track?: Track;
};

const fields = object("a VRRP detector", {
  version: defaulted("2 (RFC 3768) or 3 (RFC 5798).", wholeNumber(2, 3, 2), 2),
  advertisement: defaulted("Between two advertisements of the master.", duration("1 s", { above: 0 }), 1, "1 s"),
  priority: defaulted(
    "Priority of the first standby; the higher, the shorter it waits. Of n standbys the others are evenly lower, the last 1/n of it, unless priorities says theirs.",
    wholeNumber(1, 254, 100),
    100,
  ),
  priorities: defaulted(
    "Priorities of single nodes, by name; the owner of the address has the highest.",
    named("nodes", wholeNumber(1, 255, 100), 0, 64),
    [],
    {},
  ),
  virtualRouters: defaulted(
    "Priorities in the virtual router of one address, by address and node; an active node named here backs up another's address.",
    named("addresses", named("nodes", wholeNumber(1, 255, 100), 1, 64), 0, 64),
    [],
    {},
  ),
  preemptDelay: optional(
    "How long a router that hears a master of lower priority waits before it takes over, its own start included; left out, it waits for its master-down interval only, and one of priority 255 not at all.",
    duration("60 s", { above: 0 }),
  ),
  states: statesField,
  syncGroup: optional(
    "Whether the addresses of a node are virtual routers of their own in one vrrp_sync_group. They move together as they do without, but Keepalived leaves out checks with a weight there.",
    flag,
  ),
  track: defaulted(
    "How often a script looks whether the server process lives; at death: the daemon is told (track_process); never: it does not look; with process: a daemon that dies with it.",
    track,
    null,
    "with process",
  ),
});

/** A check that Keepalived does not run: one with a weight, of a member of a sync group (seen on 2.2.7). */
const LEFT_OUT = looking(Infinity);

/** The longest interval that an advertisement can name [s]: eight bits of seconds, or twelve of hundredths. */
const ADVERTISED_MAX = {
  2: { longest: 255, source: "RFC 3768 §5.3.7" },
  3: { longest: 40.95, source: "RFC 5798 §5.2.7" },
};

/** Three advertisements, of which two may be missed. */
export const bears = ({ advertisement }: Pick<Vrrp, "advertisement">): Lateness => ({
  most: 2 * advertisement,
  hops: 1,
});

export const vrrp: DetectorKind<Vrrp, { readonly vrrp: Written<typeof fields> }> = {
  meaning: "VRRP: the master advertises, the backup takes over after three intervals and a skew without.",
  shape: converted(
    fields,
    { kind: "vrrp", version: 2, advertisement: 1, priority: 100 },
    ({ priorities, virtualRouters, states, syncGroup, track, preemptDelay, ...value }, place) => {
      const version = value.version === 3 ? 3 : 2;
      const { longest, source } = ADVERTISED_MAX[version];
      if (value.advertisement > longest && !place.at("advertisement").isBroken)
        place
          .at("advertisement")
          .report(
            `${value.advertisement} s between advertisements of version ${version}`,
            `at most ${longest} s: longer ones cannot be said in an advertisement (${source})`,
          );
      const routers = virtualRouters.map(([address, of]) => [address, Object.fromEntries(of)] as const);
      return {
        kind: "vrrp",
        ...value,
        version,
        ...(priorities.length === 0 ? {} : { priorities: Object.fromEntries(priorities) }),
        ...(routers.length === 0 ? {} : { virtualRouters: Object.fromEntries(routers) }),
        ...(preemptDelay === undefined ? {} : { preemptDelay }),
        ...(states.length === 0 ? {} : { states: Object.fromEntries(states) }),
        ...(syncGroup === undefined ? {} : { syncGroup }),
        ...(track === null ? {} : { track: syncGroup && track.weight !== 0 ? LEFT_OUT : track }),
      };
    },
  ),
  elections: {
    of: virtualRouters,
    inForce: (detector, { members }) => ({
      ...detector,
      priority: members[1]!.priority,
      masterPriority: members[0]!.priority,
    }),
  },
  channels: "address",
  counted: "virtual routers",
  outlivesProcess: ({ track }) => track !== undefined,
  hearsHang: ({ track }) => track?.asks ?? false,
  check: (detector, watched, place) => {
    if (watched.watched !== watched.watchers || !watched.mayElect)
      place.report(
        "VRRP where there is no takeover among peers",
        "another detector, such as heartbeat, poll or options",
      );
    else {
      checkPriorities(detector, watched, place);
      checkStates(detector, watched, place);
      const owners = new Set(
        watched.addresses.flatMap(({ tier, owner }) => (tier === watched.watched.name ? owner : [])),
      );
      if (detector.syncGroup && owners.size > 1)
        place
          .at("syncGroup")
          .report(
            `a sync group of addresses that ${owners.size} nodes own`,
            "one owner: who is master of one is master of all",
          );
    }
  },
  warn: (detector, watched, place) => {
    const { version, advertisement } = detector;
    warnOfWeight(detector, watched, place.at("track", "weight"));
    warnOfStates(detector, watched, place);
    if (detector.syncGroup && place.at("track", "weight").node !== undefined && detector.track?.interval === Infinity)
      place
        .at("track", "weight")
        .warn(
          "a check with a weight in a sync group",
          "Keepalived never runs it, and nobody notices that the process is dead",
          "Use weight 0, or no syncGroup.",
        );
    const at = place.at("advertisement");
    if (version === 2 && !Number.isInteger(advertisement))
      at.warn(
        `advertisements of version 2 every ${formatDuration(advertisement)}`,
        "no router can be set up so: version 2 counts whole seconds (RFC 3768 §5.3.7)",
        "Use version: 3, or 1 s.",
      );
    const centiseconds = advertisement * 100;
    if (version === 3 && Math.abs(centiseconds - Math.round(centiseconds)) > 1e-9)
      at.warn(
        `advertisements of version 3 every ${formatDuration(advertisement)}`,
        "no router can be set up so: version 3 counts hundredths of a second (RFC 5798 §5.2.7)",
        "Use a multiple of 10 ms.",
      );
  },
  bears,
  name: ({ version, advertisement }) => `VRRP v${version} ${formatDuration(Number(advertisement.toPrecision(3)))}`,
  words: ({ version, advertisement }) =>
    `VRRP version ${version}, advertisements every ${formatDuration(advertisement, 3)}`,
  work: ({ advertisement, track }, _, watched, watchers) => ({
    period: Math.min(advertisement, track?.interval || Infinity),
    pairs: watched * watchers,
  }),
  cheaper: (detector) => detector,
  drawn: (dice) => ({
    vrrp: {
      version: dice.pick(2, 3),
      advertisement: dice.seconds(0.1, 0.3),
      priority: dice.pick(100, 254),
      track: dice.pick("with process", "never", "50 ms", "200 ms"),
    },
  }),
};

/** A weight may leave a master whose process is dead above, or level with, every backup. */
function warnOfWeight(detector: Vrrp, { watched: tier, addresses, goesBack }: DetectorWatch, place: Place): void {
  const { track } = detector;
  if (track === undefined || track.weight === 0 || track.interval === Infinity) return;
  if (!goesBack) {
    place.warn(
      `a weight of ${track.weight} beside failback: none`,
      "nobody takes over: whose process is dead advertises on, and a backup that does not preempt lets any priority be master",
      "Use weight 0, with which a dead process makes the router resign, or failback: preempt.",
    );
    return;
  }
  for (const { owner, members } of virtualRouters(detector, { tiers: [tier], addresses }, tier.name)) {
    const [master, backup] = members;
    if (master === undefined || backup === undefined) continue;
    const left = effectivePriority(master.priority, track, false);
    const wanted = effectivePriority(backup.priority, track, true);
    if (wanted > left) continue;
    const distance = effectivePriority(master.priority, track, true) - effectivePriority(backup.priority, track, true);
    place.warn(
      `a weight of ${track.weight}, which leaves ${owner} a priority of ${left} when its process is dead, and ${backup.name} has ${wanted}`,
      "nobody takes over",
      master.priority === 255
        ? `Give ${owner} a priority below 255, which no weight changes.`
        : `Use a weight of more than ${distance} either way, or 0: then a dead process makes the router unfit.`,
    );
  }
}

/** The owner of an address is its master from the start, so it must have the highest priority. */
function checkPriorities(detector: Vrrp, { watched: tier, addresses }: DetectorWatch, place: Place): void {
  const names = tier.nodes.map(({ name }) => name);
  const areNodes = (priorities: Readonly<Record<string, number>>, at: Place): boolean =>
    Object.keys(priorities)
      .map((node) => isKnown(node, names, `a node that is not in ${tier.name},`, at.at(node)))
      .every(Boolean);
  const ofTier = addresses.filter((address) => address.tier === tier.name);
  const known = ofTier.map(({ name }) => name);
  const { priorities = {}, virtualRouters: special = {} } = detector;
  let isSound = areNodes(priorities, place.at("priorities"));
  for (const [address, inIt] of Object.entries(special)) {
    const at = place.at("virtualRouters", address);
    const isAddress = isKnown(address, known, `an address that is not of ${tier.name},`, at);
    if (!isAddress || !areNodes(inIt, at)) isSound = false;
  }
  if (!isSound) return;
  for (const { owner, addresses: indices, members } of virtualRouters(
    detector,
    { tiers: [tier], addresses },
    tier.name,
  ))
    for (const { name, priority } of members.slice(1)) {
      if (priority <= members[0]!.priority) continue;
      const address = indices.map((i) => addresses[i]!.name).find((one) => special[one]?.[name] !== undefined);
      const said = priorities[name] === undefined ? ["priority"] : ["priorities", name];
      const at = place.at(...(address === undefined ? said : ["virtualRouters", address, name]));
      at.report(
        `priority ${priority}, above that of the master ${owner}`,
        `at most ${members[0]!.priority}: whatever state MASTER says, the highest priority is master in the end`,
      );
    }
}

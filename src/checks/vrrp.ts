/** What checks of VRRP ask of the hosts of a virtual router. */
import {
  isReversed,
  type KeepalivedFacts,
  type SyncGroup,
  type Tracked,
  type TrackedProcess,
  type VrrpInstance,
  type VrrpScript,
} from "../configuration/keepalived/facts.ts";
import type { Place, Said } from "../configuration/place.ts";
import { haveCommon } from "../deployment/virtual-routers.ts";
import type { Seen, Trial } from "./check.ts";

/** A host of a virtual router whose file is there. */
export interface Member {
  readonly node: string;
  readonly instance: VrrpInstance;
  readonly facts: KeepalivedFacts;
}

/** The members of each virtual router, the highest priority first; hosts that are assumed are left out. */
export const membersOf = ({ routers, hosts }: Seen): readonly (readonly Member[])[] =>
  routers.map((router) =>
    router.routers.flatMap(({ node, instance }) => {
      const facts = hosts.find(({ name }) => name === node)?.keepalived?.facts;
      return instance === null || facts === undefined ? [] : [{ node, instance, facts }];
    }),
  );

/** All instances of all hosts. */
export const instancesOf = ({ hosts }: Seen): readonly Member[] =>
  hosts.flatMap(({ name, keepalived }) =>
    (keepalived?.facts.instances ?? []).map((instance) => ({ node: name, instance, facts: keepalived!.facts })),
  );

/** Two hosts' instances that are meant to be one virtual router: they have an address in common, or a name and nothing against it. */
export function meantTogether(seen: Seen): readonly (readonly [Member, Member])[] {
  const all = instancesOf(seen);
  return all.flatMap((one, at) =>
    all
      .slice(at + 1)
      .filter((other) => other.node !== one.node && isMeant(one.instance, other.instance))
      .map((other) => [one, other] as const),
  );
}

const isMeant = (one: VrrpInstance, other: VrrpInstance): boolean =>
  haveCommon(one, other) || (one.name === other.name && one.virtualRouterId?.value === other.virtualRouterId?.value);

/** The groups whose fate an instance shares. */
export const groupsOf = ({ facts, instance }: Member): readonly SyncGroup[] =>
  facts.syncGroups.filter(({ members }) => members.some(({ value }) => value === instance.name));

/** Something that is tracked, and what its failure takes from the priority; 0: the instance goes to the fault state. */
export interface Watched {
  readonly what: string;
  readonly place: Place;
  readonly weight: Said<number>;
  readonly script: VrrpScript | null;
  /** An interface, rather than what looks after a server. */
  readonly isInterface?: boolean;
}

/** Interfaces that an instance tracks with a weight; without one their loss puts it in the fault state. */
export const interfacesOf = ({ instance }: Member): readonly Watched[] =>
  instance.trackedInterfaces.flatMap(({ name, place, weight, isReversed }) =>
    weight === null || weight.value === 0 || isReversed
      ? []
      : [{ what: `interface ${name}`, place, weight, script: null, isInterface: true }],
  );

/** Scripts and processes that an instance tracks, with the weights that count. */
export function watchedBy(member: Member): readonly Watched[] {
  const { facts, instance } = member;
  const groups = groupsOf(member);
  const scripts = [...instance.trackedScripts, ...groups.flatMap(({ trackedScripts }) => trackedScripts)];
  const processes = [...instance.trackedProcesses, ...groups.flatMap(({ trackedProcesses }) => trackedProcesses)];
  return [
    ...known<VrrpScript>(scripts, facts.scripts).map(({ tracked, one }) => ({
      ...{
        what: `vrrp_script ${one.name}`,
        place: one.weight.origin.kind === "written" ? one.weight.origin.place : one.place,
      },
      ...{ weight: tracked.weight ?? one.weight, script: one },
    })),
    ...known<TrackedProcess>(processes, facts.processes).map(({ tracked, one }) => ({
      ...{ what: `process ${one.name}`, place: one.place, weight: tracked.weight ?? one.weight, script: null },
    })),
  ];
}

const known = <One extends { readonly name: string; readonly isReversed: boolean }>(
  tracked: readonly Tracked[],
  of: readonly One[],
) =>
  tracked.flatMap((each) => {
    const one = of.find(({ name }) => name === each.name);
    return one === undefined || isReversed(each, one) ? [] : [{ tracked: each, one }];
  });

/** Where a value is written; else the place of what it belongs to. */
export const placeOf = (said: Said<unknown> | null, otherwise: Place): Place =>
  said?.origin.kind === "written" ? said.origin.place : otherwise;

export const processDies = (node: string): Trial => ({
  when: `the SIP server of ${node} dies`,
  fault: `kill: ${node}, kind: process`,
});
/** The death of the SIP server of a master; of a backup it costs nothing while it is one. */
export const serverDies = ({ routers }: Seen, { node, instance }: Member): { readonly trial?: Trial } =>
  routers.some(({ master }) => master === instance) ? { trial: processDies(node) } : {};
export const hostDies = (node: string): Trial => ({ when: `${node} dies`, fault: `kill: ${node}, kind: host` });
/** Of two masters: the backup's time runs out after the master's: it is the one that neighbours heard last. */
export function lastDies(one: Member, other: Member): Trial {
  const { node } = one.instance.priority.value < other.instance.priority.value ? one : other;
  return { when: `${node}, which has announced the address last, dies`, fault: `kill: ${node}, kind: host` };
}
/** A server's process that starts again with an empty memory. */
export const startsAgain = (node: string): Trial => ({
  when: `the SIP server of ${node} starts again`,
  fault: `restart: ${node}, kind: process, takes: 2 s`,
});

import {
  type AgesLayout,
  Blocker,
  blockedPlaces,
  type GroupLayout,
  inAttempts,
  inPlace,
  inRepair,
  isGroupBlocked,
  keptPlaces,
  type StateVector,
  Votes,
  type WayLayout,
} from "./layout.ts";

/** A state in words, such as "proxy: 2 serving, 1 standby | database: 0 serving, 1 under repair". */
export function stateName(layouts: readonly GroupLayout[], state: StateVector): string {
  return layouts.map((layout) => `${layout.group.name}: ${groupName(layout, state)}`).join(" | ");
}

function uncovered(layout: GroupLayout, state: StateVector): string {
  if (layout.group.coverage?.uncovered === "blocks place") return `${blockedPlaces(layout, state)} blocked`;
  return isGroupBlocked(layout, state) ? "group blocked" : "uncovered failure";
}

/** Nodes that have failed in one way. */
const broken = (of: WayLayout, how: string, state: StateVector): (readonly [number, string])[] => [
  [inAttempts(of, state), `recovering${how}`],
  [state[of.waiting]!, `waiting${how}`],
  [inRepair(of, state), `under repair${how}`],
];

/** Places whose owners do not serve there, by why, where standbys are elected. */
function heldByStandbys({ election }: GroupLayout, state: StateVector): (readonly [number, string])[] {
  if (election === undefined) return [];
  return [
    [state[election.held]!, "served by a standby"],
    [state[election.idle]!, "blocked by an owner that is back"],
    [state[election.left]!, "blocked by a standby"],
    [Number(state[election.blocker] === Blocker.DEAD), "standby to recover"],
    [Number(state[election.blocker] === Blocker.BACK), "standby to recover, though it is back"],
  ];
}

/** What is said of votes, where a majority is needed. */
function voting({ votes }: GroupLayout, state: StateVector): (readonly [number, string])[] {
  if (votes === undefined) return [];
  const phase = state[votes.phase];
  return [
    [state[votes.lowered]!, "not expected"],
    [Number(state[votes.arbiter] === 1), "arbiter down"],
    [Number(phase === Votes.LOSING), "loss of quorum to notice"],
    [Number(phase === Votes.LOST), "quorum lost"],
    [Number(phase === Votes.GAINING), "quorum regained"],
    [state[votes.waits]!, "wait for all"],
  ];
}

/** How many nodes are in each stage of their lives: of those that serve, and of those that stand by. */
const agesName = ({ life, serving, standby }: AgesLayout, state: StateVector): string =>
  [serving, standby].map((of) => life.stages.map((_, i) => state[of + i]!).join(" ")).join(" / ");

function groupName(layout: GroupLayout, state: StateVector): string {
  const phases = new Map<string, number>();
  layout.failoverStages.forEach(({ phase }, stage) => {
    phases.set(phase, (phases.get(phase) ?? 0) + state[layout.failover + stage]!);
  });
  const counts: readonly (readonly [number, string])[] = [
    ...heldByStandbys(layout, state),
    [state[layout.standby]!, "standby"],
    ...[...phases].map(([phase, count]) => [count, `in ${phase}`] as const),
    [inPlace(layout, state), "to start in place"],
    ...layout.ways.flatMap((of) => broken(of, layout.ways.length > 1 ? ` after ${of.way.name}` : "", state)),
    [state[layout.maintained]!, "in maintenance"],
    ...voting(layout, state),
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (Math.max(state[layout.blocked]!, blockedPlaces(layout, state)) > 0) told.push(uncovered(layout, state));
  const kept = keptPlaces(layout, state);
  if (kept > 0) told.push(`${kept} unheard`);
  if (layout.ages !== undefined) told.push(`lives in stages ${agesName(layout.ages, state)}`);
  if (state[layout.struck]! > 0) told.push("common cause");
  return [`${state[layout.serving]} serving`, ...told].join(", ");
}

import { fillVacancies } from "./events.ts";
import { alive, type Follow, type GroupLayout, inPlace, type StateVector, Votes, type VotesLayout } from "./layout.ts";

/** A group whose nodes serve with a quorum only. */
type Voting = GroupLayout & { readonly votes: VotesLayout };

const isVoting = (layout: GroupLayout): layout is Voting => layout.votes !== undefined;

/** Nodes that have a vote: those that are well, and those whose process a cluster manager beside it sees to. */
const voting = (layout: GroupLayout, state: StateVector): number => alive(layout, state) + inPlace(layout, state);

/** Whether the nodes that are well are enough to serve. */
function hasQuorum({ group, votes: counts }: Voting, state: StateVector, well: number): boolean {
  const { twoNode, device } = group.votes!;
  if (state[counts.waits] === 1) return false;
  if (twoNode) return true;
  const votes = device === undefined ? 0 : device.votes;
  const expected = group.nodes.length - state[counts.lowered]! + votes;
  return well + (state[counts.arbiter] === 0 ? votes : 0) > Math.floor(expected / 2);
}

/**
 * Counts votes after something has happened. Who loses quorum serves on until it is noticed, and nobody takes anything over; with quorum back
 * the nodes serve again after a while. A node that returns brings the full number of votes along. Where it waits for all, a group that was
 * down as a whole has no quorum until all its nodes are well.
 *
 * @param next the state that follows `before`; changed
 */
export function countVotes(layout: GroupLayout, before: StateVector, next: StateVector): void {
  if (!isVoting(layout)) return;
  const { group, votes: counts } = layout;
  const { waitForAll, notice, restart } = group.votes!;
  const well = voting(layout, next);
  if (well > voting(layout, before)) next[counts.lowered] = 0;
  if (waitForAll && (well === 0 || well === group.nodes.length)) next[counts.waits] = Number(well === 0);
  const phase = next[counts.phase]!;
  if (hasQuorum(layout, next, well)) {
    const isStopped = phase === Votes.LOST || phase === Votes.GAINING;
    if (isStopped && restart > 0) next[counts.phase] = Votes.GAINING;
    else if (phase !== Votes.HELD) hold(layout, next);
  } else {
    const isUnnoticed = phase <= Votes.LOSING && well > 0 && notice > 0;
    next[counts.phase] = isUnnoticed ? Votes.LOSING : Votes.LOST;
  }
  if (next[counts.phase] !== Votes.HELD) next.fill(0, layout.failover, layout.failover + layout.failoverStages.length);
}

function hold(layout: Voting, next: StateVector): void {
  next[layout.votes.phase] = Votes.HELD;
  fillVacancies(layout, next);
}

/** What happens to votes by themselves: a loss is noticed, nodes serve again, fewer votes are expected, the arbiter dies and returns. */
export function votingEvents(layout: GroupLayout, state: StateVector, follow: Follow): void {
  if (!isVoting(layout)) return;
  const { group, votes: counts } = layout;
  const { notice, restart, lowering, device } = group.votes!;
  const become = (rate: number, change: (next: StateVector) => void): void => {
    const next = state.slice();
    change(next);
    follow(next, rate);
  };
  const phase = state[counts.phase];
  if (phase === Votes.LOSING) become(1 / notice, (next) => (next[counts.phase] = Votes.LOST));
  if (phase === Votes.GAINING) become(1 / restart, (next) => hold(layout, next));
  const missing = group.nodes.length - voting(layout, state);
  if (lowering !== undefined && phase === Votes.HELD && missing > state[counts.lowered]!)
    become(1 / lowering, (next) => (next[counts.lowered] = missing));
  if (device !== undefined) {
    const isDown = state[counts.arbiter] === 1;
    become(1 / (isDown ? device.mttr : device.mttf), (next) => (next[counts.arbiter] = Number(!isDown)));
  }
}

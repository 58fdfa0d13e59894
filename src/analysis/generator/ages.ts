import type { AgesLayout, Follow, GroupLayout, StateVector } from "./layout.ts";

/** Of what age the node is that fails, where it is known: one that serves or stands by, of any age or at the end of a stage. */
export const Dying = {
  serving: (stage?: number): number => (stage === undefined ? 1 : 3 + 2 * stage),
  standby: (stage?: number): number => (stage === undefined ? 2 : 4 + 2 * stage),
} as const;

type Aging = GroupLayout & { readonly ages: AgesLayout };
const hasAges = (layout: GroupLayout): layout is Aging => layout.ages !== undefined;

/** Nodes that are well grow older. */
export function ageEvents(layout: GroupLayout, state: StateVector, follow: Follow): void {
  if (!hasAges(layout)) return;
  const { life, serving, standby } = layout.ages;
  for (const role of [serving, standby])
    for (const [stage, { rate, ends }] of life.stages.entries()) {
      const nodes = state[role + stage]!;
      if (ends || nodes === 0) continue;
      const next = state.slice();
      next[role + stage]!--;
      next[role + stage + 1]!++;
      follow(next, nodes * rate);
    }
}

/**
 * Ages follow what a step has made of the nodes: who failed leaves, any standby that was called steps in with the age that it has, who is back is new, and of
 * others that go any is as likely.
 *
 * @param next counts as the step has left them, ages as they were
 */
export function settleAges(layout: GroupLayout, next: StateVector, reach: Follow): void {
  if (!hasAges(layout)) {
    reach(next, 1);
    return;
  }
  const { life, serving, standby, dying } = layout.ages;
  const count = (of: number, state: StateVector): number => life.stages.reduce((sum, _, i) => sum + state[of + i]!, 0);
  const leave = (of: number, state: StateVector, to: Follow): void => {
    const all = count(of, state);
    for (let i = 0; i < life.stages.length; i++) {
      if (state[of + i]! === 0) continue;
      const less = state.slice();
      less[of + i]!--;
      to(less, state[of + i]! / all);
    }
  };
  const settle = (state: StateVector, share: number): void => {
    const [left, right] = [
      next[layout.serving]! - count(serving, state),
      next[layout.standby]! - count(standby, state),
    ];
    if (left > 0 && right < 0)
      for (let i = 0; i < life.stages.length; i++) {
        if (state[standby + i]! === 0) continue;
        const moved = state.slice();
        moved[standby + i]!--;
        moved[serving + i]!++;
        settle(moved, (share * state[standby + i]!) / count(standby, state));
      }
    else if (left > 0 || right > 0)
      for (const [i, p] of life.start.entries()) {
        if (p === 0) continue;
        const more = state.slice();
        more[(left > 0 ? serving : standby) + i]!++;
        settle(more, share * p);
      }
    else if (left < 0 || right < 0) leave(left < 0 ? serving : standby, state, (to, p) => settle(to, share * p));
    else reach(state, share);
  };
  const who = next[dying]!;
  if (who === 0) {
    settle(next, 1);
    return;
  }
  const begun = next.slice();
  begun[dying] = 0;
  const role = who % 2 === 1 ? serving : standby;
  if (who <= 2) leave(role, begun, (to, p) => settle(to, p));
  else {
    begun[role + Math.floor((who - 3) / 2)]!--;
    settle(begun, 1);
  }
}

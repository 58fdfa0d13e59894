import type { FailureWay } from "../model.ts";
import type { Follow, GroupLayout, StateVector, WayLayout } from "./layout.ts";
import { fall } from "./ways.ts";

/** Which attempt comes first for a node that stands by: not the wait until its failures are forgotten. */
export const startOfStandby = ({ way }: WayLayout): number => Number(isForgotten(way));

const isForgotten = ({ inPlace }: FailureWay): boolean => inPlace !== undefined && inPlace.forgotten < Infinity;

/**
 * A cluster manager has noticed a failure and stopped what is left, or started the process where it was, or not: then the node is given up.
 *
 * @param leave somebody begins to take the place that is left
 */
export function inPlaceEvents(
  layout: GroupLayout,
  state: StateVector,
  follow: Follow,
  leave: (next: StateVector) => void,
): void {
  for (const of of layout.ways) {
    const { inPlace } = of.way;
    if (inPlace === undefined) continue;
    const { found, moves, start, starts, isFatal } = inPlace;
    const isBack = (from: StateVector, rate: number): void => {
      if (rate === 0) return;
      const next = from.slice();
      next[layout.serving]!++;
      follow(next, rate);
    };
    const givenUp = (from: StateVector, rate: number, byNumber: boolean): void => {
      if (rate === 0) return;
      const next = from.slice();
      leave(next);
      fall(
        of,
        next,
        1,
        (to, share) => follow(to, rate * share),
        byNumber && isForgotten(of.way) ? 0 : startOfStandby(of) + 1,
      );
    };
    const started = (from: StateVector, rate: number): void => {
      isBack(from, rate * starts);
      givenUp(from, rate * (1 - starts), !isFatal);
    };
    if (state[of.found!]! > 0) {
      const rate = state[of.found!]! / found;
      const next = state.slice();
      next[of.found!]!--;
      givenUp(next, rate * moves, true);
      if (start === 0) started(next, rate * (1 - moves));
      else if (moves < 1) {
        next[of.starting!]!++;
        follow(next, rate * (1 - moves));
      }
    }
    if (state[of.starting!]! > 0) {
      const next = state.slice();
      next[of.starting!]!--;
      started(next, state[of.starting!]! / start);
    }
  }
}

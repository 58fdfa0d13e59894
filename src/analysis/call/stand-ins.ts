import { ChainBuilder } from "../chain/chain.ts";
import { steadyState } from "../chain/steady-state.ts";
import type { Crew, NodeGroup } from "../model.ts";

/** Standbys of one kind in the long run. */
export interface StandIns {
  /** Share of the served places that one of them serves. */
  readonly share: number;
  /** The same while some node is dead, of a kind that serves then only: with `failback`. */
  readonly shareOfRest: number;
  /** How long one serves on average before it dies, or hands the place back [s]. */
  readonly stays: number;
}

const STATES_MAX = 20_000;
const [DEAD, IDLE, SERVING] = [0, 1, 2] as const;
type Status = typeof DEAD | typeof IDLE | typeof SERVING;

/** First owners by number, as they are alike, and standbys one by one, in the order in which they step in, before idle owners. */
interface State {
  readonly owners: readonly [dead: number, idle: number, serving: number];
  readonly standbys: readonly Status[];
}

/**
 * Who serves the places of a group, told by name: a chain of its own beside that of the service, which counts nodes. Fail-overs take no
 * time in it and are all covered.
 *
 * @param isMeant of each standby, whether it is of the kind that is asked for
 * @param failback whether a first owner that comes back takes its place from the standby that serves there
 * @returns undefined for more states than are worth it
 */
export function standIns(
  group: NodeGroup,
  crew: Crew | undefined,
  isMeant: readonly boolean[],
  failback: boolean,
): StandIns | undefined {
  const factor = group.standby?.failureFactor ?? 0;
  const shock = group.commonCause ?? 0;
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: State): number => {
    const key = `${state.owners} ${state.standbys}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    return states.push(state) - 1;
  };
  const count = ({ owners, standbys }: State, status: Status): number =>
    owners[status] + standbys.filter((one) => one === status).length;
  const builder = new ChainBuilder();
  const meant = (state: State): number => state.standbys.filter((status, i) => isMeant[i] && status === SERVING).length;
  const entered: { from: number; rate: number }[] = [];
  const go = (from: number, to: State, rate: number): void => {
    if (rate === 0) return;
    const more = to.standbys.some(
      (status, i) => isMeant[i] && status === SERVING && states[from]!.standbys[i] !== SERVING,
    );
    if (more) entered.push({ from, rate });
    builder.add(from, numberOf(to), rate);
  };
  numberOf({ owners: [0, 0, group.active], standbys: isMeant.map(() => IDLE) });
  for (let from = 0; from < states.length; from++) {
    if (states.length > STATES_MAX) return undefined;
    const state = states[from]!;
    const serving = count(state, SERVING);
    const dead = count(state, DEAD);
    const failures = (status: Status): number => (status === SERVING ? (1 - shock) / group.mttf : factor / group.mttf);
    const repair = (crew === undefined ? 1 : Math.min(1, crew.size / dead)) / group.repair.mean;
    for (const status of [IDLE, SERVING] as const)
      go(from, filled(ownerTo(state, status, DEAD), group.active), state.owners[status] * failures(status));
    if (state.owners[DEAD] > 0) go(from, returned(state, group.active, failback), state.owners[DEAD] * repair);
    state.standbys.forEach((status, i) => {
      if (status === DEAD) go(from, filled(standbyTo(state, i, IDLE), group.active), repair);
      else go(from, filled(standbyTo(state, i, DEAD), group.active), failures(status));
    });
    if (shock > 0)
      go(from, { owners: [group.active, 0, 0], standbys: isMeant.map(() => DEAD) }, (serving * shock) / group.mttf);
  }
  const { probability } = steadyState(
    builder.build(states.length, 0, (i) => `${states[i]!.owners} ${states[i]!.standbys}`),
  );
  const mean = (of: (state: State) => number): number =>
    states.reduce((sum, state, i) => sum + of(state) * probability[i]!, 0);
  const begun = entered.reduce((sum, { from, rate }) => sum + probability[from]! * rate, 0);
  const inRest = mean((state) => (count(state, DEAD) > 0 ? count(state, SERVING) : 0));
  return {
    share: mean(meant) / mean((state) => count(state, SERVING)),
    shareOfRest: mean(meant) / inRest,
    stays: mean(meant) / begun,
  };
}

function ownerTo({ owners, standbys }: State, from: Status, to: Status): State {
  const next = [...owners] as [number, number, number];
  next[from]--;
  next[to]++;
  return { owners: next, standbys };
}

const standbyTo = ({ owners, standbys }: State, i: number, to: Status): State => ({
  owners,
  standbys: standbys.map((one, k) => (k === i ? to : one)),
});

/** Whoever is idle steps in where a place is vacant: standbys in their order, then owners. */
function filled(state: State, active: number): State {
  const serving = state.owners[SERVING] + state.standbys.filter((one) => one === SERVING).length;
  if (serving >= active) return state;
  const next = state.standbys.indexOf(IDLE);
  if (next >= 0) return filled(standbyTo(state, next, SERVING), active);
  return state.owners[IDLE] > 0 ? filled(ownerTo(state, IDLE, SERVING), active) : state;
}

/** A first owner is repaired. */
function returned(state: State, active: number, failback: boolean): State {
  const at = failback ? state.standbys.lastIndexOf(SERVING) : -1;
  const home = ownerTo(state, DEAD, IDLE);
  if (at < 0) return filled(home, active);
  return ownerTo(standbyTo(home, at, IDLE), IDLE, SERVING);
}

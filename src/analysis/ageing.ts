/** Which clocks of a node begin anew together, and what they come to. */
import { isByElection } from "../detectors/description.ts";
import type { FailureClass } from "../faults/classes.ts";
import type { Watch } from "../service/description.ts";
import type { Tier } from "../tiers/description.ts";
import type { Life } from "./model.ts";
import { firstOf, phasesOf, spreads } from "./phases.ts";

/** What strikes a node. */
interface Striking {
  readonly name: string;
  readonly of: FailureClass;
  readonly isShared: boolean;
  readonly rate: number;
}

export const isMemoryless = ({ timeToFailure }: FailureClass): boolean => timeToFailure.kind === "exponential";

/** Whether a process that starts again begins its time to failure anew; a host or link is renewed by its own repair only. */
const isOfProcess = ({ kind }: FailureClass): boolean => kind === "process" || kind === "hang";

/** Whether a node comes back from a class with a new process in every case. */
const startsAnew = ({ kind, recovery }: FailureClass): boolean => kind !== "link" && recovery[0]!.does !== "passes";

/**
 * The causes whose times to failure have a memory, all of which begin anew whenever the node is back; none, where some do and others do not, so that the
 * past would count.
 */
export function ageing<C extends Striking>(causes: readonly C[]): readonly C[] {
  const old = causes.filter(({ of, isShared }) => !isShared && !isMemoryless(of));
  const areAlone = causes.length === 1 && startsAnew(causes[0]!.of);
  return areAlone || (old.every(({ of }) => isOfProcess(of)) && causes.every(({ of }) => startsAnew(of))) ? old : [];
}

/**
 * The same causes with the rates at which they strike in the long run: where clocks begin anew together, the probability that a cause is the first over the
 * mean time to the first of them.
 */
export function renewed<C extends Striking>(causes: readonly C[]): C[] {
  const own = causes.filter(({ isShared }) => !isShared);
  if (ageing(causes).length === 0 || own.length === 1) return [...causes];
  const { mean, shares } = firstOf(own.map(({ of }) => of.timeToFailure));
  return causes.map((cause) => (cause.isShared ? cause : { ...cause, rate: shares[own.indexOf(cause)]! / mean }));
}

/** Whether nodes of a tier may grow older in the chain: where it tells them by nothing else, and standbys fail like those that serve. */
export const haveAges = (
  { nodes, standby }: Tier,
  watch: Watch | undefined,
  {
    standbyFailureFactor = 1,
    commonCause = 0,
  }: { readonly standbyFailureFactor?: number; readonly commonCause?: number },
): boolean =>
  (standby === 0 || standbyFailureFactor === 1) &&
  (nodes.length < 2 || commonCause === 0) &&
  (watch === undefined || nodes.length < 3 || !isByElection(watch.detector));

/** Ways to spread nodes over the stages of their lives beyond which there are fewer stages. */
const SPREADS_MAX = 400;

/** How so many nodes grow older; undefined: they have no age. */
export function lifeOf(causes: readonly Striking[], nodes: number, stagesMax: number): Life | undefined {
  const old = ageing(causes);
  if (old.length === 0) return undefined;
  const laws = old.map(({ name, of }) => [name, of.timeToFailure] as const);
  let stages = stagesMax;
  while (stages > 2 && spreads(nodes, stages) > SPREADS_MAX) stages--;
  return {
    ...phasesOf(
      laws.map(([, law]) => law),
      stages,
    ),
    laws,
  };
}

import { stringify } from "yaml";
import { Stream } from "../random/stream.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { Dice } from "./dice.ts";
import {
  anyFault,
  deathsForGood,
  type FaultLine,
  type FaultTargets,
  passingFault,
  targetsOf,
} from "./random-faults.ts";
import { randomService } from "./random-service.ts";
import { randomTraffic, type ScenarioSection } from "./random-traffic.ts";

/** Faults strike in the first two seconds and, where all of them pass, are over after ten; detectors need tenths of seconds. */
const STRUCK_UNTIL = 2;
const HEALED_AT = 10;
const QUIET_UNTIL = 30;

/** A scenario drawn at random, as a file says it. */
export interface RandomWorld {
  readonly seed: number;
  readonly number: number;
  /** Whether everything that breaks is mended, so that the service must be whole at the end. */
  readonly isMended: boolean;
  /** All of it but `faults`. */
  readonly sections: ScenarioSection;
  readonly faults: readonly FaultLine[];
}

/** The world of this number: it depends on seed and number alone. */
export function drawWorld(seed: number, number: number): RandomWorld {
  const dice = new Dice(new Stream("fuzz", seed, number));
  const isMended = dice.happens(0.5);
  const architecture = randomService(dice);
  const named = targetsOf(architecture.tiers);
  const targets: FaultTargets = { ...named, from: 0, until: STRUCK_UNTIL, scale: 0.4 };
  const faults = isMended
    ? [
        ...Array.from({ length: dice.whole(1, 6) }, () => passingFault(targets, dice)),
        { at: `${HEALED_AT} s`, heal: "all" },
      ]
    : [...Array.from({ length: dice.whole(0, 6) }, () => anyFault(targets, dice)), ...deathsForGood(targets, dice)];
  const sections = {
    title: `World ${number} of seed ${seed}`,
    architecture,
    network: {
      delay: dice.pick("0 s", "0.2 ms", "2 ms"),
      loss: isMended ? 0 : dice.pick(0, 0, 0.02, 0.3),
      ...(dice.happens(0.25) && {
        sites: { near: [named.tiers[0]!, "callers"], far: ["callees", ...named.tiers.slice(1)] },
        between: { delay: "5 ms", loss: 0 },
      }),
    },
    traffic: randomTraffic(dice),
    run: {
      seed: dice.whole(0, 1_000_000),
      replications: 1,
      horizon: isMended ? `${QUIET_UNTIL} s` : dice.pick("2 s", "4 s"),
      drain: dice.pick("1 s", "3 s"),
      warmUp: dice.pick("0 s", "200 ms"),
      stratify: dice.pick(1, 4),
    },
    ...(isMended && { expect: { unservedAddresses: { equals: 0, because: "everything that broke is mended" } } }),
  };
  return { seed, number, isMended, sections, faults };
}

/** The text of its file. */
export const worldText = ({ sections, faults }: RandomWorld): string =>
  stringify({ ...sections, faults }, { lineWidth: 120, aliasDuplicateObjects: false });

/**
 * The world as the simulator reads it, by way of its file.
 * @throws Error if the file is refused, which would be a fault of the generator
 */
export function readWorld(world: RandomWorld): Scenario {
  const { scenario, problems } = parseScenario(worldText(world), `world-${world.seed}-${world.number}.yaml`);
  if (problems !== undefined)
    throw new Error(
      `world ${world.number} of seed ${world.seed} is refused: ${problems.map(({ path, found }) => `${path}: ${found}`).join("; ")}`,
    );
  return scenario;
}

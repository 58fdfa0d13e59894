import { nodesStruck } from "../faults/by-chance.ts";
import type { Fault } from "../faults/description.ts";
import { NOTHING_SAID } from "../scenario/availability-shape.ts";
import type { Scenario } from "../scenario/scenario.ts";

/**
 * What lines of chance say of lifetimes, crews, standbys, coverage and common causes holds for the analyzer where the file says it nowhere else;
 * what it says twice is the same. The lifetimes are those of a tier all of whose nodes one line strikes, the rest is what all lines agree on. A
 * coverage without people who recover what it blocks has no place in the chain, and is left out.
 */
export function saidByChance(scenario: Scenario): Scenario {
  const lines = scenario.faults.filter((fault): fault is Fault<"chance"> => fault.verb === "chance");
  const [first] = lines;
  if (scenario.failures !== undefined || first === undefined) return scenario;
  const { architecture, availability = NOTHING_SAID } = scenario;
  const agreed = <V>(of: (line: Fault<"chance">) => V): V | undefined =>
    lines.every((line) => JSON.stringify(of(line)) === JSON.stringify(of(first))) ? of(first) : undefined;
  const tiers = architecture.tiers.map((tier) => {
    const struck = lines.filter(({ chance }) => nodesStruck(chance, architecture).some((one) => isOf(tier, one)));
    const [line] = struck;
    if (tier.lifetimes !== undefined || availability.lifetimes !== undefined || struck.length !== 1) return tier;
    const { timeToFailure, timeToRepair, chance } = line!;
    const all = tier.nodes.every(({ name }) => nodesStruck(chance, architecture).includes(name));
    if (!all || timeToFailure === undefined || timeToRepair === undefined) return tier;
    return { ...tier, lifetimes: { timeToFailure, timeToRepair } };
  });
  const coverage = agreed((line) => line.coverage);
  const manualRecovery = coverage?.manualRecovery ?? (coverage?.uncovered === "fails group" ? 1 : undefined);
  return {
    ...scenario,
    architecture: { ...architecture, tiers },
    availability: {
      ...availability,
      crew: availability.crew ?? agreed((line) => line.crew),
      standby: agreed((line) => line.standby) ?? availability.standby,
      commonCause: agreed((line) => line.commonCause) ?? availability.commonCause,
      coverage:
        availability.coverage ??
        (coverage && manualRecovery !== undefined ? { ...coverage, manualRecovery } : undefined),
    },
  };
}

const isOf = ({ nodes }: Scenario["architecture"]["tiers"][number], name: string): boolean =>
  nodes.some((node) => node.name === name);

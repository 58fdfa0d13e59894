import { structureProblems } from "../structure/problems.ts";
import type { Complaint } from "../units/refused.ts";
import { interchangeable } from "./interchangeable.ts";
import {
  type AvailabilityModel,
  type Crew,
  type FailureWay,
  type InPlace,
  type NodeGroup,
  type Shock,
  type StagedTime,
  standbyCount,
  waysOf,
} from "./model.ts";

type Said = Pick<Complaint, "found" | "expected">;

/** Most stages a time may have: more are hardly different from a constant and multiply the states. */
const STAGES_MAX = 100;

/** All that is wrong with a model, in its order; empty when it can be turned into a chain. */
export function modelProblems(model: AvailabilityModel): Complaint[] {
  const problems: Complaint[] = [];
  const at =
    (...path: (string | number)[]) =>
    (holds: boolean, said: () => Said): void => {
      if (!holds) problems.push({ path, hint: "", ...said() });
    };
  const nodes = model.groups.flatMap((group) => group.nodes);

  duplicates(model.groups.map((group) => group.name)).forEach((name) => {
    at("groups")(false, () => ({ found: `two groups named "${name}"`, expected: "different names" }));
  });
  duplicates(nodes).forEach((name) => {
    at("groups")(false, () => ({ found: `the node "${name}" twice`, expected: "each node once, in one group" }));
  });
  duplicates(model.crews.map((crew) => crew.name)).forEach((name) => {
    at("crews")(false, () => ({ found: `two crews named "${name}"`, expected: "different names" }));
  });
  model.groups.forEach((group, index) => {
    groupProblems(group, model.crews, (...path) => at("groups", index, ...path));
  });
  model.crews.forEach((crew, index) => {
    crewProblems(crew, model.groups, (...path) => at("crews", index, ...path));
  });
  model.shocks?.forEach((shock, index) => {
    shockProblems(shock, model.groups, (...path) => at("shocks", index, ...path));
  });

  const inNeeds = structureProblems(model.needs, new Set(nodes));
  problems.push(...inNeeds.map((one) => ({ ...one, path: ["needs", ...one.path] })));
  if (inNeeds.length === 0) {
    for (const group of model.groups) {
      const [first, ...others] = group.nodes;
      const other = others.find((name) => !interchangeable(model.needs, first!, name));
      at("needs")(other === undefined, () => ({
        found: `"${first}" and "${other}" of group "${group.name}", which play different parts`,
        expected: "equal parts for all its nodes, or a group each",
      }));
    }
  }
  return problems;
}

type Checker = (...path: (string | number)[]) => (holds: boolean, said: () => Said) => void;

function groupProblems(group: NodeGroup, crews: readonly Crew[], at: Checker): void {
  const n = group.nodes.length;
  at("nodes")(n > 0, () => ({ found: "no nodes", expected: "at least one" }));
  at("active")(isCount(group.active, 1, Math.max(n, 1)), () => ({
    found: `${group.active}`,
    expected: `1 to ${n}, the number of nodes`,
  }));
  const isStruckOnly = group.ways?.every(({ share }) => share === 0) && group.mttf === Infinity;
  at("mttf")(isStruckOnly || isPositive(group.mttf), () => ({ found: `${group.mttf}`, expected: "a finite time > 0" }));
  stagedProblems(group.repair, (...path) => at("repair", ...path));
  crewOf(group.crew, crews, at);
  wayProblems(group.ways, crews, (...path) => at("ways", ...path));
  at("standby")(standbyCount(group) <= 0 || group.standby !== undefined, () => ({
    found: `${standbyCount(group)} of ${n} nodes that stand by without saying how`,
    expected: "hot, warm or cold standby",
  }));
  if (group.standby !== undefined) {
    const { failureFactor, failover } = group.standby;
    at("standby", "failureFactor")(failureFactor >= 0 && failureFactor <= 1, () => ({
      found: `${failureFactor}`,
      expected: "0 (cold) to 1 (hot)",
    }));
    failover.forEach((phase, index) => {
      stagedProblems(phase.time, (...path) => at("standby", "failover", index, "time", ...path));
    });
  }
  if (group.coverage !== undefined) {
    const { probability } = group.coverage;
    const recovery = "manualRecovery" in group.coverage ? group.coverage.manualRecovery : 1;
    at("coverage", "probability")(isProbability(probability), () => ({ found: `${probability}`, expected: "0 to 1" }));
    at("coverage", "manualRecovery")(isPositive(recovery), () => ({
      found: `${recovery}`,
      expected: "a finite time > 0",
    }));
  }
  if (group.commonCause !== undefined) {
    at("commonCause")(isProbability(group.commonCause), () => ({
      found: `${group.commonCause}`,
      expected: "a share from 0 to 1",
    }));
  }
  if (group.votes !== undefined) {
    const { twoNode, notice, restart } = group.votes;
    at("votes")(!twoNode || n === 2, () => ({ found: `twoNode of ${n} nodes`, expected: "two nodes" }));
    at("votes")(!group.standby?.elected, () => ({ found: "a quorum beside an election", expected: "one of the two" }));
    at("votes")(notice >= 0 && restart >= 0, () => ({ found: `${notice}, ${restart}`, expected: "times ≥ 0" }));
  }
  at("ways")(!(group.standby?.elected && group.ways?.some(({ heard }) => heard === "never")), () => ({
    found: "a failure that nobody hears beside an election",
    expected: "one of the two",
  }));
  if (group.maintenance !== undefined) {
    const { every, duration } = group.maintenance;
    at("maintenance", "every")(isPositive(every), () => ({ found: `${every}`, expected: "a finite time > 0" }));
    at("maintenance", "duration")(isPositive(duration), () => ({
      found: `${duration}`,
      expected: "a finite time > 0",
    }));
  }
}

function crewOf(crew: string | undefined, crews: readonly Crew[], at: Checker): void {
  const known = crews.map(({ name }) => `"${name}"`).join(", ") || "none";
  at("crew")(crew === undefined || crews.some(({ name }) => name === crew), () => ({
    found: `the unknown crew "${crew}"`,
    expected: `one of ${known}`,
  }));
}

/** How far the sum of shares may lie from 1 by rounding. */
const ROUNDING = 1e-9;

function wayProblems(ways: readonly FailureWay[] = [], crews: readonly Crew[], at: Checker): void {
  const shares = ways.reduce((sum, { share }) => sum + share, 0);
  at()(ways.length === 0 || Math.abs(shares - 1) < ROUNDING || shares === 0, () => ({
    found: `shares that add up to ${shares}`,
    expected: "shares of all failures, 1 in all",
  }));
  ways.forEach(({ share, attempts, repair, crew, inPlace }, index) => {
    if (inPlace !== undefined) inPlaceProblems(inPlace, (...path) => at(index, "inPlace", ...path));
    at(index, "share")(isProbability(share), () => ({ found: `${share}`, expected: "0 to 1" }));
    stagedProblems(repair, (...path) => at(index, "repair", ...path));
    crewOf(crew, crews, (...path) => at(index, ...path));
    attempts.forEach(({ time, needed, succeeds }, i) => {
      stagedProblems(time, (...path) => at(index, "attempts", i, "time", ...path));
      for (const [key, p] of Object.entries({ needed, succeeds }))
        at(index, "attempts", i, key)(isProbability(p), () => ({ found: `${p}`, expected: "0 to 1" }));
    });
  });
}

function inPlaceProblems({ found, start, moves, starts, forgotten }: InPlace, at: Checker): void {
  at("found")(isPositive(found), () => ({ found: `${found}`, expected: "a finite time > 0" }));
  at("start")(start >= 0 && start < Infinity, () => ({ found: `${start}`, expected: "a finite time ≥ 0" }));
  at("forgotten")(forgotten > 0, () => ({ found: `${forgotten}`, expected: "a time > 0" }));
  for (const [key, p] of Object.entries({ moves, starts }))
    at(key)(isProbability(p), () => ({ found: `${p}`, expected: "0 to 1" }));
}

function shockProblems({ every, groups, name, tries }: Shock, all: readonly NodeGroup[], at: Checker): void {
  at("tries")(tries === undefined || isCount(tries, 1, Number.MAX_SAFE_INTEGER), () => ({
    found: `${tries}`,
    expected: "a whole number ≥ 1",
  }));
  at("tries")(tries === undefined || groups.length === 1, () => ({
    found: `"${name}", which goes on from node to node of ${groups.join(" and ")}`,
    expected: "nodes of one group: a tier all of whose nodes the same classes strike",
  }));
  at("tries")(
    tries === undefined || all.every((one) => !groups.includes(one.name) || one.nodes.length === one.active),
    () => ({
      found: `"${name}", which goes on from node to node, and standbys`,
      expected: "nodes that all serve: when a standby takes it depends on the takeover",
    }),
  );
  at("every")(isPositive(every), () => ({ found: `${every}`, expected: "a finite time > 0" }));
  groups.forEach((one, index) => {
    at("groups", index)(
      all.some((group) => group.name === one && waysOf(group).some((way) => way.name === name)),
      () => ({ found: `"${one}"`, expected: `a group with a way to fail named "${name}"` }),
    );
  });
}

function crewProblems(crew: Crew, groups: readonly NodeGroup[], at: Checker): void {
  const own = groups.flatMap((group) =>
    waysOf(group).flatMap((way) => (way.crew === crew.name ? [{ name: group.name, repair: way.repair }] : [])),
  );
  at("size")(isCount(crew.size, 1, Number.MAX_SAFE_INTEGER), () => ({
    found: `${crew.size}`,
    expected: "a whole number ≥ 1",
  }));
  crew.priorities.forEach((name, index) => {
    at("priorities", index)(
      own.some((group) => group.name === name),
      () => ({ found: `"${name}"`, expected: "a group that names this crew" }),
    );
  });
  duplicates(crew.priorities).forEach((name) => {
    at("priorities")(false, () => ({ found: `"${name}" twice`, expected: "each group once" }));
  });
  if (crew.pick !== undefined) {
    at("pick")(isPositive(crew.pick), () => ({ found: `${crew.pick}`, expected: "a finite time > 0" }));
    at("pick")(!crew.preemptive, () => ({
      found: "a crew that lays work aside and takes time to pick it",
      expected: "one of the two",
    }));
  }
  const staged = own.find((group) => group.repair.stages > 1);
  at("preemptive")(!crew.preemptive || staged === undefined, () => ({
    found: `repairs of "${staged?.name}" have ${staged?.repair.stages} stages, which a crew that lays work aside would forget`,
    expected: "one stage",
  }));
}

function stagedProblems(time: StagedTime, at: Checker): void {
  at("mean")(isPositive(time.mean), () => ({ found: `${time.mean}`, expected: "a finite time > 0" }));
  at("stages")(isCount(time.stages, 1, STAGES_MAX), () => ({
    found: `${time.stages}`,
    expected: `a whole number from 1 to ${STAGES_MAX}`,
  }));
}

const isPositive = (value: number): boolean => Number.isFinite(value) && value > 0;
const isProbability = (value: number): boolean => value >= 0 && value <= 1;
const isCount = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high;

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
}

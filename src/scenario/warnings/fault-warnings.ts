/** Lines of a fault script that change nothing, or that depend on the order in which lines of one moment are written. */

import type { Architecture } from "../../architecture/description.ts";
import { nodesStruck } from "../../architecture/failures-by-chance.ts";
import { consequenceKind } from "../../consequences/description.ts";
import { momentsOf } from "../../distributions/law.ts";
import type { Chance, Fault } from "../../ha/fault.ts";
import type { Place } from "../../notation/place.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { endOf } from "../amount-of-work.ts";
import type { Scenario } from "../scenario.ts";
import { deedOf, isHealed, type Moment, type NodeState, replay, runs } from "./fault-replay.ts";

/** Fewer failures than this in all replications together are none. */
const FAILURES_MIN = 0.05;

export function warnOfFaults(scenario: Scenario, place: Place): void {
  const { faults, architecture } = scenario;
  replay(scenario, (line, moment) => {
    const fault = faults[line]!;
    const at = place.at(line);
    warnOfNodes(fault, moment, at);
    if (
      "heal" in fault &&
      fault.drawn === undefined &&
      ![...moment.impairments].some((other) => isHealed(faults[other]!, fault))
    )
      warnOfHeal(faults, line, moment, at.at("heal"));
    if ("degrade" in fault && fault.delay === 0 && fault.loss === 0)
      at.warn("a link that becomes worse by nothing", "it stays as it was", "Say a delay or a loss.");
    if ("slow" in fault && fault.factor <= 1)
      at.at("factor").warn(
        `a node that becomes slow by a factor of ${fault.factor}`,
        fault.factor === 1 ? "it stays as it was" : "it becomes faster",
        "Say a factor above 1.",
      );
    if ("loseArp" in fault) warnOfArp(architecture, fault.loseArp, at.at("loseArp"));
    if ("shock" in fault && fault.probability === 0)
      at.at("probability").warn("shocks that break no node", "nothing breaks", "Say a probability above 0.");
    if ("chance" in fault) warnOfRarity(scenario, fault, at);
    warnOfOrder(scenario, line, at);
  });
}

function warnOfNodes(fault: Fault, { nodes }: Moment, place: Place): void {
  const state = (name: string): NodeState => nodes.get(name) ?? { dead: new Set(), hangs: false };
  if ("kill" in fault) {
    const { dead } = state(fault.kill);
    if (dead.has(fault.kind) || (fault.kind === "process" && dead.has("host")))
      place
        .at("kill")
        .warn(
          `the death of ${fault.kill} (${fault.kind}), which is dead at ${formatDuration(fault.at)}`,
          "it does not die again",
          "Lines of one moment are played before what ends at that moment.",
        );
  }
  if ("hang" in fault && (!runs(state(fault.hang)) || state(fault.hang).hangs))
    place
      .at("hang")
      .warn(
        `${fault.hang} hangs at ${formatDuration(fault.at)}, when it ${runs(state(fault.hang)) ? "hangs already" : "is dead"}`,
        "nothing changes",
      );
  if ("resume" in fault && nodes.get(fault.resume) && !state(fault.resume).hangs)
    place
      .at("resume")
      .warn(
        `${fault.resume} goes on at ${formatDuration(fault.at)}, when it does not hang`,
        "nothing changes",
        runs(state(fault.resume)) ? "" : "What is dead comes back by restart.",
      );
  if ("drain" in fault && !runs(state(fault.drain)))
    place
      .at("drain")
      .warn(`a drain of ${fault.drain}, which is dead at ${formatDuration(fault.at)}`, "nothing changes");
  if ("restart" in fault && fault.kind === "process" && state(fault.restart).dead.has("host"))
    place
      .at("restart")
      .warn(
        `a new process for ${fault.restart}, whose host is dead at ${formatDuration(fault.at)}`,
        "there is nothing for it to run on",
        "Leave out kind, and all that is dead starts again.",
      );
}

function warnOfHeal(faults: readonly Fault[], line: number, { impairments, nodes }: Moment, place: Place): void {
  const at = formatDuration(faults[line]!.at);
  const [open] = impairments;
  const unplugged = [...nodes].find(([, state]) => state?.dead.has("link"))?.[0];
  place.warn(
    open === undefined
      ? `a heal at ${at}, when nothing is cut, degraded or divided`
      : `a heal at ${at} of names that no line has said`,
    "nothing changes",
    open !== undefined
      ? `Say the names of faults.${open}, or all.`
      : unplugged === undefined
        ? ""
        : `The link of ${unplugged}, which was killed, comes back by restart.`,
  );
}

/** A gratuitous ARP is sent by who takes an address. */
function warnOfArp({ tiers, watches }: Architecture, name: string, place: Place): void {
  const tier = tiers.find(({ nodes }) => nodes.some((node) => node.name === name));
  const announces = watches.some(
    (watch) => watch.tier === tier?.name && consequenceKind(watch.consequence).arp(watch.consequence) === "told",
  );
  if (!announces)
    place.warn(
      `gratuitous ARPs of ${name}, whose tier ${tier?.name} sends none`,
      "nothing is lost",
      "They are sent at a takeover, unless gratuitousArp is false.",
    );
}

/** Lifetimes of years in a run of seconds. */
function warnOfRarity(scenario: Scenario, fault: Chance, place: Place): void {
  const { architecture, run } = scenario;
  const time = Math.max(0, endOf(scenario) - fault.at);
  const rate = architecture.tiers.reduce((sum, { nodes, lifetimes }) => {
    const life = fault.timeToFailure ?? lifetimes?.timeToFailure;
    const struck = nodesStruck(fault, architecture).filter((name) => nodes.some((node) => node.name === name)).length;
    return life === undefined ? sum : sum + struck / momentsOf(life).mean;
  }, 0);
  const expected = rate * time * run.replications;
  if (expected < FAILURES_MIN)
    place
      .at("chance")
      .warn(
        `failures by chance, ${formatNumber(expected, 2)} of them expected in ${run.replications} runs of ${formatDuration(time, 3)}`,
        "hardly anything breaks",
        'Let lifetimes be shorter or the run longer; years are for "sipnines availability".',
      );
}

const isSameMoment = (one: Fault, other: Fault): boolean =>
  one.at === other.at && one.drawn === undefined && other.drawn === undefined;

/** Two lines of one moment of which one undoes what the other does. */
function warnOfOrder({ faults, architecture }: Scenario, line: number, place: Place): void {
  const fault = faults[line]!;
  const earlier = faults.findIndex(
    (other, i) => i < line && isSameMoment(other, fault) && contradict(other, fault, architecture),
  );
  if (earlier >= 0)
    place
      .at("at")
      .warn(
        `the moment of faults.${earlier}, ${formatDuration(fault.at)}, of which one line undoes the other`,
        "they are played in the order in which they are written",
        "Say the order by their times.",
      );
}

function contradict(one: Fault, other: Fault, { tiers }: Architecture): boolean {
  const links = (fault: Fault) => "cut" in fault || "degrade" in fault || "partition" in fault;
  if ("heal" in one && links(other)) return isHealed(other, one);
  if ("heal" in other && links(one)) return isHealed(one, other);
  const [x, y] = [deedOf(one), deedOf(other)];
  if (x !== null && y !== null) return x.name === y.name && x.verb !== y.verb;
  const upgrade = "upgrade" in one ? one : "upgrade" in other ? other : null;
  const touched = (x ?? y)?.name;
  return (
    upgrade !== null &&
    tiers.some(({ name, nodes }) => name === upgrade.upgrade && nodes.some((node) => node.name === touched))
  );
}

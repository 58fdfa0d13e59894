import { replaces } from "../consequences/description.ts";
import { detectionLaw, falseSuspicionRate, messageRate, processDeathLaw } from "../detectors/analysed.ts";
import { type Detector, detectorsInForce, isByElection } from "../detectors/description.ts";
import type { DetectionLaw } from "../detectors/law.ts";
import { meanOf } from "../distributions/law.ts";
import { postponed } from "../faults/times.ts";
import { type MetricName, metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import { Streams } from "../random/stream.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { kolmogorovSmirnov } from "../statistics/kolmogorov-smirnov.ts";
import { poissonInterval, type RateInterval } from "../statistics/poisson-interval.ts";
import { DAY } from "../units/duration.ts";
import { Refused } from "../units/refused.ts";
import type { Job } from "./simulate.ts";

/** One detector on the bench: a scenario in which one node dies, watched by one other. */
export interface Subject {
  readonly scenario: Scenario;
  readonly detector: Detector;
  /** Probability that a hop loses a message. */
  readonly loss: number;
}

/** What one detector did, and what theory says; times in seconds, rates per day. */
export interface DetectorFinding {
  readonly subject: Subject;
  /** Deaths that were noticed: their times, in the order of the replications. */
  readonly detections: readonly number[];
  /** Of deaths, those of a server that was considered down already. */
  readonly heldDeadBefore: number;
  readonly detectionMean: number;
  readonly detectionP95: number;
  readonly detectionMax: number;
  readonly law: DetectionLaw;
  /** Probability of so large a distance from the law, or a larger one (Kolmogorov and Smirnov). */
  readonly fit: number;
  /** Time without any fault, and the verdicts in it. */
  readonly observed: number;
  readonly falseFailovers: number;
  /** Measured, with the interval of a Poisson count. */
  readonly falsePerDay: RateInterval;
  readonly falsePerDayInTheory: number;
  readonly messagesPerSecond: number;
  /** No other detector is both sooner (95th percentile) and less often wrong, by theory, at this loss. */
  readonly isBest: boolean;
}

/**
 * The detector of a scenario on the bench, under VRRP with the priority of the backup that takes over.
 *
 * @throws Refused for a scenario that has not one watch of one death, or a death whose detection has no law
 */
export function subjectOf(scenario: Scenario, loss: number): Subject {
  const { watches, tiers, addresses } = scenario.architecture;
  const [watch] = watches;
  const [fault] = scenario.faults;
  if (watch === undefined || watches.length !== 1 || fault === undefined || scenario.faults.length !== 1)
    throw new Refused(
      `${watches.length} watches and ${scenario.faults.length} faults`,
      "one watch and one fault, as scenarios/detector-laboratory.yaml has them",
    );
  if (fault.verb !== "kill" || fault.for !== undefined || fault.covered === false)
    throw new Refused("a fault that is no death", "kill, and a node that stays dead");
  const of = (name: string) => tiers.find((tier) => tier.name === name)!.nodes.map((node) => node.name);
  const watched = !replaces(watch) ? of(watch.tier) : addresses.map(({ owner }) => owner);
  if (!watched.includes(fault.kill) || !of(watch.tier).includes(fault.kill))
    throw new Refused(`the death of ${fault.kill}, which nobody replaces`, `one of ${watched.join(", ")}`);
  const watchers = of(watch.by).filter((name) => name !== fault.kill).length;
  const isElected = isByElection(watch.detector);
  if (watchers !== 1 && (!isElected || loss > 0))
    throw new Refused(`${watchers} watchers of ${fault.kill}`, "one, or backups under VRRP without loss");
  const own = addresses.filter(({ owner }) => owner === fault.kill);
  const [detector] = detectorsInForce(watch.detector, { tiers, addresses: isElected ? own : addresses }, watch.tier);
  if (detector === undefined) throw new Refused(`nobody who backs up ${fault.kill}`, "a standby");
  const subject = { scenario, detector, loss };
  lawOf(subject);
  return subject;
}

/** What theory says of the death that a scenario has. */
function lawOf({ scenario, detector, loss }: Subject): DetectionLaw {
  const { delay } = scenario.network;
  const isOfProcess = scenario.faults.some((fault) => fault.verb === "kill" && fault.kind === "process");
  return (isOfProcess ? processDeathLaw : detectionLaw)(detector, { delay, loss });
}

/** Below so many false fail-overs a day, one in 2700 years, detectors are equally sure. */
const NEVER = 1e-6;

/** Long runs without a fault, of each detector. */
const LONG_RUNS = 8;

const totalTime = ({ detector, scenario }: Subject, messages: number): number =>
  messages / messageRate(detector, meanOf(scenario.network.delay));

/** A death comes up to so much later than the scenario has it [s], so that no clock and no rhythm of losses meets it in step. */
const DEATH_SPREAD = 10;

/** The scenario with its death at a time that only this replication knows; the same for every detector. */
function withDeathOf(replication: number, scenario: Scenario): Scenario {
  const streams = new Streams(scenario.run.seed);
  const death = streams.stream("laboratory/death");
  streams.startReplication(replication);
  const later = death.uniform() * DEATH_SPREAD;
  const { horizon } = scenario.run;
  return {
    ...scenario,
    faults: scenario.faults.map((fault) => postponed(fault, later)),
    run: { ...scenario.run, horizon: horizon === null ? null : horizon + later },
  };
}

/**
 * What is to be simulated: for each subject its deaths, one by one, then its long runs without a fault. All draw from the same named
 * streams: the n-th replication of each meets the same death and, message for message, the same luck of the network.
 *
 * @param messages of each detector, in all its long runs together
 */
export function laboratoryJobs(subjects: readonly Subject[], messages: number): Job[] {
  return subjects.flatMap((subject): Job[] => {
    const { scenario } = subject;
    const horizon = totalTime(subject, messages) / LONG_RUNS;
    return [
      ...Array.from({ length: scenario.run.replications }, (_, first) => ({
        scenario: withDeathOf(first, scenario),
        replications: 1,
        first,
      })),
      { scenario: { ...scenario, faults: [], run: { ...scenario.run, horizon } }, replications: LONG_RUNS },
    ];
  });
}

/** @param figures of `laboratoryJobs`, complete */
export function laboratoryFindings(
  subjects: readonly Subject[],
  messages: number,
  figures: readonly (readonly Figures[])[],
): DetectorFinding[] {
  const values = (of: readonly Figures[], metric: MetricName) => of.map((one) => one[metricIndex(metric)]!);
  let next = 0;
  const findings = subjects.map((subject) => {
    const { detector, loss, scenario } = subject;
    const { delay } = scenario.network;
    const all = values(figures.slice(next, next + scenario.run.replications).flat(), "detectionTime");
    next += scenario.run.replications + 1;
    const detections = all.filter((time) => !Number.isNaN(time));
    const falseFailovers = values(figures[next - 1]!, "falseFailovers").reduce((sum, count) => sum + count, 0);
    const observed = totalTime(subject, messages);
    const law = lawOf(subject);
    const sorted = [...detections].sort((x, y) => x - y);
    return {
      subject,
      detections,
      heldDeadBefore: all.length - detections.length,
      detectionMean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length,
      detectionP95: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN,
      detectionMax: sorted.at(-1) ?? Number.NaN,
      law,
      fit: detections.length === 0 ? Number.NaN : kolmogorovSmirnov(detections, law.cdf).pValue,
      observed,
      falseFailovers,
      falsePerDay: poissonInterval(falseFailovers, observed / DAY),
      falsePerDayInTheory: falseSuspicionRate(detector, loss) * DAY,
      messagesPerSecond: messageRate(detector, meanOf(delay)),
    };
  });
  return findings.map((finding) => ({ ...finding, isBest: !findings.some((other) => beats(other, finding)) }));
}

type Judged = Pick<DetectorFinding, "subject" | "law" | "falsePerDayInTheory">;

/** Whether one detector is at least as good as another in both respects, and better in one, on the same network. */
function beats(one: Judged, other: Judged): boolean {
  if (one.subject.loss !== other.subject.loss) return false;
  const time = one.law.quantile(0.95) - other.law.quantile(0.95);
  const wrong = Math.max(NEVER, one.falsePerDayInTheory) - Math.max(NEVER, other.falsePerDayInTheory);
  return time <= 0 && wrong <= 0 && (time < 0 || wrong < 0);
}

/** What is asked of a detector: to notice 95 of 100 deaths within a time, and to be wrong once in so long at most [s]. */
export interface Wanted {
  readonly within: number;
  readonly apart: number;
}

/** Mean time between two false fail-overs, by theory [s]; Infinity if there are none. */
export const timeApart = ({ falsePerDayInTheory }: DetectorFinding): number => DAY / falsePerDayInTheory;

/** Detectors that do what is wanted, by theory, the cheapest in messages first. */
export const thatDo = (findings: readonly DetectorFinding[], { within, apart }: Wanted): DetectorFinding[] =>
  findings
    .filter((finding) => finding.law.quantile(0.95) <= within && timeApart(finding) >= apart)
    .sort((one, other) => one.messagesPerSecond - other.messagesPerSecond);

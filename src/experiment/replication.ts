import { REASONS, whyUnserved } from "../architecture/unserved.ts";
import { World } from "../architecture/world.ts";
import { canEnd } from "../faults/description.ts";
import type { Engine, EngineName } from "../kernel/engine.ts";
import { Kernel } from "../kernel/kernel.ts";
import { SimjsEngine } from "../kernel/simjs-engine.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import { Collector, type DurationListener, type Figures, newFigures, setFigure } from "../metrics/collector.ts";
import { Phases } from "../random/phases.ts";
import { Streams } from "../random/stream.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { CallTimes } from "../sip/call-times.ts";
import { CAUSES, type Cause, causeIndex, DROPS } from "../sip/calls.ts";
import { sessionFigures } from "./session-figures.ts";

const DROPPING: readonly Cause[] = DROPS;
const OVERFLOW = causeIndex("queueOverflow");

/** When the first fault of the script strikes [s]; 0 without one. */
function firstStrike(faults: Scenario["faults"]): number {
  const times = faults.flatMap((fault) => ("at" in fault && typeof fault.at === "number" ? [fault.at] : []));
  return times.length === 0 ? 0 : Math.min(...times);
}

/** An engine by name. */
export const engineNamed = (name: EngineName): Engine => (name === "native" ? new Kernel() : new SimjsEngine());

/**
 * Runs replications of one scenario, each independent of the others and determined by (scenario, seed, replication number)
 * alone. One world is built and used again for every replication.
 */
export class Replicator {
  readonly scenario: Scenario;
  readonly engine: Engine;
  readonly world: World;
  readonly #collector = new Collector();
  /** How far a replication has come: while it warms up, to its horizon or the end of its fault script, until the last call has ended. */
  #stretch: "warm-up" | "planned" | "open calls" | "over" = "over";

  /** @param withTimes whether to keep what a record of single calls needs beside the figures */
  constructor(scenario: Scenario, engine: Engine, withTimes = false) {
    this.scenario = scenario;
    this.engine = engine;
    const collector = this.#collector;
    const { delayedAfter = Infinity } = scenario.traffic.calls ?? {};
    const { seed, stratify } = scenario.run;
    const phases = new Phases(seed, stratify, firstStrike(scenario.faults));
    this.world = new World({ engine, streams: new Streams(seed), phases }, scenario, {
      inviteProcessed: (delay) => collector.inviteProcessed(delay),
      otherProcessed: (delay) => collector.otherProcessed(delay),
      setUp: (delay) => {
        collector.setUp(delay);
        if (delay > delayedAfter) collector.delayed++;
      },
      ringing: (delay) => collector.ringing.add(delay),
      answered: (method, delay) => collector.answered(method, delay),
      lost: (cause) => {
        if (cause === OVERFLOW) collector.dropped++;
        else collector.lost++;
      },
    });
    if (withTimes) this.world.calls.times = new CallTimes(engine);
  }

  /** Tells somebody of every duration that is measured from now on; null: nobody. */
  listen(listener: DurationListener | null): void {
    this.#collector.listener = listener;
  }

  /**
   * One replication.
   * @throws Error if calls are not conserved, which would be a fault of the program
   */
  run(replication: number): Figures {
    this.begin(replication);
    this.advance(Infinity);
    return this.finish();
  }

  /** Sets everything to the beginning of a replication, which `advance` then plays. */
  begin(replication: number): void {
    this.#collector.reset();
    this.world.start(replication);
    this.#stretch = "warm-up";
  }

  /**
   * Plays the replication on to a time [s], at most to its end. In however many steps it is played, the events are those of `run`.
   * @returns whether it is over; not yet where something has stopped the engine
   */
  advance(until: number): boolean {
    const { world } = this;
    const { horizon, drain, warmUp } = this.scenario.run;
    if (this.#stretch === "warm-up") {
      if (warmUp > 0) {
        if (!this.#reach(warmUp, until)) return false;
        this.#collector.reset();
      }
      this.#stretch = "planned";
    }
    if (this.#stretch === "planned") {
      if (!this.#reach(horizon ?? world.script.over, until)) return false;
      this.#stretch = horizon === null && world.population.stopWhenDone() ? "open calls" : "over";
    }
    if (this.#stretch === "open calls") {
      const isReached = this.#reach(world.population.nominalEnd + drain, until);
      if (isReached || world.population.isOver) this.#stretch = "over";
    }
    return this.#stretch === "over";
  }

  /** Plays on to the end of a stretch, at most to a time [s]; whether that end is reached. */
  #reach(end: number, until: number): boolean {
    const { engine } = this;
    if (end > engine.now || engine.stopped) engine.run(Math.min(end, until));
    return engine.now >= end && !engine.stopped;
  }

  /**
   * Closes the books at the end of a replication: calls that are under way become unfinished ones.
   * @throws Error if calls are not conserved, which would be a fault of the program
   */
  finish(): Figures {
    const { world } = this;
    world.calls.closeAll((call) => world.population.goesOn(call));
    world.keeping.sessions?.close();
    world.calls.audit();
    return this.figures();
  }

  /** All figures as they stand now; before `finish`, calls under way count for nothing yet. */
  figures(): Figures {
    const { world, engine } = this;
    const { calls, failovers: log, registrations } = world;
    const { processing, setup, ringing, responses, sojourn, dropped, lost, delayed } = this.#collector;
    const figures = newFigures();
    const set = (name: MetricName, value: number) => setFigure(figures, name, value);
    set("createdCalls", calls.created);
    set("successfulCalls", calls.successful);
    set("failedCalls", calls.failed);
    set("unfinishedCalls", calls.unfinished);
    set("unfinishedCalls.unanswered", calls.unfinishedUnanswered);
    set("declinedArrivals", world.population.declinedArrivals);
    const isChallenged = world.challenging.nonces !== null;
    const { sessions } = world.keeping;
    const isPossible = (cause: Cause) =>
      (cause !== "unauthorized" || isChallenged) && (sessions !== null || !DROPPING.includes(cause));
    for (const [i, cause] of CAUSES.entries())
      if (cause !== "none" && isPossible(cause)) set(`failedCalls.${cause}`, calls.failedBy[i]!);
    if (isChallenged) set("challenges", world.challenging.sent());
    if (sessions !== null) {
      set("droppedCalls", calls.dropped);
      set("lostTalkTime", sessions.lostTime);
      set("lingeringDialogs", sessions.lingered);
      set("lingeringTime", sessions.meanLingering);
      set("silentCalls", sessions.silentCalls);
      set("silentTime", sessions.silentTime);
    }
    if (this.scenario.traffic.calls?.delayedAfter !== undefined) set("delayedCalls", delayed);
    const { redialled } = world.population;
    if (this.scenario.traffic.calls?.redial) {
      set("redialledCalls", redialled);
      set("intentSer", calls.answeredCount / (calls.created - redialled - calls.unfinishedUnanswered));
    }
    for (const [name, value] of sessionFigures(world)) set(name, value);
    set("rrd", responses.REGISTER.mean);
    set("optionsResponseTime", responses.OPTIONS.mean);
    set("subscribeResponseTime", responses.SUBSCRIBE.mean);
    for (const [name, durations] of [
      ["srd", ringing],
      ["processingTime", processing],
      ["callSetupTime", setup],
    ] as const) {
      set(name, durations.mean);
      set(`${name}.p50`, durations.quantile(0.5));
      set(`${name}.p95`, durations.quantile(0.95));
      set(`${name}.p99`, durations.quantile(0.99));
    }
    set("sojournTime", sojourn);
    const real = log.failovers.filter(({ failedAt }) => !Number.isNaN(failedAt));
    const [first] = real;
    if (first) {
      set("detectionTime", first.detectedAt - first.failedAt);
      set("selectionTime", first.selectedAt - first.failedAt);
      set("claimTime", first.claimedAt - first.failedAt);
      set("announcementTime", first.announcedAt - first.failedAt);
      // A standby may die while it steps in; what ends the outage is then another's takeover.
      const last = real.find(({ dead, restoredAt }) => dead === first.dead && !Number.isNaN(restoredAt)) ?? first;
      set("takeoverTime", last.restoredAt - first.detectedAt);
      set("outageTime", last.restoredAt - first.failedAt);
    }
    set("failovers", log.failovers.length);
    const { pinned } = world.director.dispatch;
    if (pinned !== null) set("pinnedCalls", pinned);
    set("falseFailovers", log.failovers.length - real.length);
    if (this.scenario.faults.some(canEnd)) {
      const reasons = registrations.addresses.map((address) => whyUnserved(address, world.network, world.nodes));
      set("unservedAddresses", reasons.filter((reason) => reason !== null).length);
      for (const reason of REASONS) set(`unservedAddresses.${reason}`, reasons.filter((one) => one === reason).length);
    }
    set("sharedAddressTime", world.addressTimes.sharedTime);
    set("sharedAddresses", world.addressTimes.shared);
    set("staleAddressTime", world.addressTimes.staleTime);
    const { nodes: mortal } = world.chance;
    if (mortal.length > 0) {
      const down = mortal.reduce((sum, node) => sum + node.downTime(engine.now), 0);
      set("nodeUnavailability", down / (mortal.length * engine.now));
    }
    set("lostBindings", world.lostBindings);
    const { transfers } = world.bindings;
    if (transfers !== null) {
      set("transferredBindings", transfers.transferred);
      set("transferTime", transfers.longest);
    }
    if (world.bindings.lostWrites) set("lostWrites", world.bindings.lostWrites());
    set("registeredBindings", registrations.acknowledgedUntil.filter((until) => until > engine.now).length);
    if (this.scenario.traffic.nextTarget)
      set("nextTargetRequests", world.population.retargeted + registrations.retargeted);
    const connections = world.userWays?.connections;
    if (connections) {
      set("brokenConnections", connections.broken);
      set("reconnections", connections.renewed);
      set("refusedConnections", connections.handshakes.refused);
      set("missingConnections", connections.missing.count);
      set("connectionRestorationTime", connections.missing.restored);
    }
    set("droppedMessages", dropped);
    set("lostMessages", lost);
    return figures;
  }
}

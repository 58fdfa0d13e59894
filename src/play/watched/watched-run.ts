import { engineNamed, Replicator } from "../../experiment/replication.ts";
import { Fingerprint } from "../../kernel/trace.ts";
import type { Figures } from "../../metrics/collector.ts";
import type { Tap } from "../../network/tap.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type Participants, participantsOf } from "../../trace/participants.ts";
import { Flights } from "./flights.ts";
import { Happenings } from "./happenings.ts";
import { intervalFor, Series } from "./series.ts";
import { type View, viewOf } from "./view.ts";

/**
 * One replication of a scenario, seen from outside while it is played. Its state at a time depends on scenario, seed, replication and time
 * alone, however it was reached: that of an earlier time is reached by playing again from the start.
 */
export class WatchedRun {
  readonly scenario: Scenario;
  readonly replication: number;
  readonly participants: Participants;
  /** When the run will end if all goes as planned [s]; it may go on for calls that are under way. */
  readonly nominalEnd: number;
  readonly #replicator: Replicator;
  readonly #flights: Flights;
  #happenings: Happenings;
  #series: Series;
  #fingerprint = new Fingerprint();
  #isOver = false;
  #figures: Figures | null = null;
  /** The engine stops before its count of handled events exceeds this. */
  #stopAt = Infinity;

  constructor(scenario: Scenario, replication: number) {
    this.scenario = scenario;
    this.replication = replication;
    this.#replicator = new Replicator(scenario, engineNamed("native"));
    const { world, engine } = this.#replicator;
    this.#flights = new Flights(world.network, () => engine.now);
    this.#replicator.begin(replication);
    const { horizon } = scenario.run;
    this.nominalEnd = horizon ?? Math.max(world.script.over, world.population.nominalEnd);
    this.participants = participantsOf(world, scenario);
    [this.#happenings, this.#series] = this.#begin();
  }

  /** Back to the start, to play again. */
  restart(): void {
    [this.#happenings, this.#series] = this.#begin();
  }

  /**
   * Plays on to a time [s], at most so many events; the events at that time have happened then.
   * @returns whether the time, or the end of the run, is reached
   */
  advance(until: number, events = Infinity): boolean {
    const { engine } = this.#replicator;
    if (this.#isOver) return true;
    this.#stopAt = engine.handled + events;
    this.#isOver = this.#replicator.advance(until);
    this.#happenings.look(engine.now);
    this.#series.look(engine.now);
    if (this.#isOver) {
      this.#figures = this.#replicator.finish();
      this.#series.finish();
    }
    return this.#isOver || !engine.stopped;
  }

  get now(): number {
    return this.#replicator.engine.now;
  }

  /** Events handled since the start. */
  get events(): number {
    return this.#replicator.engine.handled;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Of all events so far; at the end of the run that of `sipnines trace`. */
  get fingerprint(): string {
    return this.#fingerprint.toString();
  }

  get happenings(): Happenings {
    return this.#happenings;
  }

  get series(): Series {
    return this.#series;
  }

  /**
   * All that can be seen now.
   * @param counted whether with the counters, which cost more than all the rest
   */
  view(counted = true): View {
    return viewOf(this.#replicator.world, {
      flights: this.#flights,
      happenings: this.#happenings,
      suspicions: this.#happenings.suspicions,
      figures: counted ? (this.#figures ?? this.#replicator.figures()) : null,
      isOver: this.#isOver,
    });
  }

  #begin(): [Happenings, Series] {
    const { world, engine } = this.#replicator;
    this.#replicator.begin(this.replication);
    this.#flights.reset();
    const happenings = new Happenings(world, this.scenario, this.participants);
    const series = new Series(world, this.#flights, intervalFor(this.nominalEnd));
    const fingerprint = new Fingerprint();
    this.#fingerprint = fingerprint;
    this.#isOver = false;
    this.#figures = null;
    engine.observe((time, code, a, b) => {
      fingerprint.observe(time, code, a, b);
      happenings.look(time);
      series.look(time);
      if (engine.handled >= this.#stopAt) engine.stop();
    });
    const flights = this.#flights.tap;
    const tap: Tap = {
      ...flights,
      sent: (from, message, envelope) => {
        flights.sent(from, message, envelope);
        happenings.tap.sent(from, message, envelope);
      },
      arrived: (host, message, envelope) => {
        flights.arrived(host, message, envelope);
        happenings.tap.arrived(host, message, envelope);
      },
      announced: happenings.tap.announced,
    };
    world.network.tap = tap;
    world.bystander = happenings.bystander;
    world.calls.ended = happenings.ended;
    this.#replicator.listen({
      measured: (metric, duration) => metric === "callSetupTime" && series.setUp(duration),
      reset: () => {},
    });
    return [happenings, series];
  }
}

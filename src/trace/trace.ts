import type { Replicator } from "../experiment/replication.ts";
import { Fingerprint } from "../kernel/trace.ts";
import type { Figures } from "../metrics/collector.ts";
import type { TraceEvent } from "./event.ts";
import { type Participants, participantsOf } from "./participants.ts";
import { Recorder } from "./recorder.ts";

/** Which replication is traced, and until when. */
export interface TraceOptions {
  readonly replication: number;
  /** Nothing is told of what comes later [s]; the run ends there. Infinity for the whole run. */
  readonly until: number;
  /** Hears how far the run has come, and how long it will be if all goes as planned, as simulated times [s]. */
  readonly onProgress?: (time: number, end: number) => void;
}

/** What is known at the end of a traced run. */
export interface Traced {
  readonly participants: Participants;
  /** The same as that of a run that was not traced, if the run was not cut short. */
  readonly fingerprint: string;
  readonly figures: Figures;
  /** When the run ended [s]. */
  readonly end: number;
}

/** Between two reports of progress [events]. */
const REPORT = 1 << 16;

/**
 * Runs one replication and tells all that happens in it. Events are told as they happen and kept by nobody here.
 *
 * @param hear is told each event in the order of time, and who is who
 */
export function trace(
  replicator: Replicator,
  { replication, until, onProgress }: TraceOptions,
  hear: (event: TraceEvent, participants: Participants) => void,
): Traced {
  const { world, engine, scenario } = replicator;
  world.start(replication); // so that the recorder finds it as it will stand at the start
  const participants = participantsOf(world, scenario);
  const recorder = new Recorder(world, scenario, participants, (event) => {
    if (event.time <= until) hear(event, participants);
  });
  const fingerprint = new Fingerprint();
  const { horizon, drain } = scenario.run;
  const end = horizon ?? world.population.nominalEnd + drain;
  let events = 0;
  engine.observe((time, code, a, b) => {
    if (time > until) engine.stop();
    fingerprint.observe(time, code, a, b);
    recorder.look(time);
    if (++events % REPORT === 0) onProgress?.(time, Math.min(until, end));
  });
  world.network.tap = recorder.tap;
  world.bystander = recorder.bystander;
  world.calls.ended = recorder.ended;
  try {
    const figures = replicator.run(replication);
    recorder.look(engine.now);
    return { participants, fingerprint: fingerprint.toString(), figures, end: engine.now };
  } finally {
    engine.observe(null);
    world.network.tap = world.bystander = world.calls.ended = null;
  }
}

import { engineNamed, Replicator } from "../../experiment/replication.ts";
import type { EngineName } from "../../kernel/engine.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type CallChoice, type CallSearch, findCall } from "../../trace/find-call.ts";
import { type TraceOptions, trace } from "../../trace/trace.ts";
import { type Ladder, LadderBuilder } from "./ladder.ts";
import { type Timeline, TimelineBuilder } from "./timeline.ts";

/** Which replication, and what of it is to be drawn. */
export interface HappeningOptions {
  readonly engine: EngineName;
  /** Which replication; they are numbered from 0. */
  readonly replication: number;
  /** The call whose ladder is wanted; left out: the first that failed or, if none did, the first of all. */
  readonly call?: CallChoice;
  /** Ends of the timeline [s]; left out: around the first fault. */
  readonly from?: number;
  readonly until?: number;
  readonly onProgress?: TraceOptions["onProgress"];
}

/** One replication, drawn. */
export interface Happening {
  readonly search: CallSearch;
  readonly fingerprint: string;
  /** Null if there was no call. */
  readonly ladder: Ladder | null;
  readonly timeline: Timeline;
}

/** There is no call such as was asked for. */
export class NoSuchCall extends Error {
  override readonly name = "NoSuchCall";
  readonly search: CallSearch;

  constructor(choice: CallChoice, search: CallSearch) {
    super(`of ${search.created} calls none is ${choice}`);
    this.search = search;
  }
}

/**
 * What happened in one replication: it is run twice, first to find the call, then to listen to it.
 * @throws NoSuchCall
 */
export function whatHappened(scenario: Scenario, options: HappeningOptions): Happening {
  const { engine, replication, call, from, until, onProgress } = options;
  const replicator = new Replicator(scenario, engineNamed(engine));
  let search: CallSearch = { created: 0, successful: 0, failed: 0, call: undefined };
  if (scenario.traffic.calls !== null) search = findCall(replicator, replication, call ?? "first-failed", onProgress);
  if (call !== undefined && search.call === undefined) throw new NoSuchCall(call, search);
  if (search.call === undefined && search.created > 0) search = { ...search, call: 0 };
  let timeline: TimelineBuilder | undefined;
  let ladder: LadderBuilder | undefined;
  const heard = { replication, until: Infinity, ...(onProgress && { onProgress }) };
  const { participants, end, fingerprint } = trace(replicator, heard, (event, participants) => {
    timeline ??= new TimelineBuilder(participants);
    timeline.hear(event);
    if (search.call === undefined) return;
    ladder ??= new LadderBuilder(participants, search.call, scenario.traffic.retransmission);
    ladder.hear(event);
  });
  timeline ??= new TimelineBuilder(participants);
  return { search, fingerprint, ladder: ladder?.ladder() ?? null, timeline: timeline.timeline(end, from, until) };
}

import { engineNamed, Replicator } from "../../experiment/replication.ts";
import { type CallChoice, type CallSearch, findCall } from "../../experiment/trace/find-call.ts";
import { trace } from "../../experiment/trace/trace.ts";
import type { EngineName } from "../../kernel/engine.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type Ladder, LadderBuilder } from "./ladder.ts";
import { type Timeline, TimelineBuilder } from "./timeline.ts";

export interface HappeningOptions {
  readonly engine: EngineName;
  /** Which replication; they are numbered from 0. */
  readonly replication: number;
  /** The call whose ladder is wanted; left out: the first that failed or, if none did, the first of all. */
  readonly call?: CallChoice;
  /** Ends of the timeline [s]; left out: around the first fault. */
  readonly from?: number;
  readonly until?: number;
  readonly onProgress?: (time: number) => void;
}

export interface Happening {
  readonly search: CallSearch;
  /** Null if there was no call such as was asked for. */
  readonly ladder: Ladder | null;
  readonly timeline: Timeline;
}

/** What happened in one replication: it is run twice, first to find the call, then to listen to it. */
export function whatHappened(scenario: Scenario, options: HappeningOptions): Happening {
  const { engine, replication, call, from, until, onProgress } = options;
  const replicator = new Replicator(scenario, engineNamed(engine));
  let search = findCall(replicator, replication, call ?? "first-failed", onProgress);
  if (call === undefined && search.call === undefined && search.created > 0) search = { ...search, call: 0 };
  let timeline: TimelineBuilder | undefined;
  let ladder: LadderBuilder | undefined;
  const heard = { replication, until: Infinity, ...(onProgress && { onProgress }) };
  const { cast, end } = trace(replicator, heard, (event, cast) => {
    timeline ??= new TimelineBuilder(cast);
    timeline.hear(event);
    if (search.call === undefined) return;
    ladder ??= new LadderBuilder(cast, search.call, scenario.traffic.retransmission);
    ladder.hear(event);
  });
  timeline ??= new TimelineBuilder(cast);
  return { search, ladder: ladder?.ladder() ?? null, timeline: timeline.timeline(end, from, until) };
}

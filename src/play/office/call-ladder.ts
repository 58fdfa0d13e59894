import { engineNamed, Replicator } from "../../experiment/replication.ts";
import { type Ladder, LadderBuilder } from "../../report/trace/ladder.ts";
import { ladderSvg } from "../../report/trace/ladder-svg.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { trace } from "../../trace/trace.ts";

/** One call, message by message: as data, and drawn. */
export interface DrawnLadder {
  readonly ladder: Ladder;
  readonly svg: string;
}

/**
 * The ladder of a call of one replication.
 *
 * @param until when the call has ended [s]; nothing later is told
 * @returns null if there was no such call until then
 */
export function callLadder(
  scenario: Scenario,
  { replication, call, until }: { readonly replication: number; readonly call: number; readonly until: number },
): DrawnLadder | null {
  const replicator = new Replicator(scenario, engineNamed("native"));
  let builder: LadderBuilder | undefined;
  trace(replicator, { replication, until }, (event, participants) => {
    builder ??= new LadderBuilder(participants, call, scenario.traffic.retransmission);
    builder.hear(event);
  });
  const ladder = builder?.ladder() ?? null;
  return ladder && { ladder, svg: ladderSvg(ladder) };
}

import { type Scenario, srvShares } from "../library/simulation.ts";
import { type Depth, job, meanOf, type Shelf, type ThesisPart } from "./part.ts";

/** What the thesis's functional tests and its account of a failover come to in the model; means over the replications. */
export interface MechanismFigures {
  /** Six ordered pairs of phones call before and after PC4's death (thesis §4). */
  readonly functional: {
    readonly created: number;
    readonly successful: number;
    readonly lostBindings: number;
    readonly failovers: number;
  };
  /** Calls that fail after the database has been killed. */
  readonly databaseDies: { readonly iprs: number; readonly ppdr: number; readonly begunAfterwards: number };
  /** Stages of a takeover, seconds after the fault, in the thesis's order: detect, select, claim, ARP, first message served. */
  readonly stages: readonly number[];
  /** Outage with heartbeats of 100 ms, three of them missed [s], and the failed calls at 100 calls/s. */
  readonly heartbeat: { readonly outage: number; readonly failedCalls: number };
  /** First choices by RFC 2782 among records of weight 30, 40, 30. */
  readonly srvShares: readonly number[];
}

/** The runs behind the thesis's sentences that are not figures. */
export function mechanismPart(shelf: Shelf, depth: Depth): ThesisPart<MechanismFigures> {
  const heartbeat = shelf("thesis/fig9-iprs-heartbeat.yaml", ["run.replications=8"]);
  const scenarios = [
    shelf("functional-test-iprs.yaml"),
    shelf("database-dies-iprs.yaml"),
    shelf("database-dies-ppdr.yaml"),
    shelf("thesis/table1-iprs.yaml", [`run.replications=${depth === "full" ? 32 : 8}`]),
    heartbeat,
  ];
  return {
    jobs: scenarios.map(job),
    evaluate: ([functional, iprs, ppdr, takeover, beats]) => ({
      functional: {
        created: meanOf(functional!, "createdCalls"),
        successful: meanOf(functional!, "successfulCalls"),
        lostBindings: meanOf(functional!, "lostBindings"),
        failovers: meanOf(functional!, "failovers"),
      },
      databaseDies: {
        iprs: meanOf(iprs!, "failedCalls"),
        ppdr: meanOf(ppdr!, "failedCalls"),
        begunAfterwards: callsBegunAfter(scenarios[2]!),
      },
      stages: (["detectionTime", "selectionTime", "claimTime", "announcementTime", "outageTime"] as const).map((name) =>
        meanOf(takeover!, name),
      ),
      heartbeat: { outage: meanOf(beats!, "outageTime"), failedCalls: meanOf(beats!, "failedCalls") },
      srvShares: srvShares([30, 40, 30].map((weight) => ({ priority: 0, weight }))),
    }),
  };
}

/** Paced calls that begin after the scenario's first fault. */
function callsBegunAfter({ traffic, faults }: Scenario): number {
  const arrivals = traffic.calls!.arrivals;
  if (arrivals.kind !== "paced") throw new Error("the calls around the database's death must be paced");
  const { rate, start, count, duration } = arrivals;
  const all = Math.min(count, Math.floor(duration * rate + 0.5));
  return all - Math.ceil((faults[0]!.at - start) * rate - 0.5);
}

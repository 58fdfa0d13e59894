import { Replicator } from "../experiment/replication.ts";
import { pause } from "../experiment/simulate.ts";
import { Kernel } from "../kernel/kernel.ts";
import { CAUSES, CallState } from "../sip/calls.ts";
import { studentQuantile } from "../statistics/student.ts";
import type { Shortened } from "./shortened.ts";

/** Calls that fail in a long run of messages, nodes failing by chance. */
export interface MessageLevelDefects {
  readonly defectsPerMillion: number;
  /** 95 % interval: of a ratio, from independent replications. */
  readonly ci95: readonly [low: number, high: number];
  /** Standard error of the defects per million. */
  readonly standardError: number;
  readonly replications: number;
  readonly calls: number;
  readonly failedCalls: number;
  /** Replications in which a call has failed. */
  readonly struck: number;
  readonly shortenedBy: Shortened["by"];
  /** Calls that failed for each reason, per million, most first. */
  readonly causes: readonly { readonly cause: string; readonly perMillion: number }[];
}

interface Count {
  calls: number;
  failed: number;
}

/** Relative half-width of an interval that is narrow enough. */
const NARROW = 0.09;

/** Ends of calls that are no defects of the service. */
const ASIDE: readonly string[] = ["busy", "unfinished"];

/**
 * Runs a shortened service message by message and counts the calls that fail, those begun in the warm-up left out. It shares nothing
 * with the chain but the description.
 *
 * @param most replications at most, where those of the scenario leave the interval wider than a tenth of the mean to either side
 * @returns undefined after an interruption
 */
export async function messageLevelDefects(
  { scenario, by }: Pick<Shortened, "scenario" | "by">,
  { most = scenario.run.replications, signal }: { readonly most?: number; readonly signal?: AbortSignal } = {},
): Promise<MessageLevelDefects | undefined> {
  const replicator = new Replicator(scenario, new Kernel());
  const { replications, warmUp } = scenario.run;
  const ran: Count[] = [];
  const causes = new Map<string, number>();
  const isEnough = () =>
    ran.length >= most || (ran.length % replications === 0 && ratioOf(ran).half <= NARROW * ratioOf(ran).share);
  while (ran.length === 0 || !isEnough()) {
    if (signal?.aborted) return undefined;
    replicator.run(ran.length);
    const { created, startedAt, state, blame } = replicator.world.calls;
    const count: Count = { calls: 0, failed: 0 };
    for (let call = 0; call < created; call++) {
      if (startedAt[call]! < warmUp) continue;
      const isGood = state[call] === CallState.SUCCESSFUL;
      const cause = CAUSES[blame[call]!]!;
      if (!isGood && (state[call] !== CallState.FAILED || ASIDE.includes(cause))) continue;
      count.calls++;
      if (isGood) continue;
      count.failed++;
      causes.set(cause, (causes.get(cause) ?? 0) + 1);
    }
    ran.push(count);
    await pause(); // lets an interruption be heard
  }
  const { share, half, error, calls, failedCalls } = ratioOf(ran);
  return {
    defectsPerMillion: 1e6 * share,
    ci95: [1e6 * Math.max(0, share - half), 1e6 * Math.min(1, share + half)],
    standardError: 1e6 * error,
    replications: ran.length,
    calls,
    failedCalls,
    struck: ran.filter(({ failed }) => failed > 0).length,
    shortenedBy: by,
    causes: [...causes]
      .map(([cause, count]) => ({ cause, perMillion: (1e6 * count) / calls }))
      .sort((a, b) => b.perMillion - a.perMillion),
  };
}

/** A ratio of means with the half-width of its 95 % interval (Law, Simulation Modeling and Analysis, §9.5.3). */
function ratioOf(ran: readonly Count[]) {
  const n = ran.length;
  const calls = ran.reduce((sum, one) => sum + one.calls, 0);
  const failedCalls = ran.reduce((sum, one) => sum + one.failed, 0);
  const share = failedCalls / calls;
  const squares = ran.reduce((sum, one) => sum + (one.failed - share * one.calls) ** 2, 0);
  const error = n < 2 ? Infinity : Math.sqrt((squares * n) / (n - 1)) / calls;
  return { share, error, half: n < 2 ? error : studentQuantile(0.975, n - 1) * error, calls, failedCalls };
}

import { serviceAvailability } from "../analysis/service-availability.ts";
import type { AgreementRow } from "../availability/agreement.ts";
import { type CallAvailability, callAvailability } from "../availability/call-availability.ts";
import { type StudiedService, studiedScenario } from "../availability/studied-service.ts";
import { deviationOf } from "./design-agreement.ts";
import { type MessageLevelDefects, messageLevelDefects } from "./message-level.ts";
import { type Shortened, shortened } from "./shortened.ts";

/** Runs in which calls have failed, below which nothing is said: so many independent events are an interval's least. */
const STRUCK_MIN = 5;

/**
 * What a run of messages says of a service's calls, lifetimes shortened until failures are seen, beside the chain for the same
 * lifetimes.
 *
 * @param events that the run may take
 * @returns a sentence where it can say nothing
 */
export async function messageLevelRow(service: StudiedService, events: number): Promise<AgreementRow | string> {
  const { scenario, settings } = service;
  if (scenario === undefined) return "Components exchange no messages.";
  const short = shortened(scenario, settings, events);
  if (typeof short === "string") return short;
  const then = studiedScenario(short.scenario);
  const chain = await callAvailability(then, serviceAvailability(then.model!), true);
  if (typeof chain === "string") return chain;
  const messages = (await messageLevelDefects(short))!;
  const { defectsPerMillion, ci95, calls, failedCalls, struck } = messages;
  if (struck < STRUCK_MIN)
    return `Of ${calls} calls ${failedCalls} failed, in ${struck} of ${messages.replications} runs, too few for an interval; more events (--steps) would be needed.`;
  return {
    method: "message level",
    unavailability: defectsPerMillion / 1e6,
    against: "chain",
    relativeDifference: defectsPerMillion / chain.defectsPerMillion - 1,
    interval: [ci95[0] / 1e6, ci95[1] / 1e6],
    defectsPerMillion,
    ci95,
    deviation: deviationOf(chain, messages),
    isIntended: false,
    sentence: sentenceOf(short, chain, messages),
  };
}

function sentenceOf({ by }: Shortened, chain: CallAvailability, messages: MessageLevelDefects): string {
  const times = (factor: number): string =>
    factor === 1 ? "as they are" : `${Number(factor.toPrecision(3))} times shorter`;
  const deviation = deviationOf(chain, messages);
  const how = `Failures by chance, message by message: lives ${times(by.lives)}, repairs ${times(by.repairs)}${by.turns === 1 ? "" : `, turns of registration ${times(by.turns)}`}, ${messages.failedCalls} of ${messages.calls} calls failed.`;
  const against = `The chain says ${Math.round(chain.defectsPerMillion)} per million for the same lifetimes, ${Math.abs(deviation).toFixed(1)} standard errors ${deviation > 0 ? "more" : "less"}`;
  if (Math.abs(deviation) < 2) return `${how} ${against}.`;
  const { name, gap } = widest(chain, messages);
  return `${how} ${against}; most of it from ${name} (${Math.round(Math.abs(gap))} per million ${gap > 0 ? "more" : "less"} by the chain).`;
}

/** Causes of the chain and of the messages that are two names for the same. */
const KINDS: readonly {
  readonly name: string;
  readonly chain: readonly string[];
  readonly messages: readonly string[];
}[] = [
  { name: "bindings", chain: ["bindings"], messages: ["bindingMissing"] },
  { name: "the database", chain: ["database"], messages: ["databaseFailure"] },
  { name: "directors without a proxy", chain: ["no proxy"], messages: ["noProxy"] },
  { name: "overload", chain: ["overload"], messages: ["queueOverflow", "overload", "throttled"] },
];

/** Where the two differ most. */
function widest(
  chain: CallAvailability,
  messages: MessageLevelDefects,
): { readonly name: string; readonly gap: number } {
  type Line = { readonly cause: string; readonly perMillion: number };
  const sum = (lines: readonly Line[], isIt: (cause: string) => boolean): number =>
    lines.reduce((total, { cause, perMillion }) => total + (isIt(cause) ? perMillion : 0), 0);
  const gaps = KINDS.map((kind) => ({
    name: kind.name,
    gap:
      sum(chain.causes, (cause) => kind.chain.includes(cause)) -
      sum(messages.causes, (cause) => kind.messages.includes(cause)),
  }));
  const named = gaps.reduce((total, { gap }) => total + gap, 0);
  const all = chain.defectsPerMillion - messages.defectsPerMillion;
  return [...gaps, { name: "nodes and addresses that nobody serves", gap: all - named }].reduce((most, one) =>
    Math.abs(one.gap) > Math.abs(most.gap) ? one : most,
  );
}

/** What was simulated, with which statistics, and on what it rests: the text that belongs under every result. */
import { meanOf } from "../../distributions/law.ts";
import { faultAsItHappens } from "../../faults/description.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Arrivals } from "../../sip/traffic.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { type Html, list, paragraph } from "../html/markup.ts";
import { bindingsWords, watchWords } from "./watch-words.ts";

const time = (seconds: number): string => (Number.isFinite(seconds) ? formatDuration(seconds, 3) : "for ever");

function arrivalsWords(arrivals: Arrivals): string {
  if (arrivals.kind === "rounds")
    return `All pairs of users call each other, a call every ${time(arrivals.spacing)}, ${arrivals.at.length} times`;
  const rate = "rate" in arrivals && typeof arrivals.rate === "number" ? ` at ${formatNumber(arrivals.rate)}/s` : "";
  return `Calls arrive ${arrivals.kind === "paced" ? "paced, like those of a call generator" : `by a ${arrivals.kind === "poisson" ? "Poisson process" : arrivals.kind}`}${rate}`;
}

/** Sentences of a text that say on what its values rest. */
export const standing = (text: string): string[] =>
  text.split(/(?<=[.;])\s+/).filter((sentence) => /calibrat|assum|fitted|guess/i.test(sentence));

/** @param replications of the run, or in words how many of a study */
export function methods(scenario: Scenario, replications: string): Html[] {
  const { traffic, network, faults, run, architecture } = scenario;
  const { calls } = traffic;
  const marked = [
    ...standing(scenario.about.replace(/\s+/g, " ")),
    ...scenario.expect.flatMap(({ metric, because }) =>
      because && standing(because).length > 0 ? [`${metric}: ${because}`] : [],
    ),
  ];
  return [
    paragraph(
      "A discrete-event simulation of every message: INVITE, 180, 200, ACK and BYE queue at servers and are dropped by full queues; heartbeats, advertisements and probes are messages too, so that detection times come out of the model instead of going in. Each call ends exactly once, in success or with one named cause.",
    ),
    list([
      ...(calls
        ? [
            `${arrivalsWords(calls.arrivals)}; ${traffic.users} users; retransmission is ${traffic.retransmission ? "on" : "off"}.`,
          ]
        : []),
      `A hop takes ${time(meanOf(network.delay))}${typeof network.delay === "number" ? "" : ` on average (${network.delay.kind})`}${network.loss > 0 ? ` and loses ${formatNumber(network.loss * 100)} % of the messages` : " and loses nothing"}.`,
      bindingsWords(architecture),
      ...architecture.watches.map(watchWords),
      ...(faults.length === 0 ? [] : [`Faults: ${faults.map(faultAsItHappens).join("; ")}.`]),
      `Statistics: ${replications}; seed ${run.seed}${run.stratify > 1 ? `; clock phases stratified in blocks of ${run.stratify} (Latin hypercube), intervals from block means` : ""}${run.warmUp > 0 ? `; durations counted after a warm-up of ${time(run.warmUp)}` : ""}. Intervals are Student's, 95 %.`,
      marked.length > 0
        ? `Marked in the file as calibrated or assumed: ${marked.join(" ")}`
        : "The file marks no value as calibrated or assumed: its service times, delays and timers count as given.",
    ]),
  ];
}

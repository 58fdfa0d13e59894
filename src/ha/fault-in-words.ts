import { formatDuration } from "../units/duration.ts";
import type { Fault } from "./fault.ts";

const DEATHS = { host: "host died", process: "process died", link: "link was cut" } as const;

const between = (names: readonly string[]): string =>
  names.length === 1 ? `between ${names[0]} and all others` : `between ${names.join(" and ")}`;

function event(fault: Fault): string {
  if ("kill" in fault) return `${fault.kill}'s ${DEATHS[fault.kind]}`;
  if ("restart" in fault) return `${fault.restart} was restarted`;
  if ("hang" in fault) return `${fault.hang} hung`;
  if ("resume" in fault) return `${fault.resume} went on`;
  if ("slow" in fault) return `${fault.slow} became ${fault.factor} times as slow`;
  if ("cut" in fault) return `the link ${between(fault.cut)} was cut`;
  if ("degrade" in fault) return `the link ${between(fault.degrade)} became worse`;
  if ("partition" in fault) return "the network was divided";
  if ("heal" in fault) return "the network was whole again";
  if ("loseArp" in fault) return `gratuitous ARP of ${fault.loseArp} was lost`;
  if ("drain" in fault) return `${fault.drain} was taken out of service`;
  if ("chance" in fault) return `${fault.chance.join(", ")} broke by chance`;
  if ("shock" in fault) return `${fault.shock.join(", ")} were struck by shocks`;
  return `${fault.upgrade} were upgraded in turn`;
}

/** "at 10 s", "between 2 s and 3 s", "1 s later". */
export function momentInWords({ at, drawn }: Pick<Fault, "at" | "drawn">): string {
  if (drawn === undefined) return `at ${formatDuration(at)}`;
  const { law, plus, after } = drawn;
  const later = after === undefined ? "" : " later";
  if (law.kind === "deterministic") return `${formatDuration(plus + law.value)}${later}`;
  if (law.kind !== "uniform") return `at a random time, ${formatDuration(at, 3)} on average`;
  return `between ${formatDuration(plus + law.low)} and ${formatDuration(plus + law.high)}${later}`;
}

/** What happened, when and for how long: one line of a script as part of a sentence. */
export function faultInWords(fault: Fault): string {
  const lasting = "for" in fault && fault.for !== undefined ? ` for ${formatDuration(fault.for)}` : "";
  const when = "chance" in fault || "shock" in fault ? `from ${formatDuration(fault.at)}` : momentInWords(fault);
  return `${event(fault)} ${when}${lasting}`;
}

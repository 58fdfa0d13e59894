import type { WrittenValue } from "../../checks/change/values.ts";
import type { Finding } from "../../checks/findings.ts";
import { styled } from "../../report/terminal.ts";
import { formatDuration } from "../../units/duration.ts";
import { downtimePerYear, formatNines } from "../../units/nines.ts";
import { counted, formatNumber } from "../../units/number.ts";
import type { Change } from "./change.ts";
import { type Crash, type Difference, isWorse, REPLICATIONS } from "./crashes.ts";
import { findingText } from "./finding-text.ts";
import { pathIn, type State } from "./states.ts";
import { inWords, TRIAL } from "./trials.ts";

/** Values that are shown; all are in the document of --json. */
const VALUES_MAX = 40;
const TEXT_MAX = 100;

/** What a change costs or gains, for people. */
export function changeText(change: Change, worse: number, colour: boolean): string {
  const { old, now, why } = change;
  const title = `${old.name} is taken as the old state and ${now.name} as the new one, ${why}.\n`;
  return [
    title,
    valuesText(change),
    findingsText(change, colour),
    crashesText(change, worse, colour),
    ninesText(change),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function valuesText({ old, now, values }: Change): string {
  if (values.length === 0) return "No value of the scenario has changed.\n";
  const shown = (state: State, value: WrittenValue | null): string => {
    if (value === null) return "not written";
    const { origin } = value;
    const text = value.text.length > TEXT_MAX ? `${value.text.slice(0, TEXT_MAX)}…` : value.text;
    const from = typeof origin === "string" ? origin : `${pathIn(state, origin.file)}:${origin.line}`;
    return from === "" ? text : `${text} (${from})`;
  };
  const lines = values
    .slice(0, VALUES_MAX)
    .map(({ path, before, after }) => `  ${path}: ${shown(old, before)} → ${shown(now, after)}\n`);
  const rest = values.length > VALUES_MAX ? `  and ${values.length - VALUES_MAX} more, in --json\n` : "";
  return `${counted(values.length, "value")} of the scenario ${values.length === 1 ? "has" : "have"} changed:\n${lines.join("")}${rest}`;
}

function findingsText({ old, now, added, gone, kept }: Change, colour: boolean): string {
  const told = (state: State, findings: readonly Finding[]): string =>
    findings.map((one) => findingText(one, pathIn(state, one.place.file), colour)).join("\n");
  const heading = `Findings: ${added.length} new, ${gone.length} gone, ${kept.length} as before.\n`;
  const fresh = added.length === 0 ? "" : `\nNew:\n${told(now, added)}`;
  return `${heading}${fresh}${gone.length === 0 ? "" : `\nGone:\n${told(old, gone)}`}`;
}

function crashesText({ crashes, notRun }: Change, worse: number, colour: boolean): string {
  const said = crashes.filter(
    ({ before, after, more }) => more === null || JSON.stringify(before) !== JSON.stringify(after),
  );
  const same = crashes.length - said.length;
  const heading = `What a crash costs in a minute (${REPLICATIONS} runs of ${TRIAL.seconds} s, the same random numbers before and after):\n`;
  const lines = said.map((crash) => `  ${crashLine(crash, worse, colour)}\n`);
  const rest =
    same === 0
      ? ""
      : `  ${lines.length === 0 ? `Each of ${counted(same, "crash").replace(/hs$/, "hes")}` : `${same} others`}: the same to the call.\n`;
  return `${crashes.length === 0 ? "" : `${heading}${lines.join("")}${rest}`}${notRun.map((one) => `${one}\n`).join("")}`;
}

function crashLine(crash: Crash, worse: number, colour: boolean): string {
  const { node, kind, before, after, more } = crash;
  const what = kind === "host" ? `${node} dies` : `the SIP server of ${node} dies`;
  const told = (losses: Crash["before"]): string =>
    losses === null ? "no such server" : typeof losses === "string" ? `cannot be told: ${losses}` : inWords(losses);
  const text = `${what}: before, ${told(before)}; now, ${told(after)}`;
  if (more === null) return text;
  const differences = [differenceText(more.failed, "fail"), differenceText(more.delayed, "are late")].filter(
    (one) => one !== "",
  );
  const change = differences.length === 0 ? "no more and no fewer" : differences.join(", ");
  const { high } = more.failed;
  return `${text}: ${styled(change, isWorse(crash, worse) ? "red" : high < 0 ? "green" : "dim", colour)}`;
}

/** Such as "12 more fail (8 to 16)"; nothing where it is not a call. */
function differenceText({ mean, low, high }: Difference, what: string): string {
  const whole = (value: number): string => String(Math.round(value));
  if (Math.abs(mean) < 0.5) return "";
  const [amount, from, to] = mean > 0 ? [mean, low, high] : [-mean, -high, -low];
  return `${whole(amount)} ${mean > 0 ? "more" : "fewer"} ${what} (${whole(from)} to ${whole(to)})`;
}

/** Less of a difference than nines show says nothing. */
const isAlike = (was: number, is: number): boolean => Math.abs(is - was) <= 1e-4 * Math.max(was, is);

function ninesText({ before, after }: Change): string {
  const line = (what: string, was: number | string, is: number | string, inUnits: (more: number) => string): string => {
    if (typeof was === "number" && typeof is === "number")
      return `Nines of ${what}: ${formatNines(was)} → ${formatNines(is)}${isAlike(was, is) ? "" : `, ${inUnits(Math.abs(is - was))} ${is > was ? "more" : "less"}`}\n`;
    const why = [...new Set([was, is].filter((one) => typeof one === "string"))];
    return `Nines of ${what} cannot be compared. ${why.join(" ")}\n`;
  };
  return [
    line("the service", before.service, after.service, (more) => `${formatDuration(downtimePerYear(more), 3)} a year`),
    line("calls", before.calls, after.calls, (more) => `${formatNumber(1e6 * more)} failed calls of a million`),
  ].join("");
}

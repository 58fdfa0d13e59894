import type { Counterexample, FaultSearch } from "../fuzz/fault-search.ts";
import { type Anomaly, inWords, type Trial, type Violation } from "../fuzz/invariants.ts";
import type { FaultLine } from "../fuzz/random-faults.ts";
import type { WorldSurvey } from "../fuzz/world-survey.ts";

/** A world in which a law was broken, its file, and the command that shows it again. */
export interface BrokenInFile {
  readonly world: number;
  readonly violations: readonly Violation[];
  readonly file: string;
  readonly command: string;
}

const told = (violations: readonly Violation[]) =>
  violations.map(({ law, how }) => `  not true: ${law}\n    ${how}\n`).join("");
const anomaliesText = (anomalies: readonly Anomaly[]) =>
  anomalies.map((anomaly) => `    ${inWords(anomaly)}\n`).join("");

export function surveyText(seed: number, survey: WorldSurvey, broken: readonly BrokenInFile[]): string {
  const { worlds, events, calls, failovers, mended, unserved } = survey;
  const head = `${worlds} worlds of seed ${seed}, on both engines: ${events} events, ${calls} calls, ${failovers} failovers\n`;
  const rest = `${mended} were mended; ${unserved} of the ${worlds - mended} others had lost service at the end, as they may\n`;
  if (broken.length === 0) return `${head}${rest}All laws held.\n`;
  const found = broken.map(
    ({ world, violations, file, command }) =>
      `\nWorld ${world}\n${told(violations)}  with no more faults than it takes: ${file}\n  again: ${command}\n`,
  );
  return `${head}${rest}${broken.length} broke an invariant: internal error.\n${found.join("")}`;
}

/** A line of a fault script as a file has it: `{ at: 5 s, kill: proxy-1, for: 3 s }`. */
const lineText = (line: FaultLine): string =>
  `{ ${Object.entries(line)
    .map(([key, value]) => `${key}: ${listed(value)}`)
    .join(", ")} }`;

const listed = (value: unknown): string => (Array.isArray(value) ? `[${value.map(listed).join(", ")}]` : String(value));

type Printed = Omit<FaultSearch, "counterexamples" | "lasting" | "broken"> & {
  readonly lasting: {
    readonly tried: number;
    readonly unsurvived: readonly (Omit<Counterexample, "settings" | "times"> & { readonly command: string })[];
  };
  readonly counterexamples: readonly (Omit<Counterexample, "settings"> & { readonly command: string })[];
  readonly broken: readonly { readonly violations: readonly Violation[]; readonly command: string }[];
};

export function searchText(
  title: string,
  { scripts, within, unprovoked, counterexamples, lasting, broken }: Printed,
): string {
  if (unprovoked.length > 0)
    return `${title}\nIt is not whole at the end although nothing broke:\n${anomaliesText(unprovoked)}`;
  const head = `${title}\n${scripts} fault scripts, everything repaired in each, and ${within} s to be whole again\n`;
  const found = counterexamples.map(
    ({ lines, anomalies, times, command }, i) =>
      `\n${i + 1}. ${lines.length} ${lines.length === 1 ? "line" : "lines"}, ${times} of the scripts:\n${lines.map((line) => `    - ${lineText(line)}\n`).join("")}` +
      `  after which\n${anomaliesText(anomalies)}  again: ${command}\n`,
  );
  const faults = broken.map(({ violations, command }) => `\nInternal error:\n${told(violations)}  again: ${command}\n`);
  const whole =
    lasting.unsurvived.length === 0
      ? "It came back after every one of them."
      : "Once repaired, it was whole each time.";
  const sum = counterexamples.length === 0 ? `${whole}\n` : "It did not come back after these:\n";
  return `${head}${sum}${found.join("")}${lastingText(lasting)}${faults.join("")}`;
}

function lastingText({ tried, unsurvived }: Printed["lasting"]): string {
  if (tried === 0) return "";
  const head = `\n${tried} deaths that nobody repairs, each alone, which it should survive by its needs\n`;
  if (unsurvived.length === 0) return `${head}It did.\n`;
  const found = unsurvived.map(
    ({ lines, anomalies, command }) =>
      `${lines.map((line) => `    - ${lineText(line)}\n`).join("")}  after which\n${anomaliesText(anomalies)}  again: ${command}\n`,
  );
  return `${head}It did not survive these:\n${found.join("")}`;
}

export function trialText(title: string, { violations, anomalies, events, calls, failovers }: Trial): string {
  const head = `${title}\nAs written, on both engines: ${events} events, ${calls} calls, ${failovers} failovers\n`;
  const whole =
    anomalies.length === 0 ? "It is whole at the end.\n" : `It is not whole at the end:\n${anomaliesText(anomalies)}`;
  return `${head}${told(violations)}${whole}`;
}

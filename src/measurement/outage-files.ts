/** Outages from files of several kinds, told apart by what stands in them: lists, logs, samples of `up`. */
import { rowsWhere } from "./column-values.ts";
import { parseTable, TableProblem } from "./delimited-text.ts";
import { keepalived } from "./outage-logs/keepalived.ts";
import { readLog } from "./outage-logs/log-line.ts";
import { pacemaker } from "./outage-logs/pacemaker.ts";
import { isSampleTable, type Sampled, samplesOfJson, samplesOfTable } from "./outage-logs/samples.ts";
import { outagesOfSigns, type Sign } from "./outage-logs/sign.ts";
import { systemd } from "./outage-logs/systemd.ts";
import { isOutageHead, type Outage, readOutages } from "./outages.ts";
import type { PointInTime } from "./point-in-time.ts";

/** How files are read. */
export interface OutageReading {
  /** What a log calls itself whose lines name no host. */
  readonly host: string;
  /** In which a log without years begins. */
  readonly year: number;
  /** Only what has these values: columns of a table; `node` and `unit` of a log. */
  readonly only: ReadonlyMap<string, string>;
  /** Columns of a list by what they are, where they are not called so. */
  readonly named: ReadonlyMap<string, string>;
}

/** What one file says. */
export interface OutageFile {
  readonly outages: readonly Outage[];
  /** Of logs, which several files may complete: a peer says who has left, and the other who has come back. */
  readonly signs: readonly Sign[];
  /** All that are told to be watched, also those that never failed. */
  readonly components: readonly string[];
  /** From its first time to its last; null for a list, which holds outages alone. */
  readonly watched: { readonly from: number; readonly until: number } | null;
  readonly kind: PointInTime["kind"];
  readonly isYearless: boolean;
  readonly notes: readonly string[];
}

/** What all files say together. */
export interface Outages {
  /** By their begin; those of one component do not overlap. */
  readonly outages: readonly Outage[];
  readonly components: readonly string[];
  readonly watched: OutageFile["watched"];
  readonly notes: readonly string[];
}

const BEGINS_AS_LOG =
  /^(?:<\d+>)?(?:-- |[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S* \S|\d{9,11}(?:\.\d+)? \S)/;
/** Lines within which a log has one with a time. */
const HEAD_LINES = 50;

/** @throws TableProblem for a text that is of no known kind, or holds what it must not, at its line */
export function readOutageFile(text: string, reading: OutageReading): OutageFile {
  const body = text.replace(/^\ufeff/, "").trimStart();
  const head = body.split("\n", HEAD_LINES);
  if (body.startsWith("{") && !head[0]!.includes("_REALTIME_TIMESTAMP"))
    return ofSamples(chosen(samplesOfJson(text), reading));
  if (
    body.startsWith("{") ||
    (!isOutageHead(head[0]!) && reading.named.size === 0 && head.some((line) => BEGINS_AS_LOG.test(line)))
  )
    return ofLog(text, reading);
  const whole = parseTable(text);
  const table = rowsWhere(whole, isSampleTable(whole) ? new Map() : reading.only);
  if (isSampleTable(table)) return ofSamples(chosen(samplesOfTable(table), reading));
  const list = readOutages(table, reading.named);
  return {
    ...{ outages: list.outages, signs: [], watched: null, isYearless: false, kind: list.kind, notes: list.notes },
    components: [...new Set(list.outages.map(({ component }) => component))],
  };
}

const ofSamples = (sampled: Sampled): OutageFile => ({ ...sampled, signs: [], isYearless: false });

/** What `--only` asks for, of what has no columns. @throws TableProblem for other words, and if nothing is left */
function wanted({ only }: OutageReading, words: readonly string[]): (of: Readonly<Record<string, string>>) => boolean {
  for (const word of only.keys())
    if (!words.includes(word))
      throw new TableProblem(1, `no column ${JSON.stringify(word)}`, `one of ${words.join(", ")}`);
  return (of) => [...only].every(([word, value]) => of[word] === value);
}

function chosen(sampled: Sampled, reading: OutageReading): Sampled {
  const isWanted = wanted(reading, ["node"]);
  const components = sampled.components.filter((node) => isWanted({ node }));
  if (components.length === 0)
    throw new TableProblem(1, `targets ${sampled.components.join(", ")}`, `node ${reading.only.get("node")}`);
  return { ...sampled, components, outages: sampled.outages.filter(({ component }) => isWanted({ node: component })) };
}

function ofLog(text: string, reading: OutageReading): OutageFile {
  const log = readLog(text, reading.host, reading.year);
  const isWanted = wanted(reading, ["node", "unit"]);
  const readers = [keepalived(), pacemaker(), systemd()];
  const signs = log.lines.flatMap((line) => readers.flatMap((read) => read(line)));
  const own = signs.filter(({ component, cause }) => isWanted({ node: component, unit: cause }));
  const hosts = [...log.lines.map(({ host }) => host), ...signs.map(({ component }) => component)];
  const node = reading.only.get("node");
  const causes = [...new Set(own.filter(({ isDown }) => isDown).map(({ cause }) => cause))];
  const times = log.lines.map(({ time }) => time);
  const early = log.lines.findIndex(({ time }, i) => i > 0 && time < log.lines[i - 1]!.time - 1);
  const { count, first } = log.untimed;
  return {
    ...{ outages: [], signs: own, kind: log.kind, isYearless: log.isYearless },
    components: [...new Set(hosts)].filter((host) => node === undefined || host === node),
    watched: {
      from: times.reduce((least, time) => Math.min(least, time), Infinity),
      until: times.reduce((most, time) => Math.max(most, time), -Infinity),
    },
    notes: [
      ...(causes.length > 1
        ? [`A node counts as down while any of these is: ${causes.join(", ")} (--only unit=…).`]
        : []),
      ...(count > 0
        ? [`line ${first}: ${count === 1 ? "one line" : `one of ${count} lines`} without a time, not read.`]
        : []),
      ...(early > 0
        ? [`line ${log.lines[early]!.line}: earlier than the line above; the lines were put in order.`]
        : []),
    ],
  };
}

/** All files as one: what logs say is put in order of time, and outages of one component that overlap are one. */
export function outagesOfFiles(files: readonly OutageFile[]): Outages {
  const ofLogs = outagesOfSigns(files.flatMap(({ signs }) => signs));
  const all = [...files.flatMap(({ outages }) => outages), ...ofLogs].sort((a, b) => a.start - b.start);
  const latest = new Map<string, number>();
  const united: Outage[] = [];
  for (const outage of all) {
    const at = latest.get(outage.component);
    const before = at === undefined ? undefined : united[at]!;
    if (before !== undefined && (before.end === null || outage.start < before.end)) {
      const end = before.end === null || outage.end === null ? null : Math.max(before.end, outage.end);
      united[at!] = { ...before, end };
    } else latest.set(outage.component, united.push(outage) - 1);
  }
  const spans = files.flatMap(({ watched }) => watched ?? []);
  const open = ofLogs.filter(({ end }) => end === null);
  return {
    outages: united,
    components: [...new Set(files.flatMap(({ components }) => components))].sort(),
    watched:
      spans.length < files.length
        ? null
        : {
            from: spans.reduce((least, { from }) => Math.min(least, from), Infinity),
            until: spans.reduce((most, { until }) => Math.max(most, until), -Infinity),
          },
    notes: [
      ...(united.length < all.length
        ? [`${all.length - united.length} outages lie within others of the same component, and count as one with them.`]
        : []),
      ...open.map(({ line, component }) => `line ${line}: ${component} is still down: a repair that has not ended.`),
    ],
  };
}

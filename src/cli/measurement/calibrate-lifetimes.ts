import { basename } from "node:path";
import { lawsOf, variationOf } from "../../measurement/lifetime-laws.ts";
import {
  LAWLESS,
  lifetimesOf,
  pooled,
  seenByClass,
  seenIn,
  trendOf,
  type Window,
} from "../../measurement/lifetimes.ts";
import { type OutageFile, type Outages, outagesOfFiles, readOutageFile } from "../../measurement/outage-files.ts";
import { OUTAGE_PARTS } from "../../measurement/outages.ts";
import { formatDuration, YEAR } from "../../units/duration.ts";
import { counted } from "../../units/number.ts";
import { Refusal } from "../refusal.ts";
import { type Calibration, type FilesInput, namedColumns } from "./calibration.ts";
import { locating } from "./evidence-file.ts";
import { dateText, fewText, lawsText, lifetimesTable, tooFew, trendText, yamlOf } from "./lifetimes-text.ts";

/** Longest watch over components [s]. */
const WINDOW_MAX = 100 * YEAR;

/** Mean times to failure and repair of components from lists of their outages, logs and samples. */
export function calibrateLifetimes(input: FilesInput): Calibration {
  const { options, line, files } = input;
  const read = filesOf(input);
  const list = outagesOfFiles(read);
  const last = files.at(-1)!.path;
  if (list.outages.length === 0)
    throw Refusal.at(
      line.word(last),
      "FILE",
      `no failure of ${list.components.slice(0, 5).join(", ")}`,
      "outages, or lines of Keepalived, corosync, Pacemaker and systemd that tell of failures",
    );
  const window = windowOf(list, input);
  const seen = seenIn(list.outages, window);
  const { components = Math.max(seen.length, list.components.length) } = options;
  if (components < seen.length)
    throw line.refusal(
      "--components",
      `${components} of ${seen.length} that failed`,
      `a whole number from ${seen.length} to 10000`,
    );
  const whole = components === 1 ? seen[0]! : pooled(seen, components - seen.length, window);
  const found = lifetimesOf(whole);
  const { timeToFailure, timeToRepair, unavailability } = found;
  if (timeToFailure === null || timeToRepair === null || unavailability === null)
    throw Refusal.at(line.word(last), "FILE", ...tooFew(found));
  const classes = seenByClass(list.outages, window, whole).map(lifetimesOf);
  const laws = [null, ...classes.map(({ component }) => component)].map((of) => lawsOf(list.outages, window, of));
  const each = components === 1 ? [] : seen.map(lifetimesOf);
  const trend = trendOf(whole, window, variationOf(laws[0]!.timeToFailure));
  const begun = seen.reduce((sum, { repairs, open }) => sum + repairs.length + open, 0);
  const about = `${counted(begun, "outage")} of ${counted(components, "component")} in ${formatDuration(window.until - window.from, 3)}, ${dateText(window.from)} … ${dateText(window.until)}`;
  const said = [
    ...assumptions(input, read, list, window),
    `MTTF: time in service over failures that ended it, exponential, censored at the ends of the window: 2T/χ² with 2r and 2r + 2 degrees of freedom (Epstein).`,
    found.repairsBy === "values"
      ? "MTTR: mean of the repairs; no distribution is assumed."
      : `MTTR: time of repair over repairs that have ended, exponential, 2T/χ²; without that assumption it takes ${LAWLESS} that have all ended.`,
    "Availability: MTTF/(MTTF + MTTR) of one component.",
    ...(timeToRepair.low === null ? ["All repairs are equal: nothing says how uncertain their mean is."] : []),
    ...(components > 1 ? ["Pooled: as if all components had the same distributions."] : []),
    ...(components > 1 && options.components === undefined && list.watched === null
      ? ["Components that never failed are in no list of outages: --components says how many there were."]
      : []),
    ...(classes.length > 0
      ? ["Classes compete: each has the time in service of all; a failure of one of them ends it for the others."]
      : []),
    ...[...each, ...classes].flatMap(fewText),
    ...(trend === null ? [] : [trendText(trend)]),
    ...lawsText(laws),
  ];
  const outside = list.outages.length - begun;
  return {
    about,
    table: lifetimesTable([...each, ...classes, found]),
    said,
    json: { what: "lifetimes", about, said, window, components: each, classes, pooled: found, trend, laws },
    yaml: yamlOf(found, classes, laws, { about, tier: options.tier }),
    warnings: [
      ...read.flatMap(({ notes }) => notes),
      ...list.notes,
      ...(outside > 0
        ? [`${outside} outages do not begin within the window: only what lies in it counts, as time out of service.`]
        : []),
      ...(trend !== null && trend.p < 0.05 ? [`${trendText(trend)} One mean does not describe both ends.`] : []),
    ],
  };
}

/** Each file, and where it stands if it is refused. @throws Refusal with the line */
function filesOf(input: FilesInput): OutageFile[] {
  const { files, only, options, line } = input;
  const year =
    options.year ?? (options.from === undefined ? YEAR_ASSUMED : new Date(options.from * 1000).getUTCFullYear());
  const named = namedColumns(input, OUTAGE_PARTS);
  return files.map(({ path, text, capture }) => {
    if (capture !== null) throw Refusal.at(line.word(path), "FILE", "a capture", "lists of outages, logs and samples");
    const host = basename(path).replace(/\..*$/, "");
    const read = locating(path, text, () => readOutageFile(text, { host, year, only, named }));
    return files.length === 1 ? read : { ...read, notes: read.notes.map((note) => `${basename(path)}: ${note}`) };
  });
}

/** Of logs without years where nothing else says one: only its lack of a 29 February matters. */
const YEAR_ASSUMED = 2001;

/** @throws Refusal for a window that ends before it begins, or that nobody has lived through */
function windowOf({ outages, watched }: Outages, { options, line }: FilesInput): Window {
  const { from, until } = options;
  const first = from ?? watched?.from ?? outages[0]!.start;
  const last =
    until ?? watched?.until ?? outages.reduce((latest, { start, end }) => Math.max(latest, end ?? start), first);
  if (first < last && last - first <= WINDOW_MAX)
    return { from: first, until: last, endsWithList: until === undefined && watched === null };
  throw line.refusal(
    "--until",
    `a window from ${dateText(first)} until ${dateText(last)}`,
    "an end after its start, by 100 years at most",
  );
}

function assumptions(
  { options }: FilesInput,
  files: readonly OutageFile[],
  { components, watched }: Outages,
  { from, until }: Window,
): string[] {
  const what = watched === null ? "list" : files.some(({ signs }) => signs.length > 0) ? "log" : "samples";
  const assumed = [
    ...(options.from === undefined ? [`from the first time of the ${what}, ${dateText(from)} (--from)`] : []),
    ...(options.until === undefined ? [`until the last, ${dateText(until)} (--until)`] : []),
  ];
  const isYearless = files.some((file) => file.isYearless);
  const years = isYearless && options.year === undefined;
  return [
    ...(assumed.length > 0 ? [`Assumed: watched ${assumed.join(", ")}.`] : []),
    ...(years ? [`Assumed: a log without years begins in ${new Date(from * 1000).getUTCFullYear()} (--year).`] : []),
    ...(isYearless ? ["Assumed: a year has passed where the months of a log go back by more than six."] : []),
    ...(watched !== null && options.components === undefined
      ? [`Assumed: all components are in the files: ${components.join(", ")} (--components).`]
      : []),
    ...(files.some(({ kind }) => kind === "a time without a zone") ? ["Assumed: times without a zone are UTC."] : []),
  ];
}

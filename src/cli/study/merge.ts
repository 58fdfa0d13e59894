import { resolve } from "node:path";
import { ResultStore, writeParcel } from "../../experiment/store/result-store.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";
import type { MERGE } from "./study-commands.ts";
import { openStudy, otherVersion, readStudy, type StudyFile, sameBase, shardsIn, writeStudy } from "./study-file.ts";
import { openStore, saidOfResults } from "./sweep.ts";
import { writeResults } from "./sweep-results.ts";
import { survey } from "./sweep-survey.ts";

/** Units that are copied as one parcel. */
const PARCEL_UNITS = 256;

/** `sipnines merge DIR…`: puts the shards of a study together. Returns the exit code. */
export function merge(directories: readonly string[], options: OptionsOf<typeof MERGE>, line: CommandLine): number {
  const [first] = directories;
  const sources = directories.flatMap((directory) => {
    const shards = shardsIn(directory);
    return shards.length > 0 ? shards : [directory];
  });
  const studies = sources.map((directory) => {
    const file = readStudy(directory);
    if (file) return file;
    const span = directories.includes(directory) ? line.word(directory) : line.end;
    throw Refusal.at(span, "DIR", `no study in ${directory}`, "directories of sweeps or of their shards");
  });
  const file = studies[0]!;
  refuseStrangers(file, studies, sources, line);
  const study = openStudy(sources[0]!, file, IDENTITY.model);
  const out = options.out ?? first!;
  const span = options.out === undefined ? line.word(first!) : line.option("--out");
  const store = openStore(out, Boolean(file.output.raw), span);
  try {
    writeStudy(out, file);
    for (const source of sources) if (resolve(source) !== resolve(out)) copyUnits(source, store);
    const { replications, replicationsMissing } = survey(study, store);
    const code = saidOfResults(study, writeResults(study, store, file.output), file.output, options, line);
    if (replicationsMissing > 0)
      process.stderr.write(
        `${replicationsMissing} of ${replications} replications are missing; sipnines sweep --resume --out ${out} computes them.\n`,
      );
    return code;
  } finally {
    store.close();
  }
}

/** Results of different studies or versions do not go together. */
function refuseStrangers(
  file: StudyFile,
  studies: readonly StudyFile[],
  sources: readonly string[],
  line: CommandLine,
): void {
  for (const [i, other] of studies.entries()) {
    const isOther = other.sipnines.model !== file.sipnines.model;
    if (!isOther && sameBase(other.plan, file.plan)) continue;
    throw Refusal.at(
      line.end,
      "DIR",
      isOther
        ? `results of different versions in ${sources[0]} and ${sources[i]}`
        : `different studies in ${sources[0]} and ${sources[i]}`,
      "shards of one study, made by one version",
    );
  }
  if (file.sipnines.model !== IDENTITY.model)
    throw Refusal.at(line.end, "DIR", otherVersion(file), "the version that made them");
}

/** Copies what the store does not have; what is unsound in the source is left behind. */
function copyUnits(source: string, store: ResultStore): void {
  const from = ResultStore.read(source);
  for (const { file, what } of from.damaged) process.stderr.write(`${file}: ${what}; left out.\n`);
  let parcel: Buffer[] = [];
  const flush = () => {
    if (parcel.length > 0) store.adopt(writeParcel(store.directory, Buffer.concat(parcel)));
    parcel = [];
  };
  for (const { address, bytes } of from.units()) {
    const { key, first, count } = address;
    const isThere = store.missing(key, first + count).every((range) => range.end <= first);
    if (isThere) continue;
    parcel.push(bytes);
    if (parcel.length >= PARCEL_UNITS) flush();
  }
  flush();
}

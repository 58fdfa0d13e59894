import { holderOf } from "../../experiment/store/lock.ts";
import { ResultStore } from "../../experiment/store/result-store.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { tableOf } from "../../report/table/table.ts";
import { styled } from "../../report/terminal.ts";
import { IDENTITY } from "../build-identity.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { documentText } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { hasColour } from "../terminal.ts";
import type { STATUS } from "./study-commands.ts";
import { openStudy, readStudy, shardsIn } from "./study-file.ts";
import { type Survey, survey, surveyJson } from "./sweep-survey.ts";

interface DirectoryStatus extends Survey {
  readonly directory: string;
  readonly damaged: readonly string[];
  /** Process that is at work in it. */
  readonly atWork: string | null;
  /** False if the results were made by another version of the model than this. */
  readonly sameModel: boolean;
}

function statusOf(directory: string, line: CommandLine): DirectoryStatus {
  const file = readStudy(directory);
  if (!file) throw Refusal.at(line.word(directory), "DIR", `no study in ${directory}`, "the directory of a sweep");
  const study = openStudy(directory, file, file.sipnines.model);
  const store = ResultStore.read(directory, Boolean(file.output.raw));
  const holder = holderOf(directory);
  return {
    directory,
    ...survey(study, store),
    damaged: store.damaged.map((damage) => `${damage.file}: ${damage.what}`),
    atWork: holder && `${holder.pid} on ${holder.host}`,
    sameModel: file.sipnines.model === IDENTITY.model,
  };
}

/** `sipnines status DIR`: what of a study is there and what is missing. Nothing is changed. Returns the exit code. */
export function status(directory: string, options: OptionsOf<typeof STATUS>, line: CommandLine): number {
  const shards = shardsIn(directory);
  const all = [directory, ...shards].map((one) => statusOf(one, line));
  if (options.json) {
    const directories = all.map((one) => ({ ...one, ...surveyJson(one) }));
    process.stdout.write(documentText<"status">({ directories }));
    return EXIT.fine;
  }
  const colour = hasColour(process.stdout);
  const notes = all.flatMap((one) => [
    ...one.damaged.map((text) => styled(`${text}; will be computed again`, "yellow", colour)),
    ...(one.sameModel ? [] : [styled(`${one.directory}: made by another version of the model`, "yellow", colour)]),
    ...(one.unitsBeside > 0 ? [`${one.directory}: ${one.unitsBeside} units belong to no point of the design`] : []),
  ]);
  const table = tableOf(
    "",
    [
      { heading: "directory", field: "directory" },
      { heading: "points", field: "points", as: "count" },
      { heading: "complete", field: "pointsComplete", as: "count" },
      { heading: "replications", field: "replications", as: "count" },
      {
        heading: "there",
        of: ({ replications, replicationsMissing }) => replications - replicationsMissing,
        as: "count",
      },
      { heading: "at work", of: ({ atWork }) => atWork ?? "" },
    ],
    all,
    { notes },
  );
  const [whole] = all;
  const advice =
    shards.length > 0
      ? `Put the shards together: sipnines merge ${directory}`
      : whole!.replicationsMissing > 0
        ? `Go on: sipnines sweep --resume --out ${directory}`
        : "All there.";
  process.stdout.write(`${onTerminal(table, colour)}${advice}\n`);
  return EXIT.fine;
}

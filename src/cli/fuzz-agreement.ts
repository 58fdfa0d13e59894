import { join } from "node:path";
import { type DesignSurvey, DISAGREES, surveyDesigns } from "../agreement/design-survey.ts";
import { onTerminal } from "../report/table/on-terminal.ts";
import { tableOf } from "../report/table/table.ts";
import { formatNumber } from "../units/number.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, writeFiles } from "./files.ts";
import { print } from "./printing.ts";
import { Progress } from "./progress.ts";
import type { FUZZ } from "./run/run-commands.ts";

/** Designs tried where no number is given. */
const DESIGNS = 20;

/** `sipnines fuzz --agreement`: random designs, solved as chains and run message by message. Returns the exit code. */
export async function fuzzAgreement(
  options: OptionsOf<typeof FUZZ>,
  line: CommandLine,
  signal: AbortSignal,
): Promise<number> {
  const { seed, world: design } = options;
  const designs = design === undefined ? (options.worlds ?? DESIGNS) : 1;
  const out = options.out ?? "results/fuzz";
  if (options.out !== undefined) prepareDirectory(out, line.option("--out"));
  const progress = new Progress("designs", options.quiet);
  const survey = await surveyDesigns({
    ...{ seed, first: design ?? 0, designs, signal },
    onProgress: progress.at,
  });
  progress.done();
  const { disagreement } = survey;
  const command = disagreement && `sipnines fuzz --agreement --seed ${seed} --world ${disagreement.number}`;
  const file = disagreement && join(out, `design-${seed}-${disagreement.number}.yaml`);
  if (disagreement !== undefined) {
    if (options.out === undefined) prepareDirectory(out, line.end);
    writeFiles(out, { [`design-${seed}-${disagreement.number}.yaml`]: disagreement.text });
  }
  print<"fuzz-agreement">(options, { seed, ...survey, ...(disagreement && { command, file }) }, (colour) =>
    textOf(survey, seed, command, file, colour),
  );
  return disagreement === undefined ? EXIT.fine : EXIT.ourFault;
}

function textOf(
  survey: DesignSurvey,
  seed: number,
  command: string | undefined,
  file: string | undefined,
  colour: boolean,
): string {
  const { tried, outside, chiSquare, chiSquareLimit, disagreement } = survey;
  const whole = (value: number): string => Math.round(value).toString();
  const table = tableOf(
    `Defects per million calls of random designs, seed ${seed}`,
    [
      { heading: "design", field: "number", as: "count" },
      { heading: "chain", of: ({ chain }) => Math.round(chain.defectsPerMillion), as: "count" },
      { heading: "messages", of: ({ messages }) => Math.round(messages.defectsPerMillion), as: "count" },
      { heading: "95 % interval", of: ({ messages }) => messages.ci95.map(whole).join(" … ") },
      { heading: "runs", of: ({ messages }) => messages.replications, as: "count" },
      { heading: "deviation", field: "deviation", digits: 2 },
    ],
    tried,
  );
  const said = [
    `${outside} of ${tried.length} designs outside their 95 % interval. χ² = ${formatNumber(chiSquare, 3)}, the sum of the squared deviations; if chain and messages agree, it exceeds ${formatNumber(chiSquareLimit, 3)} in one of a thousand surveys.`,
    ...(disagreement === undefined
      ? [`None beyond ${DISAGREES} standard errors.`]
      : [
          `Design ${disagreement.number} disagrees. The simplest form of it that does is in ${file}: ${whole(disagreement.chain.defectsPerMillion)} by the chain (${causes(disagreement.chain.causes)}), ${whole(disagreement.messages.defectsPerMillion)} by messages (${causes(disagreement.messages.causes)}).`,
          `Again: ${command}`,
        ]),
  ];
  return `${onTerminal(table, colour)}\n${said.join("\n")}\n`;
}

const causes = (lines: readonly { readonly cause: string; readonly perMillion: number }[]): string =>
  lines
    .slice(0, 4)
    .map(({ cause, perMillion }) => `${cause} ${Math.round(perMillion)}`)
    .join(", ");

import { join } from "node:path";
import { type DesignSurvey, DISAGREES, surveyDesigns } from "../agreement/design-survey.ts";
import { styled, terminalTable } from "../report/terminal.ts";
import { formatNumber } from "../units/number.ts";
import type { OptionsOf } from "./command/command.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { prepareDirectory, writeFiles } from "./files.ts";
import { print } from "./printing.ts";
import type { FUZZ } from "./run/run-commands.ts";
import { Progress } from "./terminal.ts";

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
  const columns = ["design", "chain", "messages", "95 % interval", "runs", "deviation"];
  const rows = tried.map(({ number, chain, messages, deviation }) => [
    `${number}`,
    whole(chain.defectsPerMillion),
    whole(messages.defectsPerMillion),
    messages.ci95.map(whole).join(" … "),
    `${messages.replications}`,
    formatNumber(deviation, 2),
  ]);
  const table = terminalTable({ columns: columns.map((title) => ({ title })), rows }, colour);
  const said = [
    `${outside} of ${tried.length} designs outside their 95 % interval. χ² = ${formatNumber(chiSquare, 3)}, the sum of the squared deviations; if chain and messages agree, it exceeds ${formatNumber(chiSquareLimit, 3)} in one of a thousand surveys.`,
    ...(disagreement === undefined
      ? [`None beyond ${DISAGREES} standard errors.`]
      : [
          `Design ${disagreement.number} disagrees. The simplest form of it that does is in ${file}: ${whole(disagreement.chain.defectsPerMillion)} by the chain (${causes(disagreement.chain.causes)}), ${whole(disagreement.messages.defectsPerMillion)} by messages (${causes(disagreement.messages.causes)}).`,
          `Again: ${command}`,
        ]),
  ];
  const title = styled(`Defects per million calls of random designs, seed ${seed}`, "bold", colour);
  return `${title}\n\n${table}\n${said.join("\n")}\n`;
}

const causes = (lines: readonly { readonly cause: string; readonly perMillion: number }[]): string =>
  lines
    .slice(0, 4)
    .map(({ cause, perMillion }) => `${cause} ${Math.round(perMillion)}`)
    .join(", ");

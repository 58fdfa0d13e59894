import { join } from "node:path";
import type { Seen } from "../../checks/check.ts";
import { type Finding, findingsOf, seenIn } from "../../checks/findings.ts";
import { isScenario, seenScenario } from "../../checks/scenario.ts";
import { type ConfigurationFile, FileTree } from "../../configuration/file-tree.ts";
import { readConfiguration } from "../../configuration/read.ts";
import { importedScenario, isImported } from "../../deployment/scenario.ts";
import type { Companions } from "../../notation/source.ts";
import { companionsOf } from "../files.ts";
import { Refusal } from "../refusal.ts";

/** What is checked as one: the configurations of a service, or one scenario. */
export interface CheckedService {
  readonly seen: Seen;
  readonly findings: readonly Finding[];
  /** The scenario that it is, or that import makes of it. */
  readonly text: string;
  /** Lines of a fault script that are so from the start, by what import has read. */
  readonly standing: readonly string[];
  /** What the configurations say that the scenario has no place for. */
  readonly leftOut: readonly string[];
  /** The scenario where the files of this host say how its tier behaves. */
  readonly ledBy?: (host: string) => string;
  /** Where that scenario is written; null: import has made it. */
  readonly file: string | null;
  readonly companions: Companions | undefined;
}

/**
 * The services of these files: all configurations are one, each scenario is another. A scenario beside configurations that import has written
 * is none: it answers what they leave open, and what it says of capacity is checked as well.
 *
 * @param root the folder below which the paths of the files lie
 * @throws Refusal for a scenario with a mistake
 */
export function servicesIn(files: readonly ConfigurationFile[], root = ""): CheckedService[] {
  const tree = new FileTree(files);
  const read = readConfiguration(tree);
  const { readings } = read;
  const written = read.others.filter(isScenario);
  const answers = readings.length === 0 ? [] : written.filter(({ text }) => isImported(text));
  const services: CheckedService[] = [];
  if (readings.length > 0) {
    const seen = seenIn(read);
    const others = read.others.filter((one) => !answers.includes(one));
    const previous = answers[0]?.text ?? null;
    const { text, standing, leftOut } = importedScenario({ readings, others }, previous);
    const ledBy = (host: string): string => importedScenario({ readings, others }, previous, host).text;
    const findings = [seen, ...answers.slice(0, 1).map((file) => ofScenario(file))].flatMap((one) =>
      findingsOf(one, tree),
    );
    services.push({ seen, findings, text, standing, leftOut, ledBy, file: null, companions: undefined });
  }
  for (const file of written.filter((one) => !answers.includes(one))) {
    const companions = companionsOf(join(root, file.path));
    const seen = ofScenario(file, companions);
    services.push({
      seen,
      findings: findingsOf(seen, tree),
      text: file.text,
      ...{ standing: [], leftOut: [] },
      file: file.path,
      companions,
    });
  }
  return services;
}

/** What checks look at in a scenario. */
function ofScenario(file: ConfigurationFile, companions?: Companions): Seen {
  const { seen, problems } = seenScenario(file, companions);
  if (problems !== undefined) throw new Refusal(problems);
  return seenIn({ readings: [], others: [] }, seen);
}

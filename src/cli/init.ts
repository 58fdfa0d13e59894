import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Preset } from "../architecture/preset.ts";
import type { CommandLine } from "./command-line.ts";
import { EXIT } from "./exit-codes.ts";
import { writeNewFile } from "./files.ts";
import { presetOf } from "./preset-argument.ts";

const SCHEMA = fileURLToPath(new URL("../../schema/scenario.schema.json", import.meta.url));

/** A first scenario for a preset: everything that is usually changed, with its meaning beside it. */
export function template(preset: Preset, schema: string): string {
  const parameters = Object.entries(preset.parameters).map(
    ([name, { default: usual, meaning }]) => `  ${name}: ${usual} # ${meaning}\n`,
  );
  const { tiers } = preset.expand({});
  const victim = Object.values(tiers).find(({ role }) => role === "proxy")!.active[0]!;
  return `# yaml-language-server: $schema=${schema}
# Run it with: sipnines run FILE
format: 2
title: My ${preset.name} service
about: >
  What this scenario is good for, and where its numbers come from.

architecture:
  preset: ${preset.name} # "sipnines show ${preset.name}" prints all of it; whatever you write here in its words replaces a part
${parameters.join("")}
network: { delay: 0.2 ms, loss: 0 % } # one way, each hop

traffic:
  users: 100
  registration: { expires: 3600 s, refresh: never, within: before the run }
  calls:
    rate: 100/s
    arrivals: paced # or poisson
    duration: 30 s # or count: 3000
    ring: 0 s # or a distribution, such as { exponential: 3 s }
    hold: 0 s
  clients: { retransmission: false } # true: RFC 3261 timers

faults:
  - { at: 10 s, kill: ${victim}, kind: host } # or process, or link

run: { seed: 1, replications: 10, horizon: until done, drain: 32 s }

expect: # for the means over the replications; "sipnines list" shows all metrics
  createdCalls: { equals: 3000, because: 100/s for 30 s }
`;
}

const isFile = (word: string): boolean => /\.ya?ml$/i.test(word);

/** `sipnines init [PRESET] [FILE]`: writes a scenario to start from; nothing is overwritten. Returns the exit code. */
export function init(first: string | undefined, second: string | undefined, _: object, line: CommandLine): number {
  const [name, file] =
    second === undefined && first !== undefined && isFile(first) ? [undefined, first] : [first, second];
  const preset = presetOf(name ?? "iprs", line);
  const path = file ?? "scenario.yaml";
  const schema = relative(dirname(resolve(path)), SCHEMA).replaceAll("\\", "/");
  writeNewFile(path, template(preset, schema), file === undefined ? line.end : line.word(file));
  process.stdout.write(`Wrote ${path}. Run it: sipnines run ${path}\n`);
  return EXIT.fine;
}

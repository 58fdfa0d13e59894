import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { formulasForVite } from "./scripts/formulas-plugin.mjs";
import { constants } from "./scripts/inputs.mjs";
import { simjsForVite } from "./scripts/simjs-plugin.mjs";

/** Files that run whole commands take longest: they go first, so that no thread is left alone with one at the end. */
class CommandsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const runsCommands = ({ moduleId }: TestSpecification) => /\/test\/(cli|docs|library|thesis)\//.test(moduleId);
    return [...sorted.filter(runsCommands), ...sorted.filter((file) => !runsCommands(file))];
  }
}

const isLong = process.env["SIPNINES_LONG"] !== undefined;

export default defineConfig({
  plugins: [simjsForVite, formulasForVite],
  define: constants(),
  test: {
    include: isLong ? ["test/**/*.test.ts", "test/**/*.long.ts"] : ["test/**/*.test.ts"],
    server: { deps: { inline: ["simjs"], external: [/\/dist\/cli\//] } },
    // For what hangs: no test may depend on how fast the machine is, or on who else is at work on it.
    testTimeout: isLong ? 1_800_000 : 300_000,
    hookTimeout: isLong ? 1_800_000 : 300_000,
    maxWorkers: 2,
    // A process reads the sources once and not once a file; whoever changes what is shared, such as a clock or stdout, puts it back.
    isolate: false,
    sequence: { sequencer: CommandsFirst },
  },
});

import { EXIT } from "./exit-codes.ts";
import { tellFailure } from "./failure.ts";
import { sipnines } from "./program.ts";
import { showOnlyPrintable } from "./terminal.ts";

const words = process.argv.slice(2);
for (const stream of [process.stdout, process.stderr]) showOnlyPrintable(stream);

// Whoever reads our output may have read enough, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.fine);
  process.stderr.write(`The output cannot be written (${error.message}).\n`);
  process.exit(EXIT.interrupted);
});

process.stderr.on("error", () => {}); // a terminal that has gone away hears nothing more

// What goes wrong outside of any command's own promise is ours as well.
const onOurFault = (error: unknown) => process.exit(tellFailure(error, words));
process.on("uncaughtException", onOurFault).on("unhandledRejection", onOurFault);

process.exitCode = await sipnines(words);

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReportDocument } from "../../report/document/measured-document.ts";
import { REPORT_STYLE } from "../../report/document/report-style.ts";
import { type PageScript, page } from "../../report/html/page.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles, writeNamedFile } from "../files.ts";
import { print } from "../printing.ts";
import type { REPORT } from "./result-commands.ts";
import { resultKindOf } from "./result-directory.ts";

const FILE = "report.html";

/** The script of reports, which the build makes: beside the bundle, or in dist/ when run from source. */
function liveScript(): PageScript | undefined {
  const places = ["../live/live.js", "../../../dist/live/live.js"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = places.find((path) => existsSync(path));
  if (found === undefined) return undefined;
  const text = readFileSync(found, "utf8");
  return { text, sha256: createHash("sha256").update(text).digest("base64") };
}

/** `sipnines report DIR`: one HTML file that opens from disk. Returns the exit code. */
export async function report(directory: string, options: OptionsOf<typeof REPORT>, line: CommandLine): Promise<number> {
  const span = line.word(directory);
  const kind = resultKindOf(directory, span);
  const out = options.out ?? join(directory, FILE);
  if (existsSync(out) && readdirable(out))
    throw line.refusal("--out", `${JSON.stringify(out)}, a directory`, "the name of a file, such as report.html");
  const place = options.out === undefined ? span : line.option("--out");
  prepareDirectory(dirname(resolve(out)), place);
  const { documentOf } = await import("./report-documents.ts");
  const isBeside = relative(resolve(directory), dirname(resolve(out))) === "";
  const document: ReportDocument = await documentOf(kind, directory, isBeside, span);
  const script = liveScript();
  const html = page({
    title: options.title ?? document.title,
    lead: document.lead,
    sections: document.sections,
    foot: "Made by sipnines report. The page loads nothing: it can be kept, sent and opened from disk.",
    style: REPORT_STYLE,
    ...(script === undefined ? {} : { script }),
  });
  if (options.out === undefined) writeFiles(directory, { [FILE]: html });
  else writeNamedFile(out, html, place);
  print<"report">(options, { file: out, kind, bytes: Buffer.byteLength(html) }, () => `${out}\n`);
  return EXIT.fine;
}

function readdirable(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

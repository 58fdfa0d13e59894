import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Behind } from "../../report/document/decision/behind.ts";
import { DECISION_STYLE, decisionDocument } from "../../report/document/decision/decision-document.ts";
import type { ReportDocument } from "../../report/document/measured-document.ts";
import { PLAN_STYLE } from "../../report/document/plan-document.ts";
import { REPORT_STYLE } from "../../report/document/report-style.ts";
import { type PageScript, page } from "../../report/html/page.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, writeFiles, writeNamedFile } from "../files.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { placeOf, type ResultPlace } from "./report-place.ts";
import type { REPORT } from "./result-commands.ts";

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

/** `sipnines report RESULTS…`: one HTML file that opens from disk. Returns the exit code. */
export async function report(
  names: readonly string[],
  options: OptionsOf<typeof REPORT>,
  line: CommandLine,
): Promise<number> {
  const places = names.map((name) => placeOf(name, line.word(name)));
  const [first] = places;
  if (places.length > 1 && options.out === undefined)
    throw Refusal.at(
      line.end,
      "--out",
      `${places.length} results without --out`,
      "the name of a file for their page",
      "Say --out page.html.",
    );
  const out = options.out ?? join(first!.directory, FILE);
  if (existsSync(out) && readdirable(out))
    throw line.refusal("--out", `${JSON.stringify(out)}, a directory`, "the name of a file, such as report.html");
  const place = options.out === undefined ? first!.span : line.option("--out");
  prepareDirectory(dirname(resolve(out)), place);
  const document = await (places.length === 1 ? documentOfOne(first!, out) : documentOfSeveral(places));
  const script = liveScript();
  const html = page({
    title: options.title ?? document.title,
    lead: document.lead,
    sections: document.sections,
    foot: "Made by sipnines report. The page loads nothing: it can be kept, sent and opened from disk.",
    style: `${REPORT_STYLE}${places.some(({ kind }) => kind === "plan") ? PLAN_STYLE : ""}${places.length > 1 ? DECISION_STYLE : ""}`,
    ...(script === undefined ? {} : { script }),
  });
  if (options.out === undefined) writeFiles(first!.directory, { [FILE]: html });
  else writeNamedFile(out, html, place);
  const kind = places.length === 1 ? first!.kind : "decision";
  print<"report">(options, { file: out, kind, bytes: Buffer.byteLength(html) }, () => `${out}\n`);
  return EXIT.fine;
}

async function documentOfOne(place: ResultPlace, out: string): Promise<ReportDocument> {
  const { documentOf } = await import("./report-documents.ts");
  return documentOf(place, relative(resolve(place.directory), dirname(resolve(out))) === "");
}

/** The page for those who decide, with the page of each result behind it. */
async function documentOfSeveral(places: readonly ResultPlace[]): Promise<ReportDocument> {
  const { documentOf } = await import("./report-documents.ts");
  const { evidenceOf } = await import("./report-evidence.ts");
  const evidence = evidenceOf(places);
  const behind: Behind[] = [];
  for (const [i, place] of places.entries())
    behind.push({ origin: evidence.origins[i]!, document: await documentOf(place, false) });
  return decisionDocument(evidence, behind);
}

function readdirable(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

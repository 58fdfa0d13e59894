import { dirname, extname, join } from "node:path";
import { oneOf } from "../../notation/nearest.ts";
import { ladderMermaid } from "../../report/trace/ladder-mermaid.ts";
import { ladderSvg } from "../../report/trace/ladder-svg.ts";
import { ladderText } from "../../report/trace/ladder-text.ts";
import { timelineSvg } from "../../report/trace/timeline-svg.ts";
import { timelineText } from "../../report/trace/timeline-text.ts";
import { type Happening, NoSuchCall, whatHappened } from "../../report/trace/what-happened.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareDirectory, readScenario, writeFiles, writeNamedFile } from "../files.ts";
import { documentText } from "../printing.ts";
import { Progress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { hasColour } from "../terminal.ts";
import { tell } from "../warnings.ts";
import { isDirectory, type TraceOptions, type TraceRequest, traceRequest } from "./trace-options.ts";
import { ByteSink, type Streamed, streamTrace } from "./trace-stream.ts";

/** `sipnines trace FILE`: what happened in one replication. Returns the exit code. */
export async function traceCommand(file: string, options: TraceOptions, line: CommandLine): Promise<number> {
  const request = traceRequest(options, line);
  const { scenario, warnings } = readScenario(file, settingsOf(options, line));
  tell(warnings, options);
  const { form, out } = request;
  if (form === "pcapng" && out === undefined && process.stdout.isTTY)
    throw line.refusal("--as", "a capture for the terminal", "--out FILE, or a pipe");
  const directory = directoryOf(request);
  if (directory !== undefined) prepareDirectory(directory, line.option("--out"));

  const progress = new Progress("s simulated", options.quiet);
  const onProgress = (time: number, end: number) => progress.at(Math.floor(time), Math.ceil(end));
  const isStream = form === "jsonl" || form === "pcapng";
  // A log or a capture of everything needs no call to be found.
  const happening =
    isStream && request.call === undefined && !options.json ? null : happened(scenario, request, line, onProgress);
  if (isStream) {
    const path = out === undefined ? null : isDirectory(out) ? join(out, FILES[form]) : out;
    const sink = new ByteSink(path);
    const call = request.call === undefined ? undefined : happening!.search.call;
    const streamed = streamTrace(scenario, request, call, { [form]: sink }, onProgress);
    sink.close();
    progress.done();
    if (options.json) printJson(scenario, request, happening!, streamed);
    else if (path !== null && !options.quiet) process.stdout.write(`${path}\n`);
    return EXIT.fine;
  }
  if (form === undefined && out !== undefined) {
    const written = await writeAll(scenario, request, happening!, out, onProgress);
    progress.done();
    if (options.json) printJson(scenario, request, happening!, written.streamed);
    else if (!options.quiet) process.stdout.write(`${written.files.map((name) => join(out, name)).join("\n")}\n`);
    return EXIT.fine;
  }
  progress.done();
  if (out !== undefined) {
    const path = isDirectory(out) ? join(out, FILES[form!]) : out;
    writeNamedFile(path, await contentOf(happening!, form!, extname(path)), line.option("--out"));
    if (!options.json && !options.quiet) process.stdout.write(`${path}\n`);
  } else if (!options.json) process.stdout.write(screen(scenario, request, happening!, hasColour(process.stdout)));
  if (options.json) printJson(scenario, request, happening!);
  return EXIT.fine;
}

const FILES = {
  ladder: "ladder.txt",
  mermaid: "ladder.mmd",
  timeline: "timeline.txt",
  jsonl: "events.jsonl",
  pcapng: "traffic.pcapng",
} as const;

function directoryOf({ out, form }: TraceRequest): string | undefined {
  if (out === undefined) return undefined;
  return form === undefined || isDirectory(out) ? out : dirname(out);
}

/** @throws Refusal if there is no call such as was asked for */
function happened(
  scenario: Scenario,
  request: TraceRequest,
  line: CommandLine,
  onProgress: (time: number, end: number) => void,
): Happening {
  const { engine, replication, call, from, until, form } = request;
  const span = call === undefined ? line.word("--as") : line.value("--call", String(call));
  const what = call === undefined ? "--as" : "--call";
  if (scenario.traffic.calls === null && (call !== undefined || form === "ladder" || form === "mermaid"))
    throw Refusal.at(span, what, "a scenario that makes no calls", "--as timeline, jsonl or pcapng");
  try {
    return whatHappened(scenario, {
      engine,
      replication,
      onProgress,
      ...(call !== undefined && { call }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    });
  } catch (error) {
    if (!(error instanceof NoSuchCall) || call === undefined) throw error;
    const { created, failed, successful } = error.search;
    const there = [
      ...(failed > 0 ? ["first-failed"] : []),
      ...(successful > 0 ? ["first-successful", "slowest"] : []),
      ...(created > 0 ? [`a number from 0 to ${created - 1}`] : []),
    ];
    const none: Partial<Record<typeof call, string>> = {
      "first-failed": "first-failed, but no call failed",
      "first-successful": "first-successful, but no call was",
      slowest: "slowest, but no call was answered",
    };
    throw Refusal.at(span, what, `${none[call] ?? call} among ${created} calls`, oneOf(there));
  }
}

/** What stands on the screen without further wishes: the timeline, the ladder, and why the call failed. */
function screen(scenario: Scenario, request: TraceRequest, happening: Happening, colour: boolean): string {
  const { form, replication, engine } = request;
  const { ladder, timeline, search } = happening;
  if (form === "mermaid") return ladderMermaid(ladder!);
  if (form === "ladder") return ladderText(ladder!, colour);
  if (form === "timeline") return timelineText(timeline, colour);
  const calls = `${search.created} calls, ${search.failed} failed`;
  const head = `${scenario.title}\nreplication ${replication} · seed ${scenario.run.seed} · engine ${engine} · ${calls}`;
  const below = ladder === null ? "This scenario makes no calls.\n" : ladderText(ladder, colour);
  return `${head}\n\n${timelineText(timeline, colour)}\n${below}`;
}

/** A ladder or a timeline as text or, by the ending of the file's name, as a drawing. */
async function contentOf(
  { ladder, timeline }: Happening,
  form: "ladder" | "mermaid" | "timeline",
  ending: string,
): Promise<string | Uint8Array> {
  if (form === "mermaid") return ladderMermaid(ladder!);
  if (ending === ".svg" || ending === ".png") {
    const svg = form === "ladder" ? ladderSvg(ladder!) : timelineSvg(timeline);
    if (ending === ".svg") return svg;
    const { renderPng } = await import("../../report/vega.ts");
    return renderPng(svg.replace("<svg ", '<svg style="background:#ffffff" '));
  }
  return form === "ladder" ? ladderText(ladder!) : timelineText(timeline);
}

/** Everything there is to say of a run, one file each. */
async function writeAll(
  scenario: Scenario,
  request: TraceRequest,
  happening: Happening,
  out: string,
  onProgress: (time: number, end: number) => void,
) {
  const files: string[] = [];
  const write = (name: string, content: string | Uint8Array) => {
    writeFiles(out, { [name]: content });
    files.push(name);
  };
  for (const ending of [".txt", ".svg"]) write(`timeline${ending}`, await contentOf(happening, "timeline", ending));
  if (happening.ladder !== null) {
    for (const ending of [".txt", ".svg"]) write(`ladder${ending}`, await contentOf(happening, "ladder", ending));
    write(FILES.mermaid, await contentOf(happening, "mermaid", ".mmd"));
  }
  const sinks = { jsonl: new ByteSink(join(out, FILES.jsonl)), pcapng: new ByteSink(join(out, FILES.pcapng)) };
  const streamed = streamTrace(scenario, request, undefined, sinks, onProgress);
  sinks.jsonl.close();
  sinks.pcapng.close();
  files.push(FILES.jsonl, FILES.pcapng);
  return { files, streamed };
}

function printJson(scenario: Scenario, request: TraceRequest, happening: Happening, streamed?: Streamed): void {
  const { search, ladder, timeline, fingerprint } = happening;
  const { created, successful, failed } = search;
  const text = documentText<"trace">({
    scenario: scenario.title,
    engine: request.engine,
    seed: scenario.run.seed,
    replication: request.replication,
    fingerprint,
    calls: { created, successful, failed },
    ladder,
    timeline,
    ...(streamed && { written: streamed }),
  });
  process.stdout.write(text);
}

import { existsSync, statSync } from "node:fs";
import { extname } from "node:path";
import type { EngineName } from "../../kernel/engine.ts";
import type { CallChoice } from "../../trace/find-call.ts";
import { formatDuration } from "../../units/duration.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";
import type { TRACE } from "../run/run-commands.ts";

export type TraceOptions = OptionsOf<typeof TRACE>;
export type Form = NonNullable<TraceOptions["as"]>;

/** The form that a file's name asks for. */
const FORM_OF: Readonly<Record<string, Form>> = { ".mmd": "mermaid", ".jsonl": "jsonl", ".pcapng": "pcapng" };

/** What was asked for, read and checked. */
export interface TraceRequest {
  readonly engine: EngineName;
  readonly replication: number;
  readonly call: CallChoice | undefined;
  /** Undefined: timeline and ladder for the terminal, everything for a directory. */
  readonly form: Form | undefined;
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly out: string | undefined;
}

/** @throws Refusal for what cannot be read or does not go together */
export function traceRequest(options: TraceOptions, line: CommandLine): TraceRequest {
  const { as, out, json, from, until, replication, call, engine = "native" } = options;
  if (from !== undefined && until !== undefined && until <= from)
    throw line.refusal("--until", formatDuration(until), `a time after ${formatDuration(from)}`);
  const ending = out === undefined || isDirectory(out) ? "" : extname(out);
  const form = as ?? FORM_OF[ending];
  if (form === undefined && ending !== "")
    throw line.refusal(
      "--out",
      JSON.stringify(out),
      "a directory, or a file together with --as, or a name that ends in .mmd, .jsonl or .pcapng",
    );
  if (json && out === undefined && (form === "jsonl" || form === "pcapng"))
    throw Refusal.at(line.word("--json"), "--json", `--json and ${form}, both on stdout`, "--out for one of them");
  return { engine, replication, call, form, from, until, out };
}

export const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

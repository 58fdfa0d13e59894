import { existsSync, statSync } from "node:fs";
import { extname } from "node:path";
import type { EngineName } from "../../kernel/engine.ts";
import { didYouMean, oneOf } from "../../notation/nearest.ts";
import type { CallChoice } from "../../trace/find-call.ts";
import { parseDuration } from "../../units/duration.ts";
import type { CommandLine } from "../command-line.ts";
import { engineOf } from "../engine-option.ts";
import { countOf, optionValue } from "../option-values.ts";
import { Refusal } from "../refusal.ts";
import type { SettingOptions } from "../settings-options.ts";

export interface TraceCommandOptions extends SettingOptions {
  readonly call?: string;
  readonly as?: string;
  readonly from?: string;
  readonly until?: string;
  readonly replication?: string;
  readonly engine?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const FORMS = ["ladder", "mermaid", "timeline", "jsonl", "pcapng"] as const;
export type Form = (typeof FORMS)[number];

const CHOICES = ["first-failed", "first-successful", "slowest"] as const;

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
export function traceRequest(options: TraceCommandOptions, line: CommandLine): TraceRequest {
  const { as, out, json } = options;
  const from = optionValue(line, "--from", options.from, parseDuration);
  const until = optionValue(line, "--until", options.until, parseDuration);
  if (from !== undefined && until !== undefined && until <= from)
    throw Refusal.at(line.value("--until", options.until!), "--until", options.until!, `a time after ${options.from}`);
  if (as !== undefined && !FORMS.some((form) => form === as))
    throw Refusal.at(line.value("--as", as), "--as", JSON.stringify(as), oneOf(FORMS), didYouMean(as, FORMS));
  const ending = out === undefined || isDirectory(out) ? "" : extname(out);
  const form = (as as Form | undefined) ?? FORM_OF[ending];
  if (form === undefined && ending !== "")
    throw Refusal.at(
      line.value("--out", out!),
      "--out",
      JSON.stringify(out),
      "a directory, or a file together with --as, or a name that ends in .mmd, .jsonl or .pcapng",
    );
  if (json && out === undefined && (form === "jsonl" || form === "pcapng"))
    throw Refusal.at(line.word("--json"), "--json", `--json and ${form}, both on stdout`, "--out for one of them");
  return {
    engine: engineOf(options.engine ?? "native", line),
    replication: optionValue(line, "--replication", options.replication, countOf(0, 1e6)) ?? 0,
    call: options.call === undefined ? undefined : choiceOf(options.call, line),
    form,
    from,
    until,
    out,
  };
}

function choiceOf(text: string, line: CommandLine): CallChoice {
  const known = CHOICES.find((choice) => choice === text);
  if (known !== undefined) return known;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw Refusal.at(
    line.value("--call", text),
    "--call",
    JSON.stringify(text),
    `the number of a call, from 0, or ${oneOf(CHOICES)}`,
    didYouMean(text, CHOICES),
  );
}

export const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

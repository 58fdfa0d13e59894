import { closeSync, openSync, writeSync } from "node:fs";
import { engineNamed, Replicator } from "../../experiment/replication.ts";
import { Draft } from "../../experiment/store/durable-file.ts";
import { Capture } from "../../report/trace/capture.ts";
import { logLine } from "../../report/trace/event-log.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { TraceEvent } from "../../trace/event.ts";
import { trace } from "../../trace/trace.ts";
import { isWrittenInto } from "../files.ts";
import type { TraceRequest } from "./trace-options.ts";

/** Bytes gathered before they are written. */
const CHUNK = 1 << 16;

/** Takes bytes as they come and writes them in larger pieces, to a file or to stdout. */
export class ByteSink {
  readonly #target: Draft | number | null;
  #pieces: Uint8Array[] = [];
  #size = 0;

  /** @param file null for stdout */
  constructor(file: string | null) {
    this.#target = file === null ? null : isWrittenInto(file) ? openSync(file, "w") : new Draft(file);
  }

  write = (bytes: Uint8Array): void => {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= CHUNK) this.#flush();
  };

  close(): void {
    this.#flush();
    if (typeof this.#target === "number") closeSync(this.#target);
    else this.#target?.finish();
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    if (this.#target === null) process.stdout.write(bytes);
    else if (typeof this.#target !== "number") this.#target.write(bytes);
    else for (let at = 0; at < bytes.length; ) at += writeSync(this.#target, bytes, at);
  }
}

/** What was written of a run. */
export interface Streamed {
  readonly fingerprint: string;
  /** Lines of the event log. */
  readonly events: number;
  /** Packets of the capture, SIP messages among them by what they say, and those seen before between the same addresses. */
  readonly packets: number;
  readonly messages: Readonly<Record<string, number>>;
  readonly again: number;
}

/**
 * Runs a replication once more and writes its events and packets as they happen, so that a run of any length fits into memory.
 *
 * @param call only what concerns this call, and what happens to nodes; undefined for everything
 */
export function streamTrace(
  scenario: Scenario,
  { engine, replication, from = 0, until = Infinity }: TraceRequest,
  call: number | undefined,
  sinks: { readonly jsonl?: ByteSink; readonly pcapng?: ByteSink },
  onProgress: (time: number, end: number) => void,
): Streamed {
  const replicator = new Replicator(scenario, engineNamed(engine));
  const capture = sinks.pcapng && new Capture(scenario, sinks.pcapng.write);
  let events = 0;
  const { participants, fingerprint } = trace(replicator, { replication, until, onProgress }, (event, participants) => {
    if (event.time < from || !concerns(event, call)) return;
    capture?.hear(event, participants);
    if (sinks.jsonl === undefined) return;
    events++;
    sinks.jsonl.write(Buffer.from(`${JSON.stringify(logLine(event, participants))}\n`));
  });
  if (capture?.packets === 0) capture.begin(participants);
  capture?.end();
  const messages = Object.fromEntries([...(capture?.counts ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { fingerprint, events, packets: capture?.packets ?? 0, messages, again: capture?.again ?? 0 };
}

function concerns(event: TraceEvent, call: number | undefined): boolean {
  if (call === undefined) return true;
  if (event.kind === "call") return event.call === call;
  if (event.kind !== "sent" && event.kind !== "arrived" && event.kind !== "lost") return true;
  const { concern } = event.packet;
  return concern.of === "call" && concern.number === call;
}

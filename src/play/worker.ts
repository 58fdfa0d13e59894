/** The worker of the page: it plays the model, and tells what can be seen of it. Nothing but the budget of a request depends on its clock. */
import { Source } from "../notation/source.ts";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { ParseResult } from "../scenario/scenario-text.ts";
import { withValues } from "../scenario/with-values.ts";
import { appraise } from "./office/appraisal.ts";
import { callLadder } from "./office/call-ladder.ts";
import { faultCost } from "./office/fault-cost.ts";
import { wholeRun } from "./office/whole-run.ts";
import type { Answer, Edit, Frame, Known, Piece, Request } from "./protocol.ts";
import { adjustables } from "./text/adjustables.ts";
import { asPlayed, withFault, withoutLastFault } from "./text/by-hand.ts";
import { asCopied } from "./text/copied.ts";
import { lastFault, withoutScript } from "./text/last-fault.ts";
import { otherDesign } from "./text/other-design.ts";
import { WatchedRun } from "./watched/watched-run.ts";

/** Events between two looks at the clock. */
const EVENTS = 2000;
/** How long a seek plays before it shows how far it is, and hears whether something else is wanted [ms]. */
const SLICE = 50;

interface Line {
  postMessage(message: Answer & { readonly number: number }): void;
  onmessage: ((event: { readonly data: Request & { readonly number: number } }) => void) | null;
}

const read = ({ text, file, companions }: Piece): ParseResult =>
  parseScenario(asPlayed(text), file, [], (path) => {
    const found = Object.hasOwn(companions, path) ? companions[path] : undefined;
    return found === undefined
      ? { refused: "a file that this page does not hold" }
      : { source: new Source(path, found) };
  });

function edited(text: string, edit: Edit): string {
  if (edit.kind === "fault") return withFault(text, edit.at, edit.deed);
  if (edit.kind === "without script") return withoutScript(text);
  return edit.kind === "take back" ? withoutLastFault(text) : withValues(text, edit.values);
}

/** Lets other requests come in. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Answers the requests of a page on one line. */
export function serve(line: Line, clock: () => number): void {
  let run: WatchedRun | null = null;
  /** The seek that was asked for last; the others are overtaken, and so are all when another piece has been loaded. */
  let latest = 0;
  /** The request that came last: what tells how far it is leaves off for any other. */
  let newest = 0;

  const frameOf = (played: WatchedRun, reached: boolean, known: Known, counted = true): Frame => ({
    view: played.view(counted),
    reached,
    isOnTheWay: false,
    fingerprint: played.fingerprint,
    counted,
    known,
    leftOut: played.happenings.leftOut,
    incidents: played.happenings.incidents.slice(known.incidents),
    failedCalls: played.happenings.failedCalls.slice(known.failedCalls),
    buckets: played.series.buckets.slice(known.buckets),
  });

  /** Plays on for a time of the clock [ms]; whether what was asked for is reached. */
  const playFor = (played: WatchedRun, until: number, events: number, budget: number): boolean => {
    const end = clock() + budget;
    for (;;) {
      const left = events - played.events;
      if (left <= 0) return true;
      if (played.advance(until, Math.min(EVENTS, left))) return true;
      if (clock() >= end) return false;
    }
  };

  /** Takes steps that tell how far they are, and passes it on now and then; undefined if something else is wanted meanwhile. */
  const inSteps = async <R>(number: number, steps: Generator<number, R>): Promise<R | undefined> => {
    for (;;) {
      const end = clock() + SLICE;
      let step = steps.next();
      while (!step.done && clock() < end) step = steps.next();
      if (step.done) return step.value;
      line.postMessage({ number, kind: "progress", share: step.value });
      await new Promise((resolve) => setTimeout(resolve));
      if (newest !== number) return undefined;
    }
  };

  const answerTo = async (number: number, request: Request): Promise<Answer> => {
    newest = number;
    if (request.kind === "play") {
      if (run === null) return { kind: "overtaken" };
      const { until, budget, counted, known } = request;
      const reached = until <= run.now || playFor(run, until, Infinity, budget);
      return { kind: "frame", frame: frameOf(run, reached, known, counted || run.isOver) };
    }
    if (request.kind === "seek") {
      latest = number;
      await turn();
      const played = run;
      if (played === null || latest !== number) return { kind: "overtaken" };
      const { to } = request;
      let { known } = request;
      const [time, events] = "time" in to ? [to.time, Infinity] : [Infinity, to.events];
      if (time < played.now || events < played.events) played.restart();
      for (;;) {
        const reached = playFor(played, time, events, SLICE);
        const frame = frameOf(played, reached, known);
        if (reached) return { kind: "frame", frame };
        line.postMessage({ number, kind: "frame", frame: { ...frame, isOnTheWay: true } });
        known = {
          incidents: Math.max(known.incidents, played.happenings.incidents.length),
          failedCalls: Math.max(known.failedCalls, played.happenings.failedCalls.length),
          buckets: Math.max(known.buckets, played.series.buckets.length),
        };
        await turn();
        if (latest !== number || run !== played) return { kind: "overtaken" };
      }
    }
    if (request.kind === "edit") return { kind: "text", text: edited(request.text, request.edit) };
    if (request.kind === "schema") return { kind: "schema", schema: scenarioJsonSchema() };
    const { scenario, problems, warnings } = read(request.piece);
    if (problems) return { kind: "refused", problems };
    const { replication } = request.piece;
    switch (request.kind) {
      case "load": {
        run = new WatchedRun(scenario, replication);
        const { title, about, architecture, network, traffic, faults } = scenario;
        const { participants, nominalEnd, series } = run;
        const { interval } = series;
        const { seed } = scenario.run;
        const described = { title, about, architecture, network, traffic, faults, participants };
        return { kind: "scene", scene: { ...described, seed, replication, nominalEnd, interval, warnings } };
      }
      case "check":
        return { kind: "sound", warnings };
      case "copy": {
        const { text, companions } = request.piece;
        const told = { ...request.copying, seed: scenario.run.seed, replication, companions: Object.keys(companions) };
        return { kind: "text", text: asCopied(text, told) };
      }
      case "other design": {
        const { piece, architecture } = request;
        return {
          kind: "other design",
          ...otherDesign(piece.text, architecture, (text) => read({ ...piece, text }).problems ?? []),
        };
      }
      case "adjustables":
        return { kind: "adjustables", adjustables: adjustables(scenario, request.piece.text) };
      case "appraisal": {
        const appraisal = await appraise(scenario, request.simulates);
        return typeof appraisal === "string"
          ? { kind: "untold", because: appraisal }
          : { kind: "appraisal", appraisal };
      }
      case "fault cost": {
        const fault = lastFault(request.piece.text);
        if (fault === null) return { kind: "untold", because: "Nothing breaks in this run." };
        const sound = read({ ...request.piece, text: fault.without });
        if (sound.problems) return { kind: "untold", because: "Without the last fault the scenario cannot be run." };
        const cost = await inSteps(number, faultCost(scenario, sound.scenario, replication));
        const { line, killed } = fault;
        return cost === undefined ? { kind: "overtaken" } : { kind: "fault cost", cost, line, killed };
      }
      case "whole run": {
        const whole = await inSteps(number, wholeRun(scenario, replication));
        return whole === undefined ? { kind: "overtaken" } : { kind: "whole run", whole };
      }
      case "ladder":
        return { kind: "ladder", drawn: callLadder(scenario, { ...request, replication }) };
    }
  };

  line.onmessage = ({ data: { number, ...request } }) => {
    answerTo(number, request)
      .catch(
        (error: unknown): Answer => ({ kind: "broken", what: error instanceof Error ? error.message : String(error) }),
      )
      .then((answer) => line.postMessage({ number, ...answer }))
      .catch(() => {});
  };
}

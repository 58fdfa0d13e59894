/** Commands that simulate one scenario, or a few. */
import { command } from "../command/command.ts";
import { by, choice, count, directory, duration, flag, or, read, seed, text } from "../command/option.ts";
import { ENGINE, JUNIT, METRICS, PRECISION, printing, RAW, SET, SETTINGS, WORKERS } from "../command/shared-options.ts";

const SCENARIO = [["<file>", "scenario file"]] as const;

export const RUN = command({
  about: "simulate a scenario, with replications",
  args: SCENARIO,
  options: {
    ...{ ...SETTINGS, ...PRECISION, ...ENGINE },
    watch: flag("show on stderr how it goes: time, rates, queues, detectors; of several replications their means"),
    speed: read("<factor>", "with --watch of one replication: simulated seconds for each second", by("speed")),
    ...METRICS,
    out: directory("write summary.csv, replications.csv, run.json, manifest.json and the scenario there"),
    ...RAW("write every call there as well"),
    ...JUNIT,
    ...printing("the result", "print only the expectations that failed"),
  },
  example: "run scenarios/failover-iprs.yaml --replications 10",
  notes:
    "One replication, watched at 20 times real time: sipnines run scenarios/trace-takeover.yaml --replications 1 --watch --speed 20",
});

export const TRACE = command({
  about: "what happened: a timeline, the ladder of a call, a log of events, a capture for Wireshark",
  args: SCENARIO,
  options: {
    call: read(
      "<which>",
      "first-failed, first-successful, slowest, or its number from 0",
      by("call"),
      async () => (await import("../command/readers.ts")).CALLS,
    ),
    as: choice("<form>", "ladder, mermaid, timeline, jsonl or pcapng (default: timeline and ladder)", [
      "ladder",
      "mermaid",
      "timeline",
      "jsonl",
      "pcapng",
    ]),
    from: duration("where timeline, log and capture begin"),
    until: duration("where they end"),
    replication: or(count("which replication, from 0", 0, 1e6), 0),
    ...ENGINE,
    ...SET,
    seed: SETTINGS.seed,
    out: text("<path>", "write one form into a file (.svg and .png draw it), or all of them into a directory"),
    ...printing("call, ladder and timeline", "no progress, and no names of files"),
  },
  example: "trace scenarios/failover-iprs.yaml --call slowest",
});

export const WARM_UP = command({
  about: "where the steady state of a scenario begins, by MSER-5 and Welch's plot",
  args: SCENARIO,
  options: {
    metric: or(
      choice(
        "<name>",
        "sojournTime, processingTime or callSetupTime",
        async () => (await import("../../metrics/collector.ts")).DURATION_METRICS,
      ),
      "sojournTime",
    ),
    replications: or(count("runs that are averaged", 1, 1000), 10), // Law advises five to ten
    ...SET,
    seed: SETTINGS.seed,
    out: directory("write Welch's plot and its numbers there"),
    json: printing("the findings").json,
  },
  example: "warm-up scenarios/mm1.yaml --replications 5",
});

export const PLAN = command({
  about: "a maintenance, step by step: calls lost, time without a spare, a second failure, the way back",
  args: SCENARIO,
  options: {
    ...SETTINGS,
    out: directory("write plan.html, a page to print, plan.json, plan.csv and LaTeX there"),
    ...WORKERS,
    ...JUNIT,
    ...printing("the plan", "print only the expectations that failed"),
  },
  example: "plan scenarios/maintenance-night.yaml --replications 5",
});

export const LABORATORY = command({
  about: "detectors side by side: how soon they notice a death, and how often they are wrong",
  args: [["[files...]", "scenarios with one watch and one death (default: the shipped laboratory)"]],
  options: {
    ...SETTINGS,
    loss: or(read("<p,q>", "losses of the network, such as 0,1%,10%", by("losses")), [0.01], "1%"),
    messages: or(count("messages of each detector without a fault, to count false fail-overs", 1000, 1e9), 200_000),
    within: or(duration("time within which 95 of 100 deaths must be noticed"), 1, "1 s"),
    apart: or(duration("minimum mean time between false fail-overs"), 365 * 86_400, "1 y"),
    out: directory("write laboratory.csv and the charts there"),
    ...printing("the findings"),
  },
  example: "laboratory --replications 20 --messages 1000",
});

export const FUZZ = command({
  about:
    "find faults that a service does not recover from, although all are repaired; or test sipnines on random worlds",
  args: [["[file]", "scenario file; without one, random worlds of all presets"]],
  options: {
    worlds: count("number of worlds, or of fault scripts for the file (default: 200)", 1, 1e7),
    seed: seed("seed of the worlds or scripts"),
    world: count("only the world of this number", 0, 4e9),
    agreement: flag(
      "random designs whose nodes fail by chance: the chain against a run of messages (default: 20 designs)",
    ),
    lines: count("file: maximum lines of a script (default: 4)", 1, 50),
    within: duration("file: how long after the last repair it must be whole again (default: by its detectors)"),
    calls: count("file: maximum calls of a run (default: 500)", 1, 1e7),
    asWritten: flag("file: play its own faults, once, on both engines"),
    ...SET,
    out: directory("write what was found there (default: broken worlds into results/fuzz)"),
    ...printing("what was found"),
  },
  example: "fuzz scenarios/fuzz-target.yaml --worlds 20",
});

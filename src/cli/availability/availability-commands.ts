/** Commands that solve a service instead of simulating it. */
import { command, type OptionsOf } from "../command/command.ts";
import {
  by,
  choice,
  count,
  directory,
  duration,
  file,
  flag,
  or,
  positiveDuration,
  read,
  required,
  seed,
  text,
  texts,
  unless,
} from "../command/option.ts";
import { JUNIT, printing, SET } from "../command/shared-options.ts";

const SERVICE = "scenario, or a service of components";
const hours = (about: string) => positiveDuration(about, "72 h");

export const AVAILABILITY = command({
  about: "nines, downtime, cut sets, single points of failure, inverse questions",
  args: [["[file]", SERVICE]],
  options: {
    servers: count("equal servers, instead of a file", 1, undefined, "<n>"),
    mttf: hours("mean time to failure of a server"),
    mttr: hours("mean time to repair"),
    required: or(read("<k>", "servers that must be up, or all", by("countOrAll"), ["all"]), 1),
    crews: read("<n>", "repair crews (default: unlimited, one for each server)", by("countOrUnlimited"), ["unlimited"]),
    coverage: read(
      "<probability>",
      "probability that a failure stays with one server; otherwise all fail, or see --manual-recovery",
      by("parseProbability"),
    ),
    manualRecovery: hours("uncovered failures stop the service until people recover it"),
    standby: read(
      "<how>",
      "servers beyond those required stand by: hot, warm, cold or a relative failure rate",
      by("standbyRate"),
      ["hot", "warm", "cold"],
    ),
    detection: duration("mean time until a standby detects the failure"),
    takeover: duration("mean time from then until it serves"),
    target: read("<nines>", "such as 5nines: what is needed for it, or whether a file meets it", by("parseNines")),
    tree: texts("<file>", "an Open-PSA fault tree, instead of a file, or one of the files of a model"),
    top: text("<gate>", "its top gate, where there are several"),
    order: count("tree: only cut sets of at most k events, and bounds on the probability", 1, 12, "<k>"),
    chain: file("a chain: rows of from, to, rate; YAML; or .tra with .lab"),
    down: text("<states>", "states (or labels) in which the chain is down, separated by commas"),
    up: text("<states>", "states (or labels) in which it is up"),
    initial: text("<state>", "state in which it starts"),
    rateUnit: or(choice("<unit>", "its rates are per s, min, h or d", ["s", "min", "h", "d"]), "s"),
    at: positiveDuration("also the unavailability at this time and on average until then", "8760 h"),
    reach: text(
      "<states>",
      "chain: whether and when it first comes to these states (or labels), and by the time of --at",
    ),
    states: file("write the probability of each state of the chain there, as CSV"),
    sensitivity: flag("tornado, uncertainty, what to measure"),
    steps: count("maximum number of simulated events", 1000, 1e9, "<n>"),
    simulation: unless("leave the simulation out"),
    ...SET,
    seed: count(
      "seed of the simulations, of messages too (default: 1; for messages that of the file)",
      0,
      Number.MAX_SAFE_INTEGER,
    ),
    out: directory("write charts and availability.json there"),
    ...JUNIT,
    ...printing("the result"),
  },
  example: "availability scenarios/availability-iprs.yaml --no-simulation",
});

export type AvailabilityOptions = OptionsOf<typeof AVAILABILITY>;

export const OPTIMIZE = command({
  about: "the cheapest design that meets a target of availability, defects and set-up time",
  args: [["<file>", SERVICE]],
  options: {
    target: read("<nines>", "availability to reach, such as 5nines (default: that of the file)", by("parseNines")),
    dpm: read("<number>", "maximum of defects per million calls", by("defects")),
    setup: duration("maximum mean call set-up time"),
    vary: texts("<path=values>", "what may change, such as architecture.standby=0,1,2"),
    ...SET,
    seed: seed("seed of the confirming simulation"),
    out: directory("write charts and optimize.json there"),
    ...printing("the result"),
  },
  example: "optimize scenarios/availability-iprs.yaml --vary architecture.standby=0,1,2",
});

export const EXPORT = command({
  about: "the chain as a PRISM model, or the fault tree as Open-PSA XML",
  args: [["<file>", SERVICE]],
  options: {
    format: required(choice("<format>", "prism or open-psa", ["prism", "open-psa"])),
    out: directory("write files there instead of to stdout"),
    ...SET,
    ...printing("the files"),
  },
  example: "export scenarios/availability-iprs.yaml --format prism",
});

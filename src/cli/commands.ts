/** All commands, under the headings of `--help`. */
import { AVAILABILITY, EXPORT, OPTIMIZE } from "./availability/availability-commands.ts";
import {
  CHECK,
  COMPLETION,
  IMPORT,
  INIT,
  LIST,
  MIGRATE,
  REPRODUCE,
  SCHEMA,
  SHOW,
  TABLE1,
  VALIDATE,
} from "./begin-commands.ts";
import { CAPACITY } from "./capacity/capacity-commands.ts";
import type { Command, Commands } from "./command/command.ts";
import { CALIBRATE, COMPARE, SIPP } from "./measurement/measurement-commands.ts";
import { PLAY } from "./play/play-commands.ts";
import { CHART, REPORT } from "./results/result-commands.ts";
import { FUZZ, LABORATORY, PLAN, RUN, TRACE, WARM_UP } from "./run/run-commands.ts";
import { MERGE, STATUS, SUBMIT, SWEEP, WORKER } from "./study/study-commands.ts";

export const GROUPS = {
  "Begin:": {
    init: INIT,
    import: IMPORT,
    check: CHECK,
    show: SHOW,
    list: LIST,
    validate: VALIDATE,
    migrate: MIGRATE,
    completion: COMPLETION,
    schema: SCHEMA,
  },
  "Simulate:": {
    run: RUN,
    trace: TRACE,
    "warm-up": WARM_UP,
    capacity: CAPACITY,
    plan: PLAN,
    laboratory: LABORATORY,
    fuzz: FUZZ,
  },
  "Solve:": { availability: AVAILABILITY, optimize: OPTIMIZE, export: EXPORT },
  "Vary:": { sweep: SWEEP, status: STATUS, merge: MERGE, submit: SUBMIT, worker: WORKER },
  "Show:": { play: PLAY, chart: CHART, report: REPORT },
  "Measure:": { compare: COMPARE, calibrate: CALIBRATE, sipp: SIPP },
  "Thesis:": { reproduce: REPRODUCE, table1: TABLE1 },
} as const satisfies Readonly<Record<string, Commands>>;

type OneOf<G> = G extends unknown ? keyof G : never;
type Of<G, N> = G extends unknown ? (N extends keyof G ? G[N] : never) : never;
type Group = (typeof GROUPS)[keyof typeof GROUPS];

export type CommandName = OneOf<Group>;
/** The declaration of a command. */
export type Declared<N extends CommandName> = Extract<Of<Group, N>, Command>;

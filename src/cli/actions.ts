import type { Action } from "./command/command.ts";
import type { CommandName, Declared } from "./commands.ts";

/** What each command does, loaded when it is called. */
export const ACTIONS = {
  reproduce: async () => (await import("./reproduce.ts")).reproduce,
  table1: async () => (await import("./table1.ts")).table1,
  laboratory: async () => (await import("./laboratory.ts")).laboratory,
  run: async () => (await import("./run/run.ts")).run,
  "warm-up": async () => (await import("./run/warm-up.ts")).warmUp,
  capacity: async () => (await import("./capacity/capacity.ts")).capacity,
  trace: async () => (await import("./trace/trace.ts")).traceCommand,
  fuzz: async () => (await import("./fuzz.ts")).fuzz,
  sweep: async () => (await import("./study/sweep.ts")).sweep,
  worker: async () => (await import("./study/worker.ts")).worker,
  status: async () => (await import("./study/status.ts")).status,
  merge: async () => (await import("./study/merge.ts")).merge,
  submit: async () => (await import("./study/submit.ts")).submit,
  validate: async () => (await import("./validate.ts")).validate,
  availability: async () => (await import("./availability/availability.ts")).availability,
  optimize: async () => (await import("./availability/optimize.ts")).optimize,
  export: async () => (await import("./export.ts")).exportService,
  chart: async () => (await import("./results/chart.ts")).chart,
  report: async () => (await import("./results/report.ts")).report,
  compare: async () => (await import("./measurement/compare.ts")).compare,
  calibrate: async () => (await import("./measurement/calibrate.ts")).calibrate,
  sipp: async () => (await import("./sipp.ts")).sipp,
  list: async () => (await import("./list.ts")).list,
  migrate: async () => (await import("./migrate.ts")).migrate,
  completion: async () => (await import("./completion.ts")).completion,
  init: async () => (await import("./init.ts")).init,
  show: async () => (await import("./show.ts")).show,
  schema: async () => (await import("./schema.ts")).schema,
} satisfies { readonly [N in CommandName]: () => Promise<Action<Declared<N>>> };

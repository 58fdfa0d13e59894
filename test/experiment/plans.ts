/** Studies for the tests of the experiment room. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DesignPlan } from "../../src/experiment/design/design.ts";
import { ResultStore } from "../../src/experiment/store/result-store.ts";
import { Study } from "../../src/experiment/study.ts";
import type { StudyPlan } from "../../src/experiment/study-plan.ts";
import { type SweepOptions, sweep } from "../../src/experiment/sweep.ts";

/** A pair of proxies of which one dies: a second of Poisson calls, some milliseconds of computing. */
export const SMALL = `title: small
architecture: { preset: iprs }
traffic:
  users: 10
  calls: { rate: 50/s, arrivals: poisson, duration: 2 s }
  clients: { retransmission: false }
faults:
  - { at: 1 s, kill: proxy-1, kind: host }
run: { seed: 7, replications: 10, drain: 2 s }
`;

/** Messages through one server, without calls: M/M/1 at half load after a warm-up, mean sojourn 2 ms. */
export const QUEUE = `title: queue
architecture:
  preset: single
  tiers: { proxies: { queue: unlimited, service: { each: { exponential: 1 ms } } } }
traffic:
  users: 2
  options: { rate: 500/s, arrivals: poisson, duration: 1.2 s }
run: { seed: 1, replications: 10, warmUp: 0.2 s, horizon: 1.2 s }
`;

export const design = (vary: readonly string[], rest: Partial<DesignPlan> = {}): DesignPlan => ({
  vary,
  zip: [],
  where: [],
  sampling: null,
  table: null,
  ...rest,
});

export const plan = (vary: readonly string[], rest: Partial<StudyPlan> = {}): StudyPlan => ({
  files: [{ name: "small.yaml", text: SMALL }],
  settings: [],
  design: design(vary),
  replications: null,
  precision: null,
  engine: "native",
  ...rest,
});

export function studyOf(described: StudyPlan, model = "model-1"): Study {
  const read = Study.read(described, model);
  if ("study" in read) return read.study;
  throw new Error(JSON.stringify(read.problems, null, 2));
}

export const newDirectory = (): string => mkdtempSync(join(tmpdir(), "sipnines-"));

/** Runs a study in this thread, into a directory. */
export async function run(study: Study, directory: string, options: Partial<SweepOptions> = {}): Promise<void> {
  const store = ResultStore.open(directory);
  try {
    await sweep(study, store, { workers: 0, ...options });
  } finally {
    store.close();
  }
}

/** Every figure of a study that is in the directory, as bytes. */
export function figuresIn(directory: string, study: Study): string {
  const store = ResultStore.read(directory);
  return Array.from({ length: study.size }, (_, index) => {
    const point = study.point(index);
    const { target } = study.progress(point, store);
    const figures = store.figures(point.key, target);
    return figures.map((one) => Buffer.from(one.buffer).toString("base64")).join("\n");
  }).join("\n\n");
}

/** Documents of comparisons and calibrations. */
import {
  count,
  figure,
  flag,
  internal,
  list,
  meaning,
  nullable,
  number,
  object,
  optional,
  record,
  text,
  told,
  word,
} from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { IDENTITY } from "./requests.ts";

const side = object({ n: number, mean: number, low: figure, high: figure });
const compared = object({ name: text, title: text, kind: word("measured", "simulated"), warnings: list(text) });

export const COMPARE = document("What `sipnines compare --json` prints, and comparison.json of --out", {
  sipnines: IDENTITY,
  first: compared,
  second: compared,
  answer: text,
  method: text,
  confidence: told(number),
  confidenceEach: told(number),
  comparisons: list(
    object({
      at: record(text),
      metric: text,
      unit: text,
      first: side,
      second: side,
      difference: number,
      low: figure,
      high: figure,
      by: word("paired", "sign test", "welch", "few values", "nothing"),
      verdict: word("agrees", "differs", "cannot tell"),
      margin: number,
      base: word("second", "1 - second"),
      prediction: nullable(
        object({
          low: number,
          high: number,
          by: word("student", "order statistics"),
          side: word("first", "second"),
          inside: figure,
          measured: figure,
        }),
      ),
    }),
  ),
  identical: list(text),
  onlyFirst: list(text),
  onlySecond: list(text),
  unmatched: told(count),
});

/** A bound is null where the data do not bound the estimate to that side. */
const estimate = { estimate: figure, low: figure, high: figure } as const;
const estimated = object(estimate);
const intervals = list(object({ parameter: text, ...estimate, confidence: number }));

const head = {
  sipnines: IDENTITY,
  file: text,
  only: record(text),
  yaml: text,
  warnings: list(text),
  about: text,
} as const;

export const CALIBRATE_SERVICE = document(
  "What `sipnines calibrate service --json` prints, and calibration.json of --out",
  {
    ...head,
    what: word("service"),
    verdict: text,
    constant: optional(meaning("Of values that do not vary [s].", number)),
    fits: list(
      object({
        family: text,
        distribution: internal("The distribution as the program holds it: seconds.", {}),
        logLikelihood: optional(figure),
        aic: figure,
        distance: figure,
        andersonDarling: optional(figure),
        p: optional(nullable(object({ kolmogorovSmirnov: figure, andersonDarling: figure }))),
        intervals,
      }),
    ),
  },
);

export const CALIBRATE_DETECTOR = document(
  "What `sipnines calibrate detector --json` prints, and calibration.json of --out",
  {
    ...head,
    what: word("detector"),
    law: text,
    said: list(text),
    fit: object({
      law: text,
      n: count,
      intervals,
      known: record(number),
      logLikelihood: figure,
      distance: figure,
      p: figure,
    }),
  },
);

export const CALIBRATE_CAPACITY = document(
  "What `sipnines calibrate capacity --json` prints, and calibration.json of --out",
  {
    ...head,
    what: word("capacity"),
    said: list(text),
    demand: optional(meaning("Processor time of a call [s].", estimated)),
    base: optional(meaning("Processors busy without any call.", estimated)),
    capacity: meaning("[calls/s]", estimated),
  },
);

const lifetimes = object({
  component: text,
  up: number,
  failures: count,
  repairs: count,
  timeToFailure: nullable(estimated),
  atLeast: figure,
  timeToRepair: nullable(estimated),
  repairsBy: word("values", "exponential"),
  unavailability: nullable(estimated),
});

export const CALIBRATE_LIFETIMES = document(
  "What `sipnines calibrate lifetimes --json` prints, and calibration.json of --out: times in seconds",
  {
    ...head,
    what: word("lifetimes"),
    said: list(text),
    window: object({ from: number, until: number, endsWithList: flag }),
    components: list(lifetimes),
    pooled: lifetimes,
    trend: nullable(object({ score: figure, p: figure })),
  },
);

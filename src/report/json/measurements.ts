/** Documents of comparisons and calibrations. */
import * as json from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { IDENTITY } from "./requests.ts";

const side = json.object({ n: json.number, mean: json.number, low: json.figure, high: json.figure });
const compared = json.object({
  name: json.text,
  title: json.text,
  kind: json.word("measured", "simulated"),
  warnings: json.list(json.text),
});

export const COMPARE = document("What `sipnines compare --json` prints, and comparison.json of --out", {
  sipnines: IDENTITY,
  first: compared,
  second: compared,
  answer: json.text,
  method: json.text,
  confidence: json.told(json.number),
  confidenceEach: json.told(json.number),
  comparisons: json.list(
    json.object({
      at: json.record(json.text),
      metric: json.text,
      unit: json.text,
      first: side,
      second: side,
      difference: json.number,
      low: json.figure,
      high: json.figure,
      by: json.word("paired", "sign test", "welch", "few values", "nothing"),
      verdict: json.word("agrees", "differs", "cannot tell"),
      margin: json.number,
      base: json.word("second", "1 - second"),
      prediction: json.nullable(
        json.object({
          low: json.number,
          high: json.number,
          by: json.word("student", "order statistics"),
          side: json.word("first", "second"),
          inside: json.figure,
          measured: json.figure,
        }),
      ),
    }),
  ),
  identical: json.list(json.text),
  onlyFirst: json.list(json.text),
  onlySecond: json.list(json.text),
  unmatched: json.told(json.count),
});

/** A bound is null where the data do not bound the estimate to that side. */
const estimate = { estimate: json.figure, low: json.figure, high: json.figure } as const;
const estimated = json.object(estimate);
const intervals = json.list(json.object({ parameter: json.text, ...estimate, confidence: json.number }));

const head = {
  sipnines: IDENTITY,
  file: json.text,
  only: json.record(json.text),
  yaml: json.text,
  warnings: json.list(json.text),
  about: json.text,
} as const;

export const CALIBRATE_SERVICE = document(
  "What `sipnines calibrate service --json` prints, and calibration.json of --out",
  {
    ...head,
    what: json.word("service"),
    verdict: json.text,
    constant: json.optional(json.meaning("Of values that do not vary [s].", json.number)),
    fits: json.list(
      json.object({
        family: json.text,
        distribution: json.internal("The distribution as the program holds it: seconds.", {}),
        logLikelihood: json.optional(json.figure),
        aic: json.figure,
        distance: json.figure,
        andersonDarling: json.optional(json.figure),
        p: json.optional(json.nullable(json.object({ kolmogorovSmirnov: json.figure, andersonDarling: json.figure }))),
        intervals,
      }),
    ),
  },
);

export const CALIBRATE_DETECTOR = document(
  "What `sipnines calibrate detector --json` prints, and calibration.json of --out",
  {
    ...head,
    what: json.word("detector"),
    law: json.text,
    said: json.list(json.text),
    fit: json.object({
      law: json.text,
      n: json.count,
      intervals,
      known: json.record(json.number),
      logLikelihood: json.figure,
      distance: json.figure,
      p: json.figure,
    }),
  },
);

export const CALIBRATE_CAPACITY = document(
  "What `sipnines calibrate capacity --json` prints, and calibration.json of --out",
  {
    ...head,
    what: json.word("capacity"),
    said: json.list(json.text),
    demand: json.optional(json.meaning("Processor time of a call [s].", estimated)),
    base: json.optional(json.meaning("Processors busy without any call.", estimated)),
    capacity: json.meaning("[calls/s]", estimated),
  },
);

const lifetimes = json.object({
  component: json.text,
  up: json.number,
  failures: json.count,
  repairs: json.count,
  timeToFailure: json.nullable(estimated),
  atLeast: json.figure,
  timeToRepair: json.nullable(estimated),
  repairsBy: json.word("values", "exponential"),
  unavailability: json.nullable(estimated),
});

const censoredFits = json.list(
  json.object({
    family: json.text,
    distribution: json.internal("The distribution as the program holds it: seconds.", {}),
    logLikelihood: json.figure,
    aic: json.figure,
    intervals,
  }),
);

export const CALIBRATE_LIFETIMES = document(
  "What `sipnines calibrate lifetimes --json` prints, and calibration.json of --out: times in seconds",
  {
    ...head,
    what: json.word("lifetimes"),
    said: json.list(json.text),
    window: json.object({ from: json.number, until: json.number, endsWithList: json.flag }),
    components: json.list(lifetimes),
    classes: json.told(
      json.meaning(
        "By class of failure, named in `component`; empty where there is one class or none.",
        json.list(lifetimes),
      ),
    ),
    pooled: lifetimes,
    trend: json.nullable(json.object({ score: json.figure, p: json.figure, variation: json.figure })),
    laws: json.told(
      json.meaning(
        "Laws of lives and repairs, of all and by class, best first; empty lists where fewer than ten have ended.",
        json.list(
          json.object({
            component: json.text,
            timeToFailure: censoredFits,
            timeToRepair: censoredFits,
            unavailability: json.nullable(estimated),
          }),
        ),
      ),
    ),
  },
);

const proportion = json.object({ proportion: json.figure, low: json.figure, high: json.figure });
const callTimes = json.nullable(
  json.object({
    n: json.count,
    censored: json.count,
    mean: json.number,
    quantiles: json.list(
      json.object({
        p: json.number,
        quantile: json.figure,
        low: json.figure,
        high: json.figure,
        n: json.count,
        confidence: json.number,
      }),
    ),
    fits: json.list(
      json.object({
        family: json.text,
        distribution: json.internal("The distribution as the program holds it: seconds.", {}),
        aic: json.figure,
        intervals,
        distance: json.figure,
        p: json.figure,
      }),
    ),
    none: json.nullable(json.text),
  }),
);

export const CALIBRATE_CALLS = document(
  "What `sipnines calibrate calls --json` prints, and calibration.json of --out: times in seconds, rates per second",
  {
    ...head,
    what: json.word("calls"),
    said: json.list(json.text),
    window: json.object({ from: json.number, until: json.number }),
    outcomes: json.record(json.object({ calls: json.count, share: proportion })),
    open: json.meaning("Answered calls whose end is not in the files.", json.count),
    broken: json.meaning(
      "Lines that could not be used.",
      json.list(json.object({ file: json.text, line: json.count, why: json.text })),
    ),
    hours: json.meaning(
      "By hour of the day, redials left out.",
      json.list(
        json.object({
          hour: json.count,
          calls: json.count,
          time: json.number,
          rate: json.figure,
          low: json.figure,
          high: json.figure,
        }),
      ),
    ),
    spread: json.meaning(
      "Times that counts of an hour vary as much from day to day as Poisson counts do.",
      json.number,
    ),
    busiest: json.nullable(json.object({ start: json.number, calls: json.count })),
    arrivals: json.nullable(
      json.object({
        n: json.count,
        blocks: json.count,
        block: json.number,
        cell: json.number,
        dispersion: json.object({ index: json.number, p: json.number }),
        gaps: json.object({ distance: json.number, pValue: json.number }),
      }),
    ),
    hold: callTimes,
    ring: callTimes,
    patience: callTimes,
    redials: json.nullable(
      json.object({
        unanswered: json.count,
        share: proportion,
        afterAnswered: proportion,
        most: json.count,
        delay: callTimes,
      }),
    ),
  },
);

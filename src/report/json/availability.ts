/** What the analyzer says of a service. */
import {
  count,
  figure,
  flag,
  list,
  meaning,
  nullable,
  number,
  object,
  optional,
  pair,
  record,
  share,
  table,
  text,
  told,
  word,
} from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { WARNING } from "./remarks.ts";

/** Where there is an answer. */
export const OUTAGE = {
  availability: optional(number),
  unavailability: optional(number),
  nines: optional(figure),
  downtimeMinutesPerYear: optional(figure),
  downtimeMinutesPerMonth: optional(figure),
  downtimeMinutesPerWeek: optional(figure),
  failuresPerYear: optional(figure),
  meanUpTimeHours: optional(figure),
  meanDownTimeHours: optional(figure),
  meanTimeToFailureHours: optional(figure),
} as const;

export const TRANSIENT = optional(
  object({
    timeHours: number,
    refused: optional(text),
    instantaneous: optional(number),
    interval: optional(number),
    errorBound: optional(number),
  }),
);

export const IMPORTANCE = record(
  object({
    birnbaum: figure,
    criticality: figure,
    fussellVesely: figure,
    diagnostic: figure,
    riskAchievementWorth: figure,
    riskReductionWorth: figure,
  }),
);

export const SIMULATION = nullable(
  object({
    method: word("regenerative cycles", "balanced failure biasing"),
    because: text,
    sentence: text,
    unavailability: optional(object({ mean: number, low: number, high: number })),
    relativeError: told(figure),
    gain: optional(number),
    cycles: told(count),
    cyclesWithOutage: told(count),
    steps: told(count),
  }),
);

const CAUSES = list(object({ cause: text, group: text, perMillion: number }));
export const CALL = {
  unavailability: share,
  nines: told(figure),
  defectsPerMillion: number,
  ci95: pair(number),
  causes: CAUSES,
  bounds: list(text),
  assumed: list(text),
  overload: told(
    list(
      object({
        gone: list(text),
        group: text,
        carried: number,
        utilisation: number,
        share: number,
        interval: optional(pair(number)),
      }),
    ),
  ),
} as const;

export const MESSAGE_LEVEL = object({
  losses: list(
    object({
      group: text,
      calls: list(object({ cause: text, count: number })),
      mean: number,
      halfWidth: optional(number),
      outage: number,
    }),
  ),
  callRate: number,
  setupTime: optional(number),
  replications: count,
});
const METHOD = word(
  "closed form",
  "cut sets",
  "cut sets with common causes",
  "chain of independent nodes",
  "chain",
  "simulation",
  "message level",
);

export const AVAILABILITY = document(
  "What `sipnines availability FILE --json` prints, and availability.json of --out",
  {
    title: text,
    assumed: list(text),
    ...OUTAGE,
    availability: told(number),
    unavailability: share,
    nines: told(figure),
    capacityMean: optional(figure),
    transient: TRANSIENT,
    target: optional(share),
    meetsTarget: optional(flag),
    singlePointsOfFailure: list(
      object({
        component: text,
        unavailabilityBefore: told(number),
        unavailabilityAfter: told(number),
        downtimeSavedPerYear: told(meaning("[s]", number)),
        cost: optional(number),
        sentence: text,
      }),
    ),
    minimalCutSetCount: number,
    minimalCutSets: list(list(text)),
    rareEventSum: told(number),
    importance: IMPORTANCE,
    chain: object({
      states: figure,
      transitions: told(figure),
      residual: figure,
      method: optional(text),
      because: optional(text),
    }),
    budget: list(
      table({
        cause: text,
        group: text,
        unavailability: number,
        minutesPerYear: told(number),
        outagesPerYear: number,
      }),
    ),
    call: optional(nullable(object(CALL))),
    callUnknown: optional(text),
    dpm: nullable(
      object({
        lines: list(
          object({ cause: text, group: text, perMillion: number, withRetransmission: number, withRedial: number }),
        ),
        perMillion: number,
        withRetransmission: number,
        withRedial: number,
        userPerceivedUnavailability: told(number),
        sentence: text,
      }),
    ),
    messageLevel: told(nullable(MESSAGE_LEVEL)),
    agreement: list(
      object({
        method: METHOD,
        unavailability: number,
        against: optional(METHOD),
        relativeDifference: optional(figure),
        interval: optional(pair(number)),
        defectsPerMillion: optional(number),
        ci95: optional(pair(number)),
        deviation: optional(figure),
        isIntended: told(flag),
        sentence: text,
      }),
    ),
    notPlayed: optional(text),
    simulation: SIMULATION,
    expectations: told(
      list(
        object({
          metric: text,
          atLeast: optional(number),
          atMost: optional(number),
          because: optional(text),
          value: figure,
          verdict: word("holds", "fails", "undecided"),
        }),
      ),
    ),
    sensitivity: optional(
      object({
        tornado: list(
          object({
            parameter: text,
            kind: told(text),
            value: told(number),
            atLow: share,
            atHigh: share,
            elasticity: told(figure),
          }),
        ),
        uncertainty: object({
          samples: told(count),
          target: share,
          probabilityMet: share,
          probabilityMetInterval: pair(share),
          p05: share,
          p50: told(share),
          p95: share,
          worthMeasuring: told(list(object({ parameter: text, share: number }))),
          isAssumed: flag,
          sentence: text,
        }),
      }),
    ),
    warnings: told(list(WARNING)),
  },
);

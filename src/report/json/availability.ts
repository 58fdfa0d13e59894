/** What the analyzer says of a service. */
import * as json from "../../notation/json-shape.ts";
import { document } from "./document.ts";
import { WARNING } from "./remarks.ts";

/** Where there is an answer. */
export const OUTAGE = {
  availability: json.optional(json.number),
  unavailability: json.optional(json.number),
  nines: json.optional(json.figure),
  downtimeMinutesPerYear: json.optional(json.figure),
  downtimeMinutesPerMonth: json.optional(json.figure),
  downtimeMinutesPerWeek: json.optional(json.figure),
  failuresPerYear: json.optional(json.figure),
  meanUpTimeHours: json.optional(json.figure),
  meanDownTimeHours: json.optional(json.figure),
  meanTimeToFailureHours: json.optional(json.figure),
} as const;

export const TRANSIENT = json.optional(
  json.object({
    timeHours: json.number,
    refused: json.optional(json.text),
    instantaneous: json.optional(json.number),
    interval: json.optional(json.number),
    errorBound: json.optional(json.number),
  }),
);

export const IMPORTANCE = json.record(
  json.object({
    birnbaum: json.figure,
    criticality: json.figure,
    fussellVesely: json.figure,
    diagnostic: json.figure,
    riskAchievementWorth: json.figure,
    riskReductionWorth: json.figure,
  }),
);

export const SIMULATION = json.nullable(
  json.object({
    method: json.word("regenerative cycles", "balanced failure biasing", "batch means"),
    because: json.text,
    sentence: json.text,
    unavailability: json.optional(json.object({ mean: json.number, low: json.number, high: json.number })),
    relativeError: json.told(json.figure),
    gain: json.optional(json.number),
    cycles: json.told(json.count),
    cyclesWithOutage: json.told(json.count),
    steps: json.told(json.count),
  }),
);

const CAUSES = json.list(json.object({ cause: json.text, group: json.text, perMillion: json.number }));
export const CALL = {
  unavailability: json.share,
  nines: json.told(json.figure),
  defectsPerMillion: json.number,
  ci95: json.pair(json.number),
  causes: CAUSES,
  bounds: json.list(json.text),
  assumed: json.list(json.text),
  overload: json.told(
    json.list(
      json.object({
        gone: json.list(json.text),
        group: json.text,
        carried: json.number,
        utilisation: json.number,
        share: json.number,
        interval: json.optional(json.pair(json.number)),
      }),
    ),
  ),
} as const;

export const MESSAGE_LEVEL = json.object({
  losses: json.list(
    json.object({
      group: json.text,
      calls: json.list(json.object({ cause: json.text, count: json.number })),
      mean: json.number,
      halfWidth: json.optional(json.number),
      outage: json.number,
    }),
  ),
  callRate: json.number,
  setupTime: json.optional(json.number),
  replications: json.count,
});
const METHOD = json.word(
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
    title: json.text,
    assumed: json.list(json.text),
    ...OUTAGE,
    availability: json.told(json.number),
    unavailability: json.share,
    nines: json.told(json.figure),
    capacityMean: json.optional(json.figure),
    transient: TRANSIENT,
    target: json.optional(json.share),
    meetsTarget: json.optional(json.flag),
    singlePointsOfFailure: json.list(
      json.object({
        component: json.text,
        unavailabilityBefore: json.told(json.number),
        unavailabilityAfter: json.told(json.number),
        downtimeSavedPerYear: json.optional(json.meaning("[s]", json.number)),
        cost: json.optional(json.number),
        sentence: json.text,
      }),
    ),
    minimalCutSetCount: json.number,
    minimalCutSets: json.list(json.list(json.text)),
    rareEventSum: json.told(json.number),
    importance: IMPORTANCE,
    chain: json.object({
      states: json.figure,
      transitions: json.told(json.figure),
      residual: json.figure,
      method: json.optional(json.text),
      because: json.optional(json.text),
    }),
    budget: json.list(
      json.table({
        cause: json.text,
        group: json.text,
        unavailability: json.number,
        minutesPerYear: json.told(json.number),
        outagesPerYear: json.number,
      }),
    ),
    call: json.optional(json.nullable(json.object(CALL))),
    callUnknown: json.optional(json.text),
    droppedCalls: json.optional(
      json.list(json.object({ group: json.text, perYear: json.number, perDeath: json.number })),
    ),
    dpm: json.nullable(
      json.object({
        lines: json.list(
          json.object({
            cause: json.text,
            group: json.text,
            perMillion: json.number,
            withRetransmission: json.number,
            withRedial: json.number,
          }),
        ),
        perMillion: json.number,
        withRetransmission: json.number,
        withRedial: json.number,
        userPerceivedUnavailability: json.told(json.number),
        sentence: json.text,
      }),
    ),
    messageLevel: json.optional(json.nullable(MESSAGE_LEVEL)),
    agreement: json.list(
      json.object({
        method: METHOD,
        unavailability: json.number,
        against: json.optional(METHOD),
        relativeDifference: json.optional(json.figure),
        interval: json.optional(json.pair(json.number)),
        defectsPerMillion: json.optional(json.number),
        ci95: json.optional(json.pair(json.number)),
        deviation: json.optional(json.figure),
        isIntended: json.optional(json.flag),
        sentence: json.text,
      }),
    ),
    notPlayed: json.optional(json.text),
    simulation: SIMULATION,
    expectations: json.optional(
      json.list(
        json.object({
          metric: json.text,
          atLeast: json.optional(json.number),
          atMost: json.optional(json.number),
          because: json.optional(json.text),
          value: json.figure,
          verdict: json.word("holds", "fails", "undecided"),
        }),
      ),
    ),
    sensitivity: json.optional(
      json.object({
        tornado: json.list(
          json.object({
            parameter: json.text,
            kind: json.told(json.text),
            value: json.told(json.number),
            atLow: json.share,
            atHigh: json.share,
            elasticity: json.told(json.figure),
          }),
        ),
        uncertainty: json.object({
          samples: json.told(json.count),
          target: json.share,
          probabilityMet: json.share,
          probabilityMetInterval: json.pair(json.share),
          p05: json.share,
          p50: json.told(json.share),
          p95: json.share,
          worthMeasuring: json.told(json.list(json.object({ parameter: json.text, share: json.number }))),
          isAssumed: json.flag,
          sentence: json.text,
        }),
      }),
    ),
    warnings: json.told(json.list(WARNING)),
  },
);

/** Documents of what the thesis says. */
import { count, figure, flag, list, nullable, number, object, record, text, word } from "../../notation/json-shape.ts";
import { document } from "./document.ts";

export const REPRODUCE = document("What `sipnines reproduce --json` prints", {
  out: text,
  claims: list(
    object({
      id: text,
      figure: text,
      statement: text,
      status: word("exact", "calibrated", "derived", "contradicted", "not modelled"),
      expected: text,
      obtained: text,
    }),
  ),
});

export const REPRODUCE_CALIBRATE = document("What `sipnines reproduce --calibrate --json` prints", {
  fits: list(
    object({
      on: list(number),
      times: object({ claim: number, check: number }),
      shareTimesOutage: object({ iprs: number, ppdr: number }),
      rows: list(object({ rate: number, fitted: flag, percent: number, publishedPercent: number })),
      evaluations: count,
    }),
  ),
});

export const TABLE1 = document("What `sipnines table1 --json` prints: times in seconds", {
  designs: list(
    object({
      scheme: text,
      redundancyModel: text,
      failoverMechanism: text,
      loadBalancing: text,
      bindingsKeptIn: text,
      databaseInCallSetUp: text,
      scalesByDnsSrv: text,
      singlePointsOfFailure: list(text),
      failedCallsAtFailover: text,
      callSetUpTime: text,
      outage: nullable(object({ p50: number, p95: number })),
      setUp: figure,
      lostSeconds: figure,
      nines: figure,
    }),
  ),
  rules: record(text),
});

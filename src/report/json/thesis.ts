/** Documents of what the thesis says. */
import * as json from "../../notation/json-shape.ts";
import { document } from "./document.ts";

export const REPRODUCE = document("What `sipnines reproduce --json` prints", {
  out: json.text,
  claims: json.list(
    json.object({
      id: json.text,
      figure: json.text,
      statement: json.text,
      status: json.word("exact", "calibrated", "derived", "contradicted", "not modelled"),
      expected: json.text,
      obtained: json.text,
    }),
  ),
});

export const REPRODUCE_CALIBRATE = document("What `sipnines reproduce --calibrate --json` prints", {
  fits: json.list(
    json.object({
      on: json.list(json.number),
      times: json.object({ claim: json.number, check: json.number }),
      shareTimesOutage: json.object({ iprs: json.number, ppdr: json.number }),
      rows: json.list(
        json.object({ rate: json.number, fitted: json.flag, percent: json.number, publishedPercent: json.number }),
      ),
      evaluations: json.count,
    }),
  ),
});

export const TABLE1 = document("What `sipnines table1 --json` prints: times in seconds", {
  designs: json.list(
    json.object({
      scheme: json.text,
      redundancyModel: json.text,
      failoverMechanism: json.text,
      loadBalancing: json.text,
      bindingsKeptIn: json.text,
      databaseInCallSetUp: json.text,
      scalesByDnsSrv: json.text,
      singlePointsOfFailure: json.list(json.text),
      failedCallsAtFailover: json.text,
      callSetUpTime: json.text,
      outage: json.nullable(json.object({ p50: json.number, p95: json.number })),
      setUp: json.figure,
      lostSeconds: json.figure,
      nines: json.figure,
    }),
  ),
  rules: json.record(json.text),
});

/** What a search for a capacity says. */
import * as json from "../../notation/json-shape.ts";
import { document } from "./document.ts";

const QUANTILE = json.object({ quantile: json.share, seconds: json.positive });
const ESTIMATE = json.object({ mean: json.number, low: json.number, high: json.number });

const CAPACITY = {
  ratePerSecond: json.meaning("calls or registrations a second; 0 where the bounds hold at no rate", json.number),
  ci95: json.meaning("95 % interval of the rate; null where it is not bounded", json.pair(json.figure)),
  limitedBy: json.meaning(
    "the tier, or the cores of a host, that saturate first; where calls fail at any rate, why",
    json.text,
  ),
  criterion: json.word("loss", "setup", "response", "utilisation", "growing queue"),
  nodes: json.meaning(
    "servers and cores of hosts at that rate, what limits first",
    json.list(
      json.object({
        tier: json.text,
        names: json.list(json.text),
        utilisation: json.number,
        droppedPerCall: json.meaning("messages dropped by full queues, for each call or registration", json.number),
      }),
    ),
  ),
  replications: json.count,
  isPrecise: json.flag,
} as const;

const FOUND = {
  scenario: json.text,
  counted: json.meaning(
    "what comes at these rates: calls, or REGISTERs without any call",
    json.word("calls", "registrations"),
  ),
  bounds: json.object({
    loss: json.share,
    setup: json.nullable(QUANTILE),
    response: json.meaning("of the times from a REGISTER to its 200", json.nullable(QUANTILE)),
    utilisation: json.nullable(json.share),
  }),
  capacity: json.object(CAPACITY),
  survivors: json.list(json.object({ down: json.list(json.text), ...CAPACITY })),
  knee: json.meaning(
    "shares of calls or registrations lost, of set-ups or answers slower than the bound and of time busy, by rate; with --out only",
    json.list(
      json.object({
        ratePerSecond: json.number,
        replications: json.count,
        loss: ESTIMATE,
        slow: json.nullable(ESTIMATE),
        utilisation: ESTIMATE,
      }),
    ),
  ),
} as const;

export const CAPACITY_PRINTED = document("What `sipnines capacity --json` prints", FOUND);

export const CAPACITY_FILE = document("capacity.json of `sipnines capacity --out`", { title: json.text, ...FOUND });

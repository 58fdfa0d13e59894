/** What a search for designs and a survey of random ones say. */
import * as json from "../../notation/json-shape.ts";
import { CALL, MESSAGE_LEVEL, SIMULATION } from "./availability.ts";
import { document } from "./document.ts";

/** A call of a design, with what the message level says of it. */
const CALL_OF_DESIGN = json.object({ ...CALL, messages: json.optional(MESSAGE_LEVEL) });

const CHOICE = json.record(json.either(json.text, json.number));
const DESIGN = {
  choice: CHOICE,
  cost: json.number,
  unavailability: json.share,
  nines: json.told(json.figure),
  downtimeMinutesPerYear: json.told(json.number),
  isOnFrontier: json.flag,
} as const;
const SEARCH = {
  target: json.share,
  winner: json.nullable(json.object(DESIGN)),
  confirmation: SIMULATION,
  call: json.told(json.nullable(CALL_OF_DESIGN)),
  messageLevel: json.told(json.nullable(MESSAGE_LEVEL)),
  frontier: json.told(json.list(json.object(DESIGN))),
  designs: json.list(json.object(DESIGN)),
  rejected: json.list(json.object({ ...DESIGN, because: json.text })),
  skipped: json.told(json.list(json.object({ choice: CHOICE, because: json.text }))),
} as const;

export const OPTIMIZE = document("What `sipnines optimize --json` prints", SEARCH);

export const OPTIMIZE_FILE = document("optimize.json of `sipnines optimize --out`", {
  title: json.optional(json.text),
  ...SEARCH,
});

const AGREEMENT = {
  number: json.count,
  chain: CALL_OF_DESIGN,
  messages: json.object({
    defectsPerMillion: json.number,
    ci95: json.pair(json.number),
    standardError: json.number,
    replications: json.count,
    calls: json.count,
    failedCalls: json.count,
    struck: json.count,
    shortenedBy: json.object({ lives: json.number, repairs: json.number, turns: json.number }),
    causes: json.list(json.object({ cause: json.text, perMillion: json.number })),
  }),
  deviation: json.number,
} as const;

export const FUZZ_AGREEMENT = document("What `sipnines fuzz --agreement --json` prints", {
  seed: json.number,
  tried: json.list(json.object(AGREEMENT)),
  outside: json.count,
  chiSquare: json.number,
  chiSquareLimit: json.number,
  disagreement: json.optional(json.object({ ...AGREEMENT, text: json.text })),
  command: json.optional(json.text),
  file: json.optional(json.text),
});

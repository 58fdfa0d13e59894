/** What a search for designs and a survey of random ones say. */
import {
  count,
  either,
  figure,
  flag,
  list,
  nullable,
  number,
  object,
  optional,
  pair,
  record,
  share,
  text,
  told,
} from "../../notation/json-shape.ts";
import { CALL, MESSAGE_LEVEL, SIMULATION } from "./availability.ts";
import { document } from "./document.ts";

/** A call of a design, with what the message level says of it. */
const CALL_OF_DESIGN = object({ ...CALL, messages: optional(MESSAGE_LEVEL) });

const CHOICE = record(either(text, number));
const DESIGN = {
  choice: CHOICE,
  cost: number,
  unavailability: share,
  nines: told(figure),
  downtimeMinutesPerYear: told(number),
  isOnFrontier: flag,
} as const;
const SEARCH = {
  target: share,
  winner: nullable(object(DESIGN)),
  confirmation: SIMULATION,
  call: told(nullable(CALL_OF_DESIGN)),
  messageLevel: told(nullable(MESSAGE_LEVEL)),
  frontier: told(list(object(DESIGN))),
  designs: list(object(DESIGN)),
  rejected: list(object({ ...DESIGN, because: text })),
  skipped: told(list(object({ choice: CHOICE, because: text }))),
} as const;

export const OPTIMIZE = document("What `sipnines optimize --json` prints", SEARCH);

export const OPTIMIZE_FILE = document("optimize.json of `sipnines optimize --out`", {
  title: optional(text),
  ...SEARCH,
});

const AGREEMENT = {
  number: count,
  chain: CALL_OF_DESIGN,
  messages: object({
    defectsPerMillion: number,
    ci95: pair(number),
    standardError: number,
    replications: count,
    calls: count,
    failedCalls: count,
    struck: count,
    shortenedBy: object({ lives: number, repairs: number, turns: number }),
    causes: list(object({ cause: text, perMillion: number })),
  }),
  deviation: number,
} as const;

export const FUZZ_AGREEMENT = document("What `sipnines fuzz --agreement --json` prints", {
  seed: number,
  tried: list(object(AGREEMENT)),
  outside: count,
  chiSquare: number,
  chiSquareLimit: number,
  disagreement: optional(object({ ...AGREEMENT, text })),
  command: optional(text),
  file: optional(text),
});

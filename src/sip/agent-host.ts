import type { Engine } from "../kernel/engine.ts";
import type { Calls } from "./calls.ts";
import type { Carrier } from "./carrier.ts";

/** Where user agents run: all of one side on one host. */
export interface AgentHost {
  readonly engine: Engine;
  readonly network: Carrier;
  readonly host: number;
}

/** The same for those that have calls. */
export interface CallingHost extends AgentHost {
  readonly calls: Calls;
}
